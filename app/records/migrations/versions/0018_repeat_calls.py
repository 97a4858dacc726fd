"""Repeat calls, counted by the day on which contacts ended; the days of contacts that are there get marks."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

# Every local day that touches a day of the database has the first or the last contact of that day, or none.
ENDS_OF_DAYS = """
    insert into dirty_days (line_id, at)
    select line_id, {end}(ended_at) from contacts
    where ended_at is not null and respondent_key is not null
    group by line_id, date(ended_at)
"""


def upgrade() -> None:
    op.create_table(
        "counted_repeats",
        sa.Column("span", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("line_id", sa.Text()),
        sa.Column("organizational_unit", sa.Text()),
        sa.Column("queue", sa.Text()),
        sa.Column("named", sa.Integer(), nullable=False),
        sa.Column("repeats", sa.Integer(), nullable=False),
        sa.Column("repeats_in_unit", sa.Integer(), nullable=False),
        sa.CheckConstraint("span in ('day', 'month')", name=op.f("ck_counted_repeats_span")),
    )
    op.create_index(op.f("ix_counted_repeats_span_day_line_id"), "counted_repeats", ["span", "day", "line_id"])
    op.create_index(op.f("ix_contacts_line_id_ended_at"), "contacts", ["line_id", "ended_at"])
    for end in ("min", "max"):
        op.execute(ENDS_OF_DAYS.format(end=end))


def downgrade() -> None:
    op.drop_index(op.f("ix_contacts_line_id_ended_at"), "contacts")
    op.drop_table("counted_repeats")
