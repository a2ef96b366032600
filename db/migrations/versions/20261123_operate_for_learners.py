"""Let long work belong to a learner, and keep what fits of parameters found."""

import sqlalchemy as sa
from alembic import op

from db.types import Json, UtcDateTime

revision = "20261123_operate_for_learners"
down_revision = "20261123_choose_questions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Widen operations; those that are there are of workspaces."""
    with op.batch_alter_table("operations") as table:
        table.alter_column("workspace_id", existing_type=sa.Uuid(), nullable=True)
        table.add_column(sa.Column("learner_id", sa.Uuid(), nullable=True))
        table.create_foreign_key(
            op.f("fk_operations_learner_id"), "learners", ["learner_id"], ["id"]
        )
        table.create_check_constraint(
            op.f("ck_operations_owner"), "(workspace_id IS NULL) <> (learner_id IS NULL)"
        )
        table.create_index(
            op.f("ix_operations_learner_id_created_at_id"), ["learner_id", "created_at", "id"]
        )
    op.create_table(
        "fits",
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("operation_id", sa.Uuid(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("algorithm", sa.String(20), nullable=False),
        sa.Column("parameters", Json, nullable=False),
        sa.Column("scored_count", sa.Integer(), nullable=False),
        sa.Column("train_before", sa.Float(), nullable=True),
        sa.Column("train_after", sa.Float(), nullable=True),
        sa.Column("newest_before", sa.Float(), nullable=True),
        sa.Column("newest_after", sa.Float(), nullable=True),
        sa.Column("refusal", sa.String(20), nullable=True),
        sa.ForeignKeyConstraint(["learner_id"], ["learners.id"], name=op.f("fk_fits_learner_id")),
        sa.PrimaryKeyConstraint("learner_id", "id", name=op.f("pk_fits")),
    )
    op.create_index(op.f("ix_fits_learner_id_made_at_id"), "fits", ["learner_id", "made_at", "id"])


def downgrade() -> None:
    """Drop it; the work of learners goes, and what it changed in their settings stays."""
    op.drop_table("fits")
    op.execute("DELETE FROM operations WHERE workspace_id IS NULL")
    with op.batch_alter_table("operations") as table:
        table.drop_index(op.f("ix_operations_learner_id_created_at_id"))
        table.drop_constraint(op.f("ck_operations_owner"), type_="check")
        table.drop_constraint(op.f("fk_operations_learner_id"), type_="foreignkey")
        table.drop_column("learner_id")
        table.alter_column("workspace_id", existing_type=sa.Uuid(), nullable=False)
