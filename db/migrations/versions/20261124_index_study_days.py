"""Index study days, by which answers are added up, and whether cards are deleted, which every look
at a queue asks: large cards need not be read for that."""

from alembic import op

revision = "20261124_index_study_days"
down_revision = "20261124_number_changes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the indexes."""
    op.create_index(op.f("ix_cards_id_deleted_at"), "cards", ["id", "deleted_at"])
    op.create_index(
        op.f("ix_answers_learner_id_studied_on"), "answers", ["learner_id", "studied_on"]
    )


def downgrade() -> None:
    """Drop the indexes."""
    op.drop_index(op.f("ix_cards_id_deleted_at"), "cards")
    op.drop_index(op.f("ix_answers_learner_id_studied_on"), "answers")
