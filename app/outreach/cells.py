"""Where each contact stands in the funnel: one place for each, from the columns of its contact and its offer. Pure."""

from __future__ import annotations

from typing import Literal, NamedTuple

from app.outreach.dispositions import Case, disposition

Part = Literal["not_asked", "open", "ended", "walk_in", "test"]
"""The parts that all contacts fall into. Walk-ins and tests are counted apart."""

OPEN_STATES = ("planned", "to_hand_over", "sent", "delivered", "started")
"""Where an offer stands that has not ended: the last thing that is known to have happened to it."""


class Standing(NamedTuple):
    """Columns of one contact and of its offer, or of all contacts that have the same ones."""

    reported_by: str
    decision: str | None
    drawn: bool
    """Whether its draw was below the probability; True where nothing was drawn."""
    test: bool
    entry: str | None
    """Of the response; None without one."""
    final: str | None
    """Of the invitation."""
    asked_count: int
    """Questions asked at least once."""
    completed: bool
    """Whether the survey was gone through to its end."""
    case: Case | None
    """None where there is no invitation."""
    queue: str | None = None
    agent_key: str | None = None


class Cell(NamedTuple):
    """One place in the funnel, and how far the offer came on the way there."""

    part: Part
    word: str
    """A decision where not asked, one of ``OPEN_STATES``, or a disposition."""
    left_at: int | None = None
    """The number of the question at which the person left."""
    drawn: bool = True
    went_out: bool = False
    """Whether something was sent, or the caller handed over."""
    offered: bool = False
    started: bool = False
    """Whether the person replied, or heard the welcome on the phone."""
    answered: bool = False
    handed_over: bool | None = None
    """None for a contact that was not to be handed over."""
    queue: str | None = None
    agent_key: str | None = None


def cell(one: Standing) -> Cell:
    """The one cell of a contact."""
    if one.entry == "walk_in":
        return Cell("walk_in", one.final or "started")
    if one.test:
        return Cell("test", one.final or "open")
    part, word = _leaf(one)
    case = one.case
    begun = case is not None and case.status is not None
    by_voice = case is not None and case.door == "voice"
    return Cell(
        part,
        word,
        _left_at(one, word),
        one.drawn,
        went_out=begun or (case is not None and case.sent is not None),
        offered=case is not None and case.offered,
        started=begun and case is not None and (case.replied or (by_voice and case.offered)),
        answered=case is not None and case.answered,
        handed_over=_handed_over(one),
        queue=one.queue,
        agent_key=one.agent_key,
    )


def _leaf(one: Standing) -> tuple[Part, str]:
    if one.final is not None:
        return "ended", one.final
    if one.case is None:
        return ("open", "planned") if one.decision in {None, "ask"} else ("not_asked", one.decision)
    if one.case.session_end is not None:
        ended = disposition(one.case, over=False)
        return ("ended", ended) if ended is not None else ("open", "started")
    return "open", _open_state(one.case)


def _open_state(case: Case) -> str:
    if case.status is not None and (case.door == "voice" or case.replied):
        return "started"
    if case.offered:
        return "delivered"
    if case.sent is not None:
        return "sent"
    return "to_hand_over" if case.kind == "direct" else "planned"


def _left_at(one: Standing, word: str) -> int | None:
    return one.asked_count if word in {"broken_off", "partial"} and not one.completed and one.asked_count else None


def _handed_over(one: Standing) -> bool | None:
    """Of contacts that the center reported and that were to be offered the survey on the call itself."""
    if one.entry == "handed_over" and one.reported_by == "center":
        return True
    to_be = one.case is not None and one.case.kind == "direct" and one.decision == "ask"
    return False if to_be and one.entry is None else None
