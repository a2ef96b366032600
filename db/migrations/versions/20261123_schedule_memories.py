"""Schedule memories: where each card stands, settings and adjustments, days and zones of answers."""

import sqlalchemy as sa
from alembic import op

from db.types import Json, UtcDateTime

revision = "20261123_schedule_memories"
down_revision = "20261123_grade_cards_of_answers"
branch_labels = None
depends_on = None

_IS_QUEUED = sa.text("queue_on IS NOT NULL")
_IS_RANKED = sa.text("rank IS NOT NULL")


def upgrade() -> None:
    """Add what schedulers keep. Memories from before have fold version 0: the worker folds them."""
    _make_deck_settings()
    _make_adjustments()
    op.create_table(
        "learner_zones",
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("until_at", UtcDateTime(), nullable=False),
        sa.Column("timezone", sa.String(64), nullable=False),
        sa.Column("day_starts_at", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learners.id"], name=op.f("fk_learner_zones_learner_id")
        ),
        sa.PrimaryKeyConstraint("learner_id", "until_at", name=op.f("pk_learner_zones")),
    )
    with op.batch_alter_table("learners") as table:
        table.add_column(sa.Column("new_per_day", sa.Integer(), nullable=True))
        table.add_column(sa.Column("due_per_day", sa.Integer(), nullable=True))
        table.create_check_constraint(op.f("ck_learners_new_per_day"), "new_per_day >= 0")
        table.create_check_constraint(op.f("ck_learners_due_per_day"), "due_per_day >= 0")
    _widen_answers()
    _widen_memories()


def _make_deck_settings() -> None:
    op.create_table(
        "deck_settings",
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("deck_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("from_at", UtcDateTime(), nullable=False),
        sa.Column("replays", sa.Boolean(), nullable=False),
        sa.Column("settings", Json, nullable=False),
        sa.Column("limits", Json, nullable=False),
        sa.Column("fit_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learners.id"], name=op.f("fk_deck_settings_learner_id")
        ),
        sa.ForeignKeyConstraint(["deck_id"], ["decks.id"], name=op.f("fk_deck_settings_deck_id")),
        sa.PrimaryKeyConstraint("learner_id", "deck_id", "number", name=op.f("pk_deck_settings")),
    )


def _make_adjustments() -> None:
    op.create_table(
        "adjustments",
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("card_id", sa.Uuid(), nullable=False),
        sa.Column("deck_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("studied_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(kind = 'set_due') = (due_on IS NOT NULL)", name=op.f("ck_adjustments_due_on")
        ),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learners.id"], name=op.f("fk_adjustments_learner_id")
        ),
        sa.ForeignKeyConstraint(["card_id"], ["cards.id"], name=op.f("fk_adjustments_card_id")),
        sa.PrimaryKeyConstraint("learner_id", "id", name=op.f("pk_adjustments")),
    )
    op.create_index(
        op.f("ix_adjustments_learner_id_card_id"), "adjustments", ["learner_id", "card_id"]
    )


