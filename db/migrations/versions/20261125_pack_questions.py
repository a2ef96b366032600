"""Pack questions of offline sessions, which may be answered more than once."""

import sqlalchemy as sa
from alembic import op

from db.types import Json

revision = "20261125_pack_questions"
down_revision = "20261124_index_study_days"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room for packs; what was answered so far was answered once."""
    op.create_table(
        "packed_questions",
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("card_id", sa.Uuid(), nullable=False),
        sa.Column("card_version", sa.Integer(), nullable=False),
        sa.Column("format", sa.String(20), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("pins", Json, nullable=False),
        sa.Column("previews", Json, nullable=False),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learners.id"], name=op.f("fk_packed_questions_learner_id")
        ),
        sa.ForeignKeyConstraint(
            ["learner_id", "session_id"],
            ["sessions.learner_id", "sessions.id"],
            name=op.f("fk_packed_questions_learner_id_session_id"),
        ),
        sa.ForeignKeyConstraint(
            ["card_id", "card_version"],
            ["card_versions.card_id", "card_versions.version"],
            name=op.f("fk_packed_questions_card_id_card_version"),
        ),
        sa.PrimaryKeyConstraint("learner_id", "id", name=op.f("pk_packed_questions")),
    )
    op.create_index(
        op.f("ix_packed_questions_learner_id_session_id_position"),
        "packed_questions",
        ["learner_id", "session_id", "position"],
    )
    with op.batch_alter_table("answers") as table:
        table.add_column(sa.Column("attempt", sa.Integer(), nullable=False, server_default="1"))
        table.drop_constraint(op.f("uq_answers_learner_id_question_id"), type_="unique")
        table.create_unique_constraint(
            op.f("uq_answers_learner_id_question_id_attempt"),
            ["learner_id", "question_id", "attempt"],
        )
    with op.batch_alter_table("answers") as table:
        table.alter_column("attempt", existing_type=sa.Integer(), server_default=None)


def downgrade() -> None:
    """Forget packs. Repeated answers stay, each to a question of its own."""
    op.execute("UPDATE answers SET question_id = id WHERE attempt > 1")
    op.execute("UPDATE sessions SET chooser = 'plan' WHERE chooser = 'device'")
    with op.batch_alter_table("answers") as table:
        table.drop_constraint(op.f("uq_answers_learner_id_question_id_attempt"), type_="unique")
        table.create_unique_constraint(
            op.f("uq_answers_learner_id_question_id"), ["learner_id", "question_id"]
        )
        table.drop_column("attempt")
    op.drop_table("packed_questions")
