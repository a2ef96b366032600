"""Let sessions choose: who chooses, what comes back, and where they end."""

import sqlalchemy as sa
from alembic import op

from db.types import Json

revision = "20261123_choose_questions"
down_revision = "20261123_schedule_memories"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what a choosing session keeps; sessions from before keep to their plans."""
    with op.batch_alter_table("sessions") as table:
        table.add_column(
            sa.Column("selection", sa.String(20), nullable=False, server_default="all")
        )
        table.add_column(sa.Column("chooser", sa.String(20), nullable=False, server_default="plan"))
        table.add_column(sa.Column("returns", Json, nullable=False, server_default="[]"))
        table.add_column(sa.Column("question_limit", sa.Integer(), nullable=True))
    with op.batch_alter_table("sessions") as table:
        for name in ("selection", "chooser"):
            table.alter_column(name, existing_type=sa.String(20), server_default=None)
        table.alter_column("returns", existing_type=Json, server_default=None)


def downgrade() -> None:
    """Forget it; cards in steps of open sessions do not come back then."""
    op.execute("UPDATE sessions SET mode = 'study' WHERE mode IN ('review', 'learn')")
    op.execute("UPDATE answers SET mode = 'study' WHERE mode IN ('review', 'learn')")
    op.execute("UPDATE sessions SET \"order\" = 'deck' WHERE \"order\" = 'queue'")
    _forget_new_words()
    with op.batch_alter_table("sessions") as table:
        for name in ("question_limit", "returns", "chooser", "selection"):
            table.drop_column(name)


def _forget_new_words() -> None:
    """Let decks' study defaults say nothing that nobody reads any more."""
    decks = sa.table("decks", sa.column("id", sa.Uuid()), sa.column("study_defaults", Json))
    db = op.get_bind()
    for deck_id, said in db.execute(sa.select(decks.c.id, decks.c.study_defaults)).all():
        left = dict(said)
        if left.get("mode") in ("review", "learn"):
            left["mode"] = "study"
        if left.get("order") == "queue":
            del left["order"]
        if left != said:
            change = sa.update(decks).where(decks.c.id == deck_id)
            db.execute(change.values(study_defaults=left))
