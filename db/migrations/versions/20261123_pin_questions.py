"""Keep what is pinned with a question, and how sure the learner was, with each answer."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261123_pin_questions"
down_revision = "20261123_create_tables"
branch_labels = None
depends_on = None
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    """Add the columns; what was answered before pinned nothing."""
    with op.batch_alter_table("answers", schema=None) as batch_op:
        batch_op.add_column(sa.Column("certainty", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("pins", JSON, nullable=False, server_default="{}"))
        batch_op.create_check_constraint(
            batch_op.f("ck_answers_certainty"), "certainty BETWEEN 1 AND 3"
        )
    with op.batch_alter_table("answers", schema=None) as batch_op:
        batch_op.alter_column("pins", server_default=None)


def downgrade() -> None:
    """Drop the columns."""
    with op.batch_alter_table("answers", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_answers_certainty"), type_="check")
        batch_op.drop_column("pins")
        batch_op.drop_column("certainty")
