"""The fixed quarter of the golden directory: one of each kind of response that a submission treats in its own way."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from quarter_responses import (
    CLAIMS,
    ENROLLMENT,
    ITEMS,
    NO_SCORES,
    RENEWAL,
    clearance,
    imported,
    response,
    store,
    tapped,
    volumes,
)

OFFERED_ONLY = NO_SCORES | {"answered_count": 0, "status": "declined"}
FIRST_SECOND = datetime(2025, 10, 1, 4, tzinfo=UTC)
LAST_SECOND = datetime(2026, 1, 1, 4, 59, 59, tzinfo=UTC)


def at(moment):
    return {"started_at": moment, "offered_at": moment, "created_at": moment}


def scored(*values):
    return dict(zip(ITEMS, values, strict=True))


def enrollment():
    return [
        response(1, contact_ended_at=FIRST_SECOND),
        response(2, **scored(5, 5, 5, 4, 3, 2, 1), contact_ended_at=LAST_SECOND),
        response(3, **scored(1, 2, None, None, None, None, None), status="broken_off", answered_count=2),
        response(4, **OFFERED_ONLY),
        response(5, status="in_progress", answered_count=1, **scored(3, None, None, None, None, None, None)),
        response(6, **scored(5, 4, 5, 4, 5, 4, None), status="complete", channel="sms_text_messages"),
        response(7, contact_ended_at=FIRST_SECOND - timedelta(seconds=1)),
        response(8, **at(LAST_SECOND + timedelta(seconds=1))),
        response(9, late=True),
        response(10, entry="walk_in", offered_at=None),
        response(11, flagged=True),
        response(12, spam=True),
        response(13, deleted=True),
        response(14, test=True),
        tapped(20, 5, ["effectiveness", "efficiency"], comment="Thank you"),
        tapped(21, 2, ["ease", "other"], comment='Long wait, "very" long\nand slow', language="es"),
        tapped(22, 4, None, status="broken_off"),
        tapped(23, 3, [], comment=""),
        tapped(24, None, None, satisfaction=3, status="partial"),
        tapped(25, None, None, **OFFERED_ONLY | {"satisfaction": None}),
        tapped(26, 4, ["humanity"], service_stage="end", transaction_point="post_service_journey"),
        imported(30, 1, ["effectiveness"], comment="=SUM(1)"),
        imported(31, 0, ["ease"], clearance=None),
    ]


def renewal():
    """A service with nothing to complain of."""
    about = {"service": RENEWAL, "entry": "invited_text"}
    scores = [scored(5, 5, 5, 5, 5, 5, 5), scored(4, 4, 4, 4, 4, 4, 4), scored(3, 4, 5, 4, 5, 4, 5)]
    made = [response(40 + n, **about, **given) for n, given in enumerate(scores)]
    return [*made, response(50, **about, **OFFERED_ONLY)]


def store_whole_quarter(database):
    """Puts all of it into the tables."""
    wait = {"abandoned": 5, "speed_of_answer_seconds": 42.5}
    counted = [
        *volumes(ENROLLMENT, "automated_phone", **wait),
        *volumes(ENROLLMENT, "sms_text_messages", 20, days=90),
        *volumes(ENROLLMENT, "website", 1000, offered=1),
        *volumes(RENEWAL, "automated_phone", 10, abandoned=0, speed_of_answer_seconds=7.0),
        *volumes(CLAIMS, "phone", 50, **wait),
    ]
    store(database, [*enrollment(), *renewal()], volumes=counted, clearances=[clearance()])
