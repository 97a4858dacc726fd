"""Counted days and months, and the marks of those that are to be counted again."""

from __future__ import annotations

from itertools import combinations_with_replacement, product
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)
TEXT, NUMBER, YES_NO = sa.Text(), sa.Integer(), sa.Boolean()

DRIVERS = ("effectiveness", "ease", "efficiency", "transparency", "humanity", "employee")
SCORES = ("trust", "satisfaction", *DRIVERS)
INDICATORS = [f"{sign}_{driver}" for sign, driver in product(("positive", "negative"), (*DRIVERS, "other"))]
ABOUT: dict[str, Any] = {
    "service": TEXT,
    "organizational_unit": TEXT,
    "location_code": TEXT,
    "queue": TEXT,
    "channel": TEXT,
    "language": TEXT,
    "survey_id": TEXT,
    "survey_version": NUMBER,
    "instrument": TEXT,
    "entry": TEXT,
    "late": YES_NO,
}
CELL: dict[str, Any] = {
    "organizational_unit": TEXT,
    "part": TEXT,
    "word": TEXT,
    "left_at": NUMBER,
    "drawn": YES_NO,
    "went_out": YES_NO,
    "offered": YES_NO,
    "started": YES_NO,
    "answered": YES_NO,
    "handed_over": YES_NO,
    "queue": TEXT,
}
RESPONSES = [
    *("in_progress", "complete", "partial", "broken_off", "declined"),
    *("respondents", "offered", "timed", "milliseconds"),
    *(f"{score}_{point}" for score in SCORES for point in range(1, 6)),
    *("thumbs_0", "thumbs_1"),
    *INDICATORS,
    *(f"{indicator}_asked" for indicator in INDICATORS),
]
PRODUCTS = [
    "people",
    *(f"sum_{score}" for score in SCORES),
    *(f"sum_{one}_{other}" for one, other in combinations_with_replacement(SCORES, 2)),
]
QUESTIONS = ["asked", "answered", "broken_off", "wrong", "silent", "repeats", "timed", "milliseconds"]
TABLES: dict[str, tuple[dict[str, Any], list[str]]] = {
    "counted_responses": (ABOUT, RESPONSES),
    "counted_products": (ABOUT | {"scores": NUMBER}, PRODUCTS),
    "counted_questions": (ABOUT | {"question": TEXT, "measure": TEXT}, QUESTIONS),
    "counted_contacts": (CELL, ["contacts"]),
    "counted_offers": (
        {"organizational_unit": TEXT, "queue": TEXT, "agent_key": TEXT},
        ["handed_over", "not_handed_over"],
    ),
    "counted_spend": ({"door": TEXT, "outcome": TEXT}, ["sends", "segments", "minutes", "dollars", "unpriced"]),
}
LARGE: dict[str, Any] = {"milliseconds": sa.BigInteger(), "dollars": sa.Float()}

DAY_INDEXES = {
    "contact_ended_at": "contact_ended_at is not null",
    "started_at": "contact_ended_at is null",
    "created_at": "contact_ended_at is null and started_at is null",
}


def upgrade() -> None:
    op.create_table(
        "dirty_days",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("line_id", sa.Text()),
        sa.Column("at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dirty_days")),
    )
    op.create_index(op.f("ix_dirty_days_line_id_at"), "dirty_days", ["line_id", "at"])
    op.create_table(
        "counted_zone",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_counted_zone")),
        sa.CheckConstraint("id = 1", name=op.f("ck_counted_zone_one_row")),
    )
    for table, (by, counts) in TABLES.items():
        op.create_table(
            table,
            sa.Column("span", sa.Text(), nullable=False),
            sa.Column("day", sa.Date(), nullable=False),
            sa.Column("line_id", sa.Text()),
            *(sa.Column(name, kind) for name, kind in by.items()),
            *(sa.Column(name, LARGE.get(name, NUMBER), nullable=False) for name in counts),
            sa.CheckConstraint("span in ('day', 'month')", name=op.f(f"ck_{table}_span")),
        )
        op.create_index(op.f(f"ix_{table}_span_day_line_id"), table, ["span", "day", "line_id"])
    for column, when in DAY_INDEXES.items():
        which = sa.text(when)
        op.create_index(f"ix_responses_by_{column}", "responses", [column], postgresql_where=which, sqlite_where=which)


def downgrade() -> None:
    for column in DAY_INDEXES:
        op.drop_index(f"ix_responses_by_{column}", "responses")
    for table in (*TABLES, "counted_zone", "dirty_days"):
        op.drop_table(table)
