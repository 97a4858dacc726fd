"""Reconciling: the provider's own lists say what no callback told, and what became of sends that nobody knows of.

Whatever fails for one text, call or invitation is logged with its id and tried again with the next round, as long as
its list, or its look back, reaches that far; the others go on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import Row, select, update

from app.outreach import deliveries
from app.outreach.deliveries import RANKS, Report
from app.outreach.looking_up import SILENT_FOR, look_up, report_of
from app.outreach.one_by_one import one_by_one
from app.outreach.resolving import CLAIM_SETTLES, resolve
from app.outreach.sending import Desk
from app.records.contacts import Invitation, Message
from app.records.outreach import ProviderMark, Send
from app.records.responses import Response
from app.records.upserts import insert_absent
from app.telephony.listing import Listed, calls_since, texts_since

Recover = Callable[[Listed], None]
"""Takes an inbound text that never reached us; ``sender`` is the person, ``to`` the line."""

OVERLAP = SILENT_FOR
"""How far behind the mark reading begins: a list may be late, and a state comes after the message."""
FIRST_TIME = timedelta(hours=1)
RECOVERED_AFTER = timedelta(minutes=2)
"""A text younger than this may still be on its way to us."""
LOOKED_BACK = timedelta(hours=1)
MOST_AT_ONCE = 500
_CHUNK = 200


def reconcile(desk: Desk, recover: Recover) -> dict[str, int]:
    """Read the lists since the last time, resolve what is not known, begin sessions that should have; counts of each.

    Raises Away; ProviderError where a list cannot be read, after which the next time begins where this one did.
    """
    now = datetime.fromtimestamp(desk.clock(), UTC)
    # What needs no list comes first: one that cannot be read holds up nothing else.
    return {
        "resolved": resolve(desk, now),
        "looked_up": look_up(desk, now),
        "begun": _begin_sessions(desk, now),
        "offered": _fill_offered(desk, now),
        "texts": _read(desk, "messages", texts_since, recover, now),
        "calls": _read(desk, "calls", calls_since, recover, now),
    }


def _read(
    desk: Desk,
    kind: str,
    listing: Callable[[Any, datetime], Iterator[Listed]],
    recover: Recover,
    now: datetime,
) -> int:
    """Apply a list since its mark and move the mark; how many there were."""
    with desk.database.read() as connection:
        mark = connection.execute(select(ProviderMark.read_until).where(ProviderMark.kind == kind)).scalar()
    since = now - FIRST_TIME if mark is None else mark - OVERLAP
    count = 0
    missed: list[Listed] = []
    for chunk in _chunks(listing(desk.provider, since)):
        count += len(chunk)
        _apply(desk, [item for item in chunk if not item.inbound], now)
        if kind == "messages":
            missed += _unknown(desk, [item for item in chunk if item.inbound], now)
    missed.sort(key=lambda item: item.at or now)
    one_by_one(missed, recover, what="a text that never reached us", name=lambda text: text.sid)
    with desk.database.begin() as connection:
        insert_absent(connection, ProviderMark, [{"kind": kind, "read_until": now}])
        connection.execute(update(ProviderMark).where(ProviderMark.kind == kind).values(read_until=now))
    return count


def _chunks(items: Iterable[Listed]) -> Iterator[list[Listed]]:
    rest = iter(items)
    while chunk := list(islice(rest, _CHUNK)):
        yield chunk


def _apply(desk: Desk, listed: Sequence[Listed], now: datetime) -> None:
    """Put down the states of sends that callbacks did not tell."""
    reports = [report_of(item) for item in listed]
    with desk.database.read() as connection:
        sids = select(Send.sid, Send.state).where(Send.sid.in_([report.sid for report in reports]))
        known = {row.sid: row.state for row in connection.execute(sids)}
    news = [report for report in reports if report.sid in known and RANKS[report.state] > RANKS[known[report.sid]]]

    def put_down(report: Report) -> bool:
        with desk.database.begin() as connection:
            return deliveries.apply(connection, desk.clerk.lines, report, now)

    one_by_one(news, put_down, what="a state", name=lambda report: report.sid)


def _unknown(desk: Desk, inbound: Sequence[Listed], now: datetime) -> list[Listed]:
    """Texts to our lines that we never saw, and should have by now."""
    ours = [
        item
        for item in inbound
        if item.to in desk.clerk.lines.by_number and (item.at or item.made_at or now) <= now - RECOVERED_AFTER
    ]
    with desk.database.read() as connection:
        sids = select(Message.sid).where(Message.sid.in_([item.sid for item in ours]))
        seen = set(connection.execute(sids).scalars())
    return [item for item in ours if item.sid not in seen]


def _begin_sessions(desk: Desk, now: datetime) -> int:
    """Begin the sessions of texts that the provider took while nobody could begin them."""
    missing = (
        select(Invitation.id)
        .join(Send, (Send.invitation_id == Invitation.id) & (Send.attempt == Invitation.attempt))
        .where(
            Send.state.in_(["queued", "sent", "delivered"]),
            Send.claimed_at.between(now - LOOKED_BACK, now - CLAIM_SETTLES),
            Send.door == "text",
            Invitation.turn < 0,
            Invitation.final.is_(None),
        )
        .limit(MOST_AT_ONCE)
    )
    with desk.database.read() as connection:
        ids = connection.execute(missing).scalars().all()

    def begin(invitation_id: str) -> bool:
        desk.begin(invitation_id)
        return True

    return one_by_one(ids, begin, what="a session", name=str)


def _fill_offered(desk: Desk, now: datetime) -> int:
    """Tell responses that were recorded after their text was reported as delivered when they were offered."""
    late = (
        select(Invitation.id, Invitation.delivered_at)
        .join(Send, Send.invitation_id == Invitation.id)
        .join(Response, Response.invitation_id == Invitation.id)
        .where(
            Send.state == "delivered",
            Send.claimed_at >= now - LOOKED_BACK,
            Invitation.delivered_at.is_not(None),
            Response.offered_at.is_(None),
        )
        .limit(MOST_AT_ONCE)
    )
    with desk.database.read() as connection:
        found = connection.execute(late).all()

    def fill(row: Row[str, datetime | None]) -> bool:
        with desk.database.begin() as connection:
            deliveries.fill_offered(connection, row.id, row.delivered_at)
        return True

    return one_by_one(found, fill, what="when it was offered", name=lambda row: row.id)
