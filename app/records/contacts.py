"""Models of who was offered a survey: contacts, invitations, messages and opt-outs."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.records.base import Base, Json, one_of

REPORTED_BY = ("center", "call", "text", "follow_up")
CONTACT_STATES = ("started", "ended")
OFFERS = ("accepted", "declined", "no_touch_tone", "transferred_away")
"""What became of the agent's or the recording's offer, as the center reports it."""

DECISIONS = (
    "ask",
    "invalid_number",
    "region_not_allowed",
    "unfit_number",
    "no_consent",
    "opted_out",
    "too_late",
    "quarantined",
    "no_clearance",
    "clearance_used_up",
    "not_drawn",
    "nothing_to_ask",
)
"""Whether a contact is asked, or the first reason why not, in the order of the checks."""

INVITATION_KINDS = ("direct", "text", "call")
INVITATION_STATES = ("planned", "sending", "waiting", "done")
"""Planned: due in SQL. Sending: claimed, outcome not known yet. Waiting: with the person or the provider."""

ACTIONS = ("invite", "remind", "fall_back")
DISPOSITIONS = (
    "complete",
    "partial",
    "broken_off",
    "declined",
    "opted_out",
    "left_at_welcome",
    "no_reply",
    "no_answer",
    "busy",
    "machine",
    "undelivered",
    "failed",
    "too_late",
    "not_handed_over",
    "wrong_number",
    "language",
    "superseded",
)
"""How an offer ended; each invitation ends in exactly one."""

DOORS = ("voice", "text")


class Contact(Base):
    """One contact-center call, as the center reports it, or the stub that a call or text without one makes."""

    __tablename__ = "contacts"
    __table_args__ = (
        one_of("reported_by", REPORTED_BY),
        one_of("state", CONTACT_STATES),
        one_of("offer", OFFERS),
        one_of("decision", DECISIONS),
        Index(None, "line_id", "created_at"),
        # Repeat calls are found among the contacts that ended within some days.
        Index(None, "line_id", "ended_at"),
        Index(None, "respondent_key"),
        Index(
            "ix_contacts_by_agent",
            "agent_key",
            "created_at",
            postgresql_where=text("agent_key is not null"),
            sqlite_where=text("agent_key is not null"),
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    external_id: Mapped[str | None] = mapped_column(unique=True)
    """The contact-center system's own id of the call."""
    reported_by: Mapped[str]
    line_id: Mapped[str | None]
    respondent_key: Mapped[str | None]
    facts: Mapped[Json | None]
    """What conditions and merge fields may ask of the contact, as a JSON object."""
    reason: Mapped[str | None]
    queue: Mapped[str | None]
    agent_key: Mapped[str | None]
    wait_seconds: Mapped[int | None]
    handle_seconds: Mapped[int | None]
    ended_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime | None]
    state: Mapped[str | None]
    """What the center reported last; None for a stub."""
    started_at: Mapped[datetime | None]
    sealed_number: Mapped[str | None]
    """The E.164 number, encrypted; erased once nothing will be sent to it any more."""
    outcome: Mapped[str | None]
    """How the center says that the call ended, in its own words."""
    caller_type: Mapped[str | None]
    consent: Mapped[bool | None]
    landline: Mapped[bool | None]
    language: Mapped[str | None]
    time_zone: Mapped[str | None]
    service: Mapped[str | None]
    touchpoint: Mapped[str | None]
    transaction_point: Mapped[str | None]
    service_stage: Mapped[str | None]
    organizational_unit: Mapped[str | None]
    location_code: Mapped[str | None]
    offer: Mapped[str | None]
    test: Mapped[bool | None]
    """Whether it is a trial, so that its response counts nowhere."""
    decision: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    stratum: Mapped[str | None]
    draw_probability: Mapped[float | None]
    draw: Mapped[float | None]
    """The number from 0 to 1 that the keyed hash of the contact gave; below the probability it is asked."""


