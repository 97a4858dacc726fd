"""Counted days and months: what pages show of many responses, kept so that a page reads few rows.

Every table has the same beginning: ``span`` (a day or a month), ``day`` (that day, or the first of that month, in the
zone of ``counted_zone``) and ``line_id``. All rows of a line's day are always replaced together by what is counted from
the responses, contacts and sends themselves (app/counting); nothing is ever added to a number that stands.
"""

from __future__ import annotations

from itertools import combinations_with_replacement

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, Date, Float, Index, Integer, Table, Text

from app.records.base import Base
from app.records.responses import INDICATORS, STATUSES
from flows.survey import SCORES

SPANS = ("day", "month")

ABOUT = (
    "service",
    "organizational_unit",
    "location_code",
    "queue",
    "channel",
    "language",
    "survey_id",
    "survey_version",
    "instrument",
    "entry",
    "late",
)
"""Columns of a response that its counts are kept by."""

POINTS = (1, 2, 3, 4, 5)
THUMBS = (0, 1)
SCORE_COUNTS = tuple(f"{score}_{point}" for score in SCORES for point in POINTS)
THUMB_COUNTS = tuple(f"thumbs_{value}" for value in THUMBS)
ASKED_COUNTS = tuple(f"{indicator}_asked" for indicator in INDICATORS)
RESPONSE_COUNTS = (
    *STATUSES,
    "respondents",
    "offered",
    "timed",
    "milliseconds",
    *SCORE_COUNTS,
    *THUMB_COUNTS,
    *INDICATORS,
    *ASKED_COUNTS,
)

PAIRS = tuple(combinations_with_replacement(SCORES, 2))
"""Every pair of scores, each with itself too."""
PRODUCT_COUNTS = (
    "people",
    *(f"sum_{score}" for score in SCORES),
    *(f"sum_{one}_{other}" for one, other in PAIRS),
)

QUESTION_COUNTS = ("asked", "answered", "broken_off", "wrong", "silent", "repeats", "timed", "milliseconds")

CELL = ("part", "word", "left_at", "drawn", "went_out", "offered", "started", "answered", "handed_over", "queue")
"""Columns of a contact's cell in the funnel; agents are counted apart."""

_TYPES = {
    "survey_version": Integer,
    "late": Boolean,
    "scores": Integer,
    "left_at": Integer,
    "drawn": Boolean,
    "went_out": Boolean,
    "offered": Boolean,
    "started": Boolean,
    "answered": Boolean,
    "handed_over": Boolean,
}
_LARGE = {"milliseconds": BigInteger, "dollars": Float}


def _kept(name: str, by: tuple[str, ...], counts: tuple[str, ...]) -> Table:
    words = ", ".join(f"'{span}'" for span in SPANS)
    return Table(
        name,
        Base.metadata,
        Column("span", Text, nullable=False),
        Column("day", Date, nullable=False),
        Column("line_id", Text),
        *(Column(column, _TYPES.get(column, Text)) for column in by),
        *(Column(column, _LARGE.get(column, Integer), nullable=False) for column in counts),
        CheckConstraint(f"span in ({words})", name="span"),
        Index(None, "span", "day", "line_id"),
    )


RESPONSES = _kept("counted_responses", ABOUT, RESPONSE_COUNTS)
"""Responses that are in order, neither deleted nor tests, by status; offers; scores of those that ended."""

PRODUCTS = _kept("counted_products", (*ABOUT, "scores"), PRODUCT_COUNTS)
"""Sums and sums of products of scores, by which scores a person gave: enough for R² of any of them on any others.

``scores`` has a bit for each of ``SCORES``, the first being 1.
"""

QUESTIONS = _kept("counted_questions", (*ABOUT, "question", "measure"), QUESTION_COUNTS)
"""What became of each question. ``channel`` is where the question was asked, not that of the response."""

CONTACTS = _kept("counted_contacts", ("organizational_unit", *CELL), ("contacts",))
"""Contacts by their place in the funnel."""

OFFERS = _kept("counted_offers", ("organizational_unit", "queue", "agent_key"), ("handed_over", "not_handed_over"))
"""Of the contacts that were to be handed over, how many were and were not, by agent."""

REPEATS = _kept("counted_repeats", ("organizational_unit", "queue"), ("named", "repeats", "repeats_in_unit"))
"""Contacts that name a person, by the day on which they ended, and how many of them are repeat calls (app/counting)."""

SPEND = _kept("counted_spend", ("door", "outcome"), ("sends", "segments", "minutes", "dollars", "unpriced"))
"""Sends by what became of them, and replies to texts without the price, since they cost what the settings say now."""

KEPT = (RESPONSES, PRODUCTS, QUESTIONS, CONTACTS, OFFERS, REPEATS, SPEND)
