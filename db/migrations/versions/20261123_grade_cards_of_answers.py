"""Keep a grade for each card of an answer to a matching question that was made of cards."""

import sqlalchemy as sa
from alembic import op

revision = "20261123_grade_cards_of_answers"
down_revision = "20261123_list_regrade_changes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; what was answered before stays the asked card's alone."""
    op.create_table(
        "answer_cards",
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("answer_id", sa.Uuid(), nullable=False),
        sa.Column("card_id", sa.Uuid(), nullable=False),
        sa.Column("deck_id", sa.Uuid(), nullable=False),
        sa.Column("card_version", sa.Integer(), nullable=False),
        sa.Column("fraction", sa.Float(), nullable=False),
        sa.Column("is_right", sa.Boolean(), nullable=False),
        sa.CheckConstraint("fraction BETWEEN 0 AND 1", name=op.f("ck_answer_cards_fraction")),
        sa.ForeignKeyConstraint(
            ["learner_id", "answer_id"],
            ["answers.learner_id", "answers.id"],
            name=op.f("fk_answer_cards_learner_id_answer_id"),
        ),
        sa.ForeignKeyConstraint(
            ["card_id", "card_version"],
            ["card_versions.card_id", "card_versions.version"],
            name=op.f("fk_answer_cards_card_id_card_version"),
        ),
        sa.PrimaryKeyConstraint("learner_id", "answer_id", "card_id", name=op.f("pk_answer_cards")),
    )
    op.create_index(
        op.f("ix_answer_cards_learner_id_card_id"), "answer_cards", ["learner_id", "card_id"]
    )


def downgrade() -> None:
    """Drop it; memories follow the asked cards alone once they are made anew."""
    op.drop_table("answer_cards")
