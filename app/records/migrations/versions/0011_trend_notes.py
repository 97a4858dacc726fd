"""Notes on the trend."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "trend_notes",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("line_id", sa.Text()),
        sa.Column("unit", sa.Text()),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trend_notes")),
        sa.ForeignKeyConstraint(["changed_by"], ["people.id"], name=op.f("fk_trend_notes_changed_by_people")),
        sa.CheckConstraint("kind in ('outage', 'disaster', 'wording', 'other')", name=op.f("ck_trend_notes_kind")),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_trend_notes_days")),
    )
    op.create_index(op.f("ix_trend_notes_first_day_id"), "trend_notes", ["first_day", "id"])


def downgrade() -> None:
    op.drop_table("trend_notes")
