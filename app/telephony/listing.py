"""The provider's lists of texts and calls, as plain values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from twilio.rest import Client

from app.telephony.client import told_apart

_PAGE = 500
_MOST_TO_ONE = 200
"""Texts or calls to one number that are looked through, the newest first."""

_NOT_REQUESTED = frozenset({"inbound", "outbound-reply", "outbound-call", "outbound-dial"})
"""Directions of what came in, or was made by TwiML."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A text or a call of the provider's list. Times are aware, None where the provider gave none."""

    kind: Literal["text", "call"]
    sid: str
    to: str
    sender: str
    status: str
    inbound: bool
    made_at: datetime | None
    at: datetime | None
    """When a text was sent or received, or a call began."""
    error_code: int | None = None
    body: str = ""
    seconds: int | None = None
    answered_by: str | None = None
    by_request: bool = True
    """Whether a request of its own made it; False for a reply in a webhook's answer, or a leg that a call dialled."""


def texts_since(provider: Client, since: datetime) -> Iterator[Listed]:
    """Texts sent or received at or after ``since``, the newest first. Raises Retryable or Permanent."""
    # The provider may compare days only, so that the rest of them is told by us.
    # The library asks for the first page at once.
    with told_apart():
        stream = provider.messages.stream(date_sent_after=since, page_size=_PAGE)
    yield from _until_old(stream, since, _text)


def calls_since(provider: Client, since: datetime) -> Iterator[Listed]:
    """Calls begun at or after ``since``, the newest first. Raises Retryable or Permanent."""
    with told_apart():
        stream = provider.calls.stream(start_time_after=since, page_size=_PAGE)
    yield from _until_old(stream, since, _call)


def texts_to(provider: Client, number: str) -> list[Listed]:
    """The newest texts to a number, whatever became of them. Raises Retryable or Permanent."""
    with told_apart():
        return [_text(text) for text in provider.messages.list(to=number, limit=_MOST_TO_ONE, page_size=_PAGE)]


def calls_to(provider: Client, number: str) -> list[Listed]:
    """The newest calls to a number, whatever became of them. Raises Retryable or Permanent."""
    with told_apart():
        return [_call(call) for call in provider.calls.list(to=number, limit=_MOST_TO_ONE, page_size=_PAGE)]


def text_now(provider: Client, sid: str) -> Listed:
    """A text as it stands. Raises Retryable or Permanent."""
    with told_apart():
        return _text(provider.messages(sid).fetch())


def call_now(provider: Client, sid: str) -> Listed:
    """A call as it stands. Raises Retryable or Permanent."""
    with told_apart():
        return _call(provider.calls(sid).fetch())


def _until_old(stream: Iterable[Any], since: datetime, listed: Any) -> Iterator[Listed]:
    """What is not older than ``since``; once a whole page in a row is, nothing newer is expected to follow."""
    old, items = 0, iter(stream)
    while old < _PAGE:
        with told_apart():
            found = next(items, None)
        if found is None:
            return
        item: Listed = listed(found)
        moment = item.at or item.made_at
        old = old + 1 if moment is not None and moment < since else 0
        if not old:
            yield item


def _text(text: Any) -> Listed:
    return Listed(
        kind="text",
        sid=str(text.sid),
        to=str(text.to or ""),
        sender=str(getattr(text, "from_", None) or ""),
        status=str(text.status),
        inbound=str(text.direction) == "inbound",
        made_at=text.date_created,
        at=text.date_sent,
        error_code=int(text.error_code) if text.error_code else None,
        body=text.body or "",
        by_request=str(text.direction) not in _NOT_REQUESTED,
    )


def _call(call: Any) -> Listed:
    return Listed(
        kind="call",
        sid=str(call.sid),
        to=str(call.to or ""),
        sender=str(getattr(call, "_from", None) or getattr(call, "from_", None) or ""),
        status=str(call.status),
        inbound=str(call.direction) == "inbound",
        made_at=call.date_created,
        at=call.start_time,
        seconds=int(call.duration) if call.duration else None,
        answered_by=call.answered_by,
        by_request=str(call.direction) not in _NOT_REQUESTED,
    )
