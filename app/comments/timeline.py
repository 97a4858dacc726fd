"""All that happened around a response, in order and in words. No number, no id, nothing that a person wrote."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection, Row, select

from app.comments import told
from app.comments.asked import Asked
from app.outreach.eligibility import SENTENCES
from app.records.alerts import Alert
from app.records.contacts import Message
from app.records.outreach import Send
from app.records.text_requests import TextRequest


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened."""

    at: datetime
    words: str
    more: str = ""


def happenings(
    connection: Connection,
    response: Row[Any],
    contact: Row[Any] | None,
    invitation: Row[Any] | None,
    questions: Sequence[Asked],
) -> list[Happening]:
    """Everything from the contact to the last late text; what happened at one moment in the order of its kind."""
    found = [
        *(() if contact is None else _of_contact(contact)),
        *(() if invitation is None else _of_invitation(connection, response, invitation)),
        *_of_session(response, questions),
        *_of_texts(connection, response),
        *_of_the_end(connection, response, invitation),
    ]
    return sorted(found, key=lambda one: one.at)


def _at(at: datetime | None, words: str, more: str = "") -> Iterator[Happening]:
    if at is not None:
        yield Happening(at, words, more)


def _of_contact(contact: Row[Any]) -> Iterator[Happening]:
    yield from _at(contact.started_at, "The call with the contact center began")
    if contact.reported_by == "center":
        yield from _at(contact.ended_at, "The call with the contact center ended")
    yield from _at(contact.created_at, told.REPORTED_BY[contact.reported_by])
    if contact.decision is not None:
        yield from _at(contact.decided_at, SENTENCES[contact.decision], _draw(contact))


def _draw(contact: Row[Any]) -> str:
    if contact.draw_probability is None:
        return ""
    group = f" in the group {contact.stratum}" if contact.stratum else ""
    return f"Drawn with a chance of {contact.draw_probability:.0%}{group}."


def _of_invitation(connection: Connection, response: Row[Any], invitation: Row[Any]) -> Iterator[Happening]:
    if invitation.kind != "direct":
        yield from _at(invitation.created_at, f"An invitation by {invitation.kind} was planned")
    sends = select(Send).where(Send.invitation_id == invitation.id).order_by(Send.attempt)
    for send in connection.execute(sends):
        way = told.WAYS[send.door]
        yield Happening(send.claimed_at, f"{told.ACTIONS[send.action]} by {way} was sent")
        if send.state != "claimed":
            failed = f"The provider's code is {send.error_code}." if send.error_code else ""
            yield Happening(send.updated_at, f"The {way}: {told.SEND_STATES[send.state]}", failed)
    asked = [f"{response.response_id}:{turn}" for turn in range(response.turn + 2)]
    for wish in connection.execute(select(TextRequest).where(TextRequest.id.in_(asked))):
        yield Happening(wish.at, "The caller asked on the phone to go on by text")
        yield from _at(wish.taken_at, "The text that goes on was planned")


def _of_session(response: Row[Any], questions: Sequence[Asked]) -> Iterator[Happening]:
    language = f" Language: {response.language}." if response.language else ""
    yield from _at(response.started_at, "The survey began", f"{told.ENTRIES[response.entry]}.{language}")
    asked = sorted(((one.asked_at, one) for one in questions if one.asked_at is not None), key=lambda timed: timed[0])
    for (_, before), (at, after) in pairwise(asked):
        if after.channel != before.channel:
            yield Happening(at, f"The survey went on by {told.channel(after.channel)}")
    for at, one in asked:
        yield Happening(at, f"Asked: {one.question}", told.outcome(one))


def _of_texts(connection: Connection, response: Row[Any]) -> Iterator[Happening]:
    """Texts that did something other than answer; what was answered stands with its question."""
    texts = select(Message.at, Message.handling).where(
        Message.response_id == response.response_id, Message.direction == "in", Message.handling != "answered"
    )
    for text in connection.execute(texts.order_by(Message.at)):
        yield Happening(text.at, told.HANDLINGS.get(text.handling or "", "A text came"))


def _of_the_end(connection: Connection, response: Row[Any], invitation: Row[Any] | None) -> Iterator[Happening]:
    alerts = select(Alert.made_at).where(
        Alert.kind == "distress", Alert.line_id == response.line_id, Alert.response_id == response.response_id
    )
    for alert in connection.execute(alerts):
        yield Happening(alert.made_at, "Words of distress were noticed, and staff was alerted")
    ending = None if invitation is None else invitation.disposition
    ended = told.ENDINGS.get(ending or "", "The survey ended")
    late = " It came after the close: kept, and left out of the quarter." if response.late else ""
    yield from _at(response.ended_at, ended, f"{told.STATUSES[response.status]}.{late}")
    if response.source != "aftercall":
        yield Happening(response.created_at, f"Recorded by {response.source}", f"{told.STATUSES[response.status]}.")
    if invitation is not None and invitation.final is not None:
        yield from _at(invitation.final_at, f"The offer was closed as: {told.plain(invitation.final)}")
    yield from _at(response.deleted_at, "The response was deleted")