class Invitation(Base):
    """The one offer made to one contact. ``turn`` and ``ended_at`` are those of its session, -1 before it begins."""

    __tablename__ = "invitations"
    __table_args__ = (
        one_of("kind", INVITATION_KINDS),
        one_of("door", DOORS),
        one_of("state", INVITATION_STATES),
        one_of("action", ACTIONS),
        one_of("final", DISPOSITIONS),
        Index(None, "contact_id"),
        Index(None, "closes_at"),
        Index(None, "state", "sender", "due_at"),
        Index(None, "respondent_key", "state"),
        # Those without a disposition are few beside the others; a sweep looks for them every few seconds.
        Index(
            "ix_invitations_open",
            "ended_at",
            postgresql_where=text("final is null"),
            sqlite_where=text("final is null"),
        ),
        # Few again: what ran out, told of each pause of a line.
        Index(
            "ix_invitations_too_late",
            "line_id",
            "final_at",
            postgresql_where=text("final = 'too_late'"),
            sqlite_where=text("final = 'too_late'"),
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    contact_id: Mapped[str] = mapped_column(ForeignKey("contacts.id"))
    kind: Mapped[str]
    line_id: Mapped[str]
    door: Mapped[str]
    opening: Mapped[str | None]
    """How its session began, as JSON text; the session can be rebuilt from it and the answers."""
    disposition: Mapped[str | None]
    """What ended its session, as the engine names it."""
    turn: Mapped[int] = mapped_column(default=-1)
    ended_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    state: Mapped[str | None]
    """None for one that is never sent."""
    action: Mapped[str | None]
    """What is due, or was done last."""
    final: Mapped[str | None]
    """How the offer ended, once and for all; null until then."""
    final_at: Mapped[datetime | None]
    sender: Mapped[str | None]
    """The queue that it is sent from: the id of a sender in the lines file."""
    respondent_key: Mapped[str | None]
    agency: Mapped[str | None]
    language: Mapped[str | None]
    due_at: Mapped[datetime | None]
    """When ``action`` may be done; null while nothing is due."""
    not_after: Mapped[datetime | None]
    """Nothing is sent later than this."""
    attempt: Mapped[int] = mapped_column(default=0, server_default="0")
    """The number of the newest row of ``sends``."""
    delivered_at: Mapped[datetime | None]
    """When the person surely had the offer: a text delivered or replied to, a call answered by a person."""


class Message(Base):
    """One text message, in or out. An inbound one keeps the reply it got, so that a retry gets the same."""

    __tablename__ = "messages"
    __table_args__ = (
        one_of("direction", ("in", "out")),
        Index(None, "response_id"),
        Index(None, "respondent_key", "at"),
        # What replies cost is told by line and day.
        Index(None, "line_id", "at"),
    )

    sid: Mapped[str] = mapped_column(primary_key=True)
    direction: Mapped[str]
    line_id: Mapped[str | None]
    respondent_key: Mapped[str | None]
    response_id: Mapped[str | None]
    """The response it belongs to. No foreign key: a text is kept as received, also where no session is known."""
    body: Mapped[str | None]
    reply: Mapped[str | None]
    segments: Mapped[int | None]
    """That the reply is billed as; null where there is none."""
    handling: Mapped[str | None]
    """What came of it, such as ``answered`` or ``after_close``."""
    at: Mapped[datetime]


WRONG_PERSON = "wrong_person"
"""``how`` of the opt-out of a number that is somebody else's: it is asked no more, and nobody refused."""


class OptOut(Base):
    """Whether a person asked not to be invited; the newest word counts."""

    __tablename__ = "opt_outs"

    respondent_key: Mapped[str] = mapped_column(primary_key=True)
    line_id: Mapped[str | None]
    how: Mapped[str | None]
    sid: Mapped[str | None]
    at: Mapped[datetime]
    lifted: Mapped[bool] = mapped_column(default=False)
