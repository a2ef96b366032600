"""Keep marks beside grades, and what waits for a person; let decks say what appeals do."""

import sqlalchemy as sa
from alembic import op

revision = "20261123_keep_marks"
down_revision = "20261123_pin_questions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; appeals over decks that are there count at once."""
    op.create_table(
        "marks",
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("answer_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(20), nullable=False),
        sa.Column("fraction", sa.Float(), nullable=False),
        sa.Column("is_right", sa.Boolean(), nullable=False),
        sa.Column("confidence", sa.Integer(), nullable=True),
        sa.Column("counts", sa.Boolean(), nullable=False),
        sa.Column("comment", sa.String(2_000), nullable=True),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("review_id", sa.Uuid(), nullable=True),
        sa.Column("operation_id", sa.Uuid(), nullable=True),
        sa.Column("grader", sa.String(40), nullable=True),
        sa.Column("grader_version", sa.String(40), nullable=True),
        sa.Column("card_version", sa.Integer(), nullable=True),
        sa.Column("result_fraction", sa.Float(), nullable=False),
        sa.Column("result_is_right", sa.Boolean(), nullable=False),
        sa.Column("result_source", sa.String(20), nullable=False),
        sa.CheckConstraint("confidence BETWEEN 1 AND 5", name=op.f("ck_marks_confidence")),
        sa.CheckConstraint("fraction BETWEEN 0 AND 1", name=op.f("ck_marks_fraction")),
        sa.CheckConstraint("number >= 1", name=op.f("ck_marks_number")),
        sa.ForeignKeyConstraint(
            ["learner_id", "answer_id"],
            ["answers.learner_id", "answers.id"],
            name=op.f("fk_marks_learner_id_answer_id"),
        ),
        sa.PrimaryKeyConstraint("learner_id", "id", name=op.f("pk_marks")),
        sa.UniqueConstraint(
            "learner_id", "answer_id", "number", name=op.f("uq_marks_learner_id_answer_id_number")
        ),
    )
    op.create_table(
        "reviews",
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("answer_id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("deck_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("reason", sa.String(2_000), nullable=True),
        sa.Column("claimed", sa.Float(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.Uuid(), nullable=True),
        sa.Column("comment", sa.String(2_000), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint("claimed BETWEEN 0 AND 1", name=op.f("ck_reviews_claimed")),
        sa.ForeignKeyConstraint(
            ["learner_id", "answer_id"],
            ["answers.learner_id", "answers.id"],
            name=op.f("fk_reviews_learner_id_answer_id"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_reviews_workspace_id")
        ),
        sa.PrimaryKeyConstraint("learner_id", "id", name=op.f("pk_reviews")),
    )
    op.create_index(op.f("ix_reviews_learner_id_answer_id"), "reviews", ["learner_id", "answer_id"])
    op.create_index(
        op.f("ix_reviews_workspace_id_status_opened_at_learner_id_id"),
        "reviews",
        ["workspace_id", "status", "opened_at", "learner_id", "id"],
    )
    with op.batch_alter_table("decks", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "appeal_policy", sa.String(20), nullable=False, server_default="count_at_once"
            )
        )
    with op.batch_alter_table("decks", schema=None) as batch_op:
        batch_op.alter_column("appeal_policy", server_default=None)


def downgrade() -> None:
    """Drop them."""
    with op.batch_alter_table("decks", schema=None) as batch_op:
        batch_op.drop_column("appeal_policy")
    op.drop_table("reviews")
    op.drop_table("marks")
