"""Find cards in steps by an index of their own: a backlog of others must not hide them."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_index_steps"
down_revision = "20261125_pack_questions"
branch_labels = None
depends_on = None

_NAME = "ix_memories_learner_id_deck_id_queue_on_due_at"


def upgrade() -> None:
    """Index what waits for a time of its day."""
    is_in_steps = sa.text("queue_on IS NOT NULL AND due_at IS NOT NULL")
    op.create_index(
        op.f(_NAME),
        "memories",
        ["learner_id", "deck_id", "queue_on", "due_at"],
        sqlite_where=is_in_steps,
        postgresql_where=is_in_steps,
    )


def downgrade() -> None:
    """Let the index go."""
    op.drop_index(op.f(_NAME), table_name="memories")