def _widen_answers() -> None:
    with op.batch_alter_table("answers") as table:
        table.add_column(sa.Column("received_at", UtcDateTime(), nullable=True))
        table.add_column(
            sa.Column("is_time_clamped", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        table.add_column(sa.Column("predicted_recall", sa.Float(), nullable=True))
        table.create_check_constraint(
            op.f("ck_answers_predicted_recall"), "predicted_recall BETWEEN 0 AND 1"
        )
    op.execute("UPDATE answers SET received_at = answered_at")
    with op.batch_alter_table("answers") as table:
        table.alter_column("received_at", existing_type=UtcDateTime(), nullable=False)
        table.alter_column("is_time_clamped", existing_type=sa.Boolean(), server_default=None)


def _widen_memories() -> None:
    with op.batch_alter_table("memories") as table:
        for name in ("first_answered_at", "last_answered_at"):
            table.alter_column(name, existing_type=UtcDateTime(), nullable=True)
        table.alter_column("last_answer_id", existing_type=sa.Uuid(), nullable=True)
        table.alter_column("last_studied_on", existing_type=sa.Date(), nullable=True)
        for name in ("lapse_count", "interval_days", "fold_version"):
            table.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
        for name in ("is_leech", "is_suspended"):
            table.add_column(
                sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false())
            )
        for name in ("first_studied_on", "due_on", "buried_on", "queue_on"):
            table.add_column(sa.Column(name, sa.Date(), nullable=True))
        table.add_column(sa.Column("state", sa.String(20), nullable=False, server_default="new"))
        table.add_column(sa.Column("due_at", UtcDateTime(), nullable=True))
        table.add_column(sa.Column("schedule", Json, nullable=True))
        table.add_column(sa.Column("last_event_at", UtcDateTime(), nullable=True))
        table.add_column(sa.Column("last_event_id", sa.Uuid(), nullable=True))
        table.add_column(sa.Column("rank", sa.Integer(), nullable=True))
        table.create_check_constraint(op.f("ck_memories_interval_days"), "interval_days >= 0")
    with op.batch_alter_table("memories") as table:
        for name in ("lapse_count", "interval_days", "fold_version"):
            table.alter_column(name, existing_type=sa.Integer(), server_default=None)
        for name in ("is_leech", "is_suspended"):
            table.alter_column(name, existing_type=sa.Boolean(), server_default=None)
        table.alter_column("state", existing_type=sa.String(20), server_default=None)
    op.create_index(
        op.f("ix_memories_learner_id_last_studied_on"),
        "memories",
        ["learner_id", "last_studied_on"],
    )
    for columns, condition in (
        (("learner_id", "queue_on", "card_id"), _IS_QUEUED),
        (("learner_id", "deck_id", "queue_on", "card_id"), _IS_QUEUED),
        (("learner_id", "deck_id", "rank"), _IS_RANKED),
    ):
        op.create_index(
            op.f(f"ix_memories_{'_'.join(columns)}"),
            "memories",
            list(columns),
            sqlite_where=condition,
            postgresql_where=condition,
        )


def downgrade() -> None:
    """Forget schedules. Memories of cards that were only adjusted go, as nothing was answered."""
    for columns in (
        ("learner_id", "deck_id", "rank"),
        ("learner_id", "deck_id", "queue_on", "card_id"),
        ("learner_id", "queue_on", "card_id"),
        ("learner_id", "last_studied_on"),
    ):
        op.drop_index(op.f(f"ix_memories_{'_'.join(columns)}"), "memories")
    op.execute("DELETE FROM memories WHERE last_answer_id IS NULL")
    with op.batch_alter_table("memories") as table:
        table.drop_constraint(op.f("ck_memories_interval_days"), type_="check")
        for name in (
            "lapse_count",
            "interval_days",
            "fold_version",
            "is_leech",
            "is_suspended",
            "first_studied_on",
            "due_on",
            "buried_on",
            "queue_on",
            "state",
            "due_at",
            "schedule",
            "last_event_at",
            "last_event_id",
            "rank",
        ):
            table.drop_column(name)
        for name in ("first_answered_at", "last_answered_at"):
            table.alter_column(name, existing_type=UtcDateTime(), nullable=False)
        table.alter_column("last_answer_id", existing_type=sa.Uuid(), nullable=False)
        table.alter_column("last_studied_on", existing_type=sa.Date(), nullable=False)
    with op.batch_alter_table("answers") as table:
        table.drop_constraint(op.f("ck_answers_predicted_recall"), type_="check")
        for name in ("predicted_recall", "is_time_clamped", "received_at"):
            table.drop_column(name)
    with op.batch_alter_table("learners") as table:
        for name in ("new_per_day", "due_per_day"):
            table.drop_constraint(op.f(f"ck_learners_{name}"), type_="check")
        for name in ("new_per_day", "due_per_day"):
            table.drop_column(name)
    op.drop_table("learner_zones")
    op.drop_table("adjustments")
    op.drop_table("deck_settings")
