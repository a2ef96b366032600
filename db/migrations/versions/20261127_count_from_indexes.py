"""Count what is due from indexes alone: when cards in steps come up and what is buried stands in the
queue's index, and the few cards that are deleted have one of their own."""

import sqlalchemy as sa
from alembic import op

revision = "20261127_count_from_indexes"
down_revision = "20261126_index_steps"
branch_labels = None
depends_on = None

_IS_QUEUED = sa.text("queue_on IS NOT NULL")
_IS_DELETED = sa.text("deleted_at IS NOT NULL")
_QUEUE = ["learner_id", "deck_id", "queue_on", "card_id"]
_FORMER = "ix_memories_learner_id_deck_id_queue_on_card_id"


def upgrade() -> None:
    """Widen the queue's index, and add that of deleted cards."""
    op.drop_index(op.f(_FORMER), "memories")
    op.create_index(
        op.f("ix_memories_queue"),
        "memories",
        [*_QUEUE, "due_at", "buried_on"],
        sqlite_where=_IS_QUEUED,
        postgresql_where=_IS_QUEUED,
    )
    op.create_index(
        op.f("ix_cards_deleted"),
        "cards",
        ["deck_id", "id"],
        sqlite_where=_IS_DELETED,
        postgresql_where=_IS_DELETED,
    )


def downgrade() -> None:
    """Narrow the queue's index again."""
    op.drop_index(op.f("ix_cards_deleted"), "cards")
    op.drop_index(op.f("ix_memories_queue"), "memories")
    op.create_index(
        op.f(_FORMER),
        "memories",
        _QUEUE,
        sqlite_where=_IS_QUEUED,
        postgresql_where=_IS_QUEUED,
    )
