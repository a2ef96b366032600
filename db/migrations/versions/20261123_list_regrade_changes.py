"""List what regrades change, and find a card's answers in the order of their learners."""

import sqlalchemy as sa
from alembic import op

revision = "20261123_list_regrade_changes"
down_revision = "20261123_keep_marks"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; the new index of answers does what the old one did, and more."""
    op.create_table(
        "regrade_changes",
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("operation_id", sa.Uuid(), nullable=False),
        sa.Column("answer_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("card_id", sa.Uuid(), nullable=False),
        sa.Column("card_version", sa.Integer(), nullable=False),
        sa.Column("before_fraction", sa.Float(), nullable=True),
        sa.Column("before_is_right", sa.Boolean(), nullable=True),
        sa.Column("before_source", sa.String(20), nullable=False),
        sa.Column("after_fraction", sa.Float(), nullable=False),
        sa.Column("after_is_right", sa.Boolean(), nullable=False),
        sa.Column("grader", sa.String(40), nullable=False),
        sa.Column("grader_version", sa.String(40), nullable=False),
        sa.ForeignKeyConstraint(
            ["learner_id", "answer_id"],
            ["answers.learner_id", "answers.id"],
            name=op.f("fk_regrade_changes_learner_id_answer_id"),
        ),
        sa.ForeignKeyConstraint(
            ["operation_id"], ["operations.id"], name=op.f("fk_regrade_changes_operation_id")
        ),
        sa.PrimaryKeyConstraint(
            "learner_id", "operation_id", "answer_id", name=op.f("pk_regrade_changes")
        ),
    )
    op.create_index(
        op.f("ix_regrade_changes_operation_id_number"),
        "regrade_changes",
        ["operation_id", "number"],
    )
    op.create_index(
        op.f("ix_regrade_changes_operation_id_learner_id_answer_id"),
        "regrade_changes",
        ["operation_id", "learner_id", "answer_id"],
    )
    op.create_index(
        op.f("ix_answers_card_id_learner_id_id"), "answers", ["card_id", "learner_id", "id"]
    )
    op.drop_index(op.f("ix_answers_card_id_card_version"), "answers")


def downgrade() -> None:
    """Drop them."""
    op.create_index(op.f("ix_answers_card_id_card_version"), "answers", ["card_id", "card_version"])
    op.drop_index(op.f("ix_answers_card_id_learner_id_id"), "answers")
    op.drop_table("regrade_changes")
