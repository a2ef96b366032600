"""Number changes of decks, cards and memories, and keep what was forgotten, so that devices follow."""

import sqlalchemy as sa
from alembic import op

revision = "20261124_number_changes"
down_revision = "20261123_operate_for_learners"
branch_labels = None
depends_on = None

_NUMBERED = ("learners", "decks", "cards", "memories", "deck_settings")
_INDEXED = {
    "cards": ("deck_id", "change_number", "id"),
    "memories": ("learner_id", "change_number", "card_id"),
}


def upgrade() -> None:
    """Give everything that is there the number 1: it was there before the first change."""
    for name in _NUMBERED:
        with op.batch_alter_table(name) as table:
            table.add_column(
                sa.Column("change_number", sa.Integer(), nullable=False, server_default="1")
            )
        with op.batch_alter_table(name) as table:
            table.alter_column("change_number", existing_type=sa.Integer(), server_default=None)
    for name, columns in _INDEXED.items():
        op.create_index(op.f(f"ix_{name}_{'_'.join(columns)}"), name, list(columns))
    op.create_table(
        "forgotten_memories",
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("card_id", sa.Uuid(), nullable=False),
        sa.Column("deck_id", sa.Uuid(), nullable=False),
        sa.Column("change_number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learners.id"], name=op.f("fk_forgotten_memories_learner_id")
        ),
        sa.ForeignKeyConstraint(
            ["card_id"], ["cards.id"], name=op.f("fk_forgotten_memories_card_id")
        ),
        sa.PrimaryKeyConstraint("learner_id", "card_id", name=op.f("pk_forgotten_memories")),
    )
    op.create_index(
        op.f("ix_forgotten_memories_learner_id_change_number_card_id"),
        "forgotten_memories",
        ["learner_id", "change_number", "card_id"],
    )


def downgrade() -> None:
    """Forget what was forgotten, and the numbers."""
    op.drop_table("forgotten_memories")
    for name, columns in _INDEXED.items():
        op.drop_index(op.f(f"ix_{name}_{'_'.join(columns)}"), name)
    for name in reversed(_NUMBERED):
        with op.batch_alter_table(name) as table:
            table.drop_column("change_number")
