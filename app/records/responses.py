"""Models of the results: one row a response in the schema that all channels share, one row an answer."""

from __future__ import annotations

from datetime import datetime
from typing import get_args

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, TextClause, UniqueConstraint, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from app.records.base import Base, BigId, Json, between, one_of
from flows.channels import CHANNEL_NAMES
from flows.session import Missing
from flows.survey import DRIVERS, SCORES, Measure

STATUSES = ("in_progress", "complete", "partial", "broken_off", "declined")
ENTRIES = ("handed_over", "invited_text", "invited_call", "walk_in", "imported")
INSTRUMENTS = ("a11-likert", "a11-tapped")
SIGNS = ("positive", "negative")
INDICATORS = tuple(f"{sign}_{driver}" for sign in SIGNS for driver in DRIVERS)

LEFT_WITHOUT_CHOICE = ("skipped", "no_input", "invalid", "not_sure")
"""Missing codes of a tapped list that the person got past without choosing."""

KIND_COLUMNS = (
    "service",
    "survey_id",
    "survey_version",
    "transaction_point",
    "service_stage",
    "channel",
    "trust_scale",
    "entry",
)
"""What tells the kinds of respondent apart that a file for Touchpoints ought not to mix."""

DAY_INDEXES = {
    "contact_ended_at": "contact_ended_at is not null",
    "started_at": "contact_ended_at is null",
    "created_at": "contact_ended_at is null and started_at is null",
}
"""By column of a response that may say on which day it counts, the rows of which it does."""

_PASSED_LIST = f"measure = 'drivers' and missing in {LEFT_WITHOUT_CHOICE}"


def _respondents_with_trust(false: str) -> TextClause:
    """The conditions of app.reporting.selection, as the database that writes false like this is asked with them."""
    return text(
        f"deleted is {false} and test is {false} and status != 'in_progress' and flagged is {false} "
        f"and spam is {false} and entry != 'walk_in' and answered_count > 0 and trust is not null"
    )


_TRUST = CheckConstraint(
    "trust is null or (trust_scale is not null and ("
    "(trust_scale = 'likert_5' and trust between 1 and 5) or (trust_scale = 'thumbs' and trust between 0 and 1)))",
    name="trust",
)


