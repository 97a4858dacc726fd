"""Sending that fails: of the sends of the last hour, more were refused, failed or not delivered than usually are."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select

from app.lines import Line
from app.records.outreach import SEND_STATES, Send
from app.score_alerts.chance import of_failures
from app.score_alerts.found import Found, p_value

LATELY = timedelta(hours=1)
USUAL = timedelta(days=7)
LEAST_FAILED, LEAST_BEFORE = 5, 30
LEVEL = 0.0001
"""An hour's sends are looked at some 168 times a week, so about one week in sixty has a false alarm on a line."""
BAD = ("refused", "unknown", "undelivered", "failed")
"""What the provider did not take or could not deliver, and what nobody knows of: its errors and the network's."""
_MADE = tuple(state for state in SEND_STATES if state != "claimed")


def failing(connection: Connection, lines: Collection[Line], now: datetime) -> Iterator[Found]:
    """The lines whose sends fail."""
    ids = [line.id for line in lines]
    failed = _counts(connection, ids, BAD, now - LATELY, now)
    few = [line for line, count in failed.items() if count >= LEAST_FAILED]
    if not few:
        return
    made = _counts(connection, few, _MADE, now - LATELY, now)
    before = [_counts(connection, few, states, now - USUAL - LATELY, now - LATELY) for states in (BAD, _MADE)]
    for line in few:
        bad, n, bad_before, n_before = failed[line], made[line], before[0].get(line, 0), before[1].get(line, 0)
        p = of_failures(bad, n, bad_before, n_before)
        if n_before >= LEAST_BEFORE and p < LEVEL:
            yield _told(line, (bad, n), (bad_before, n_before), p)


def _counts(
    connection: Connection, lines: Collection[str], states: Collection[str], since: datetime, until: datetime
) -> Mapping[str, int]:
    counted = (
        select(Send.line_id, func.count().label("sends"))
        .where(Send.state.in_(states), Send.claimed_at >= since, Send.claimed_at < until, Send.line_id.in_(lines))
        .group_by(Send.line_id)
    )
    return {row.line_id: row.sends for row in connection.execute(counted)}


def _told(line: str, now: tuple[int, int], before: tuple[int, int], p: float) -> Found:
    words = (
        f"Sending fails: of {now[1]:,} sends of the last hour {now[0]:,} ({now[0] / now[1]:.0%}) were refused, failed "
        f"or not delivered, of {before[1]:,} in the 7 days before {before[0]:,} ({before[0] / before[1]:.1%}); "
        f"{p_value(p)}."
    )
    figures = {"failed": now[0], "n": now[1], "failed_before": before[0], "n_before": before[1], "p": p}
    return Found("sending_fails", line, "", words, figures)
