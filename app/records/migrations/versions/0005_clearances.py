"""Clearances: extensions and approved hours, how much of each is used, and the warnings that were given."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    with op.batch_alter_table("clearances") as table:
        table.add_column(sa.Column("extended_until", sa.Date()))
        table.add_column(sa.Column("extended_reason", sa.Text()))
        table.add_column(sa.Column("extended_by", sa.Text()))
        table.add_column(sa.Column("approved_hours", sa.Double()))
        table.create_check_constraint(op.f("ck_clearances_approved_hours"), "approved_hours >= 0")
    op.create_table(
        "clearance_uses",
        sa.Column("control_number", sa.Text(), nullable=False),
        sa.Column("year_begins", sa.Date(), nullable=False),
        sa.Column("responses", sa.Integer(), nullable=False),
        sa.Column("lowered_since", TIME),
        sa.Column("counted_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("control_number", name=op.f("pk_clearance_uses")),
    )
    op.create_table(
        "clearance_warnings",
        sa.Column("control_number", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("approved", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("found", sa.Integer(), nullable=False),
        sa.Column("warned_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint(
            "control_number", "kind", "level", "day", "approved", name=op.f("pk_clearance_warnings")
        ),
        sa.CheckConstraint("kind in ('clearance_expires', 'clearance_used')", name=op.f("ck_clearance_warnings_kind")),
    )


def downgrade() -> None:
    op.drop_table("clearance_warnings")
    op.drop_table("clearance_uses")
    with op.batch_alter_table("clearances") as table:
        table.drop_constraint(op.f("ck_clearances_approved_hours"), type_="check")
        for column in ("approved_hours", "extended_by", "extended_reason", "extended_until"):
            table.drop_column(column)