class Response(Base):
    """The durable record of one session, or of one imported web response."""

    __tablename__ = "responses"
    __table_args__ = (
        UniqueConstraint("source", "source_id"),
        one_of("entry", ENTRIES),
        one_of("instrument", INSTRUMENTS),
        one_of("channel", CHANNEL_NAMES),
        one_of("status", STATUSES),
        one_of("trust_scale", ("likert_5", "thumbs")),
        _TRUST,
        *(between(score, 1, 5) for score in SCORES if score != "trust"),
        *(between(indicator, 0, 1) for indicator in INDICATORS),
        Index(None, "line_id", "respondent_key", "started_at"),
        Index(None, "status", "started_at"),
        Index(None, "invitation_id"),
        # What a file for Touchpoints would mix is looked at before its first byte, over all that it will hold.
        Index(
            "ix_responses_kinds",
            *KIND_COLUMNS,
            postgresql_where=_respondents_with_trust("false"),
            sqlite_where=_respondents_with_trust("0"),
        ),
        # The responses of a day are found by the first of three times that is known.
        *(
            Index(f"ix_responses_by_{column}", column, postgresql_where=text(when), sqlite_where=text(when))
            for column, when in DAY_INDEXES.items()
        ),
        Index(
            "ix_responses_by_agent",
            "agent_key",
            "created_at",
            postgresql_where=text("agent_key is not null"),
            sqlite_where=text("agent_key is not null"),
        ),
        # Comments are read newest first, and searched; most responses have none.
        *(
            Index(
                f"ix_responses_comments_by_{column}",
                column,
                "id",
                postgresql_where=text(f"{when} and comment is not null"),
                sqlite_where=text(f"{when} and comment is not null"),
            )
            for column, when in DAY_INDEXES.items()
        ),
        # How much of a clearance is used is counted every half minute.
        Index(
            "ix_responses_clearance_use",
            "clearance",
            "created_at",
            postgresql_where=text("answered_count > 0 and test is false"),
            sqlite_where=text("answered_count > 0 and test is 0"),
        ),
    )

    id: Mapped[BigId]
    response_id: Mapped[str] = mapped_column(Uuid(as_uuid=False), unique=True)
    source: Mapped[str]
    """``aftercall``, or where an imported response came from."""
    source_id: Mapped[str]
    line_id: Mapped[str | None]
    invitation_id: Mapped[str | None] = mapped_column(ForeignKey("invitations.id"))
    turn: Mapped[int]
    seed: Mapped[int | None] = mapped_column(BigInteger)
    label_order: Mapped[Json | None]
    """The order in which a rotated list was offered."""
    survey_hash: Mapped[str | None]
    entry: Mapped[str]
    survey_id: Mapped[str]
    survey_version: Mapped[int | None]
    instrument: Mapped[str]
    channel: Mapped[str]
    channels_used: Mapped[Json]
    language: Mapped[str | None]
    agency: Mapped[str | None]
    bureau: Mapped[str | None]
    service: Mapped[str | None]
    touchpoint: Mapped[str | None]
    transaction_point: Mapped[str | None]
    service_stage: Mapped[str | None]
    organizational_unit: Mapped[str | None]
    location_code: Mapped[str | None]
    queue: Mapped[str | None]
    agent_key: Mapped[str | None]
    contact_id: Mapped[str | None]
    """The contact. No foreign key: contacts are erased on schedule, and imports name other systems' contacts."""
    contact_ended_at: Mapped[datetime | None]
    contact_reason: Mapped[str | None]
    wait_seconds: Mapped[int | None]
    handle_seconds: Mapped[int | None]
    stratum: Mapped[str | None]
    draw_probability: Mapped[float | None]
    respondent_key: Mapped[str | None]
    offered_at: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    duration_seconds: Mapped[float | None]
    status: Mapped[str]
    late: Mapped[bool] = mapped_column(default=False)
    asked_count: Mapped[int] = mapped_column(default=0)
    answered_count: Mapped[int] = mapped_column(default=0)
    trust: Mapped[int | None]
    trust_scale: Mapped[str | None]
    satisfaction: Mapped[int | None]
    effectiveness: Mapped[int | None]
    ease: Mapped[int | None]
    efficiency: Mapped[int | None]
    transparency: Mapped[int | None]
    humanity: Mapped[int | None]
    employee: Mapped[int | None]
    positive_effectiveness: Mapped[int | None]
    positive_ease: Mapped[int | None]
    positive_efficiency: Mapped[int | None]
    positive_transparency: Mapped[int | None]
    positive_humanity: Mapped[int | None]
    positive_employee: Mapped[int | None]
    positive_other: Mapped[int | None]
    negative_effectiveness: Mapped[int | None]
    negative_ease: Mapped[int | None]
    negative_efficiency: Mapped[int | None]
    negative_transparency: Mapped[int | None]
    negative_humanity: Mapped[int | None]
    negative_employee: Mapped[int | None]
    negative_other: Mapped[int | None]
    comment: Mapped[str | None]
    clearance: Mapped[str | None]
    """The OMB control number that the question was asked under."""
    tags: Mapped[Json]
    flagged: Mapped[bool] = mapped_column(default=False)
    spam: Mapped[bool] = mapped_column(default=False)
    archived: Mapped[bool] = mapped_column(default=False)
    deleted: Mapped[bool] = mapped_column(default=False)
    deleted_at: Mapped[datetime | None]
    test: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    change_seq: Mapped[int | None] = mapped_column(BigInteger, unique=True)
    """Counts every insert and update in the order of their commits. Null only within the writing transaction."""


class Answer(Base):
    """The durable record of one question of a response: an answer, or the code of why there is none."""

    __tablename__ = "answers"
    __table_args__ = (
        one_of("measure", get_args(Measure)),
        one_of("channel", CHANNEL_NAMES),
        one_of("missing", get_args(Missing)),
        # Few lists are passed without a choice; whether a person did is asked of all who chose nothing.
        Index(
            "ix_answers_passed_lists",
            "response_id",
            postgresql_where=text(_PASSED_LIST),
            sqlite_where=text(_PASSED_LIST),
        ),
    )

    response_id: Mapped[str] = mapped_column(
        Uuid(as_uuid=False), ForeignKey("responses.response_id", ondelete="CASCADE"), primary_key=True
    )
    question: Mapped[str] = mapped_column(primary_key=True)
    measure: Mapped[str]
    turn: Mapped[int]
    channel: Mapped[str]
    scale: Mapped[str | None]
    """The name of the scale as the survey offers it."""
    native: Mapped[str | None]
    """The keys of the scale as given: ``4``, or ``1,3`` of a list."""
    value: Mapped[int | None]
    """What the scale reports for the key."""
    missing: Mapped[str | None]
    text: Mapped[str | None]
    raw: Mapped[str | None]
    """The reply as it came, masked; kept for its own time."""
    how: Mapped[str | None]
    """The rule that read the reply."""
    confidence: Mapped[float | None]
    wrong: Mapped[int] = mapped_column(default=0)
    silent: Mapped[int] = mapped_column(default=0)
    repeats: Mapped[int] = mapped_column(default=0)
    position: Mapped[int | None]
    sid: Mapped[str | None]
    asked_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    survey_version: Mapped[int | None]
