"""Responses of a quarter made by chance, put into the tables, and views of them."""

from __future__ import annotations

import random
import uuid
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from counted_days import count_all, forget
from first_versions import first_versions
from sqlalchemy import insert

from app.lines import Lines
from app.overview.view import Period, View
from app.records.queries import save_survey
from app.records.responses import Answer, Response
from flows.survey import DRIVERS

NEW_YORK = ZoneInfo("America/New_York")
BEGINS = datetime(2025, 10, 1, 4, tzinfo=UTC)
"""The first moment of the quarter in New York."""
QUARTER = Period(date(2025, 10, 1), date(2025, 12, 31))
DAYS = (-1, 0, 1, 6, 7, 31, 60, 61, 91, 92)
"""Of the quarter, from its first day 0 to its last day 91, and around it."""
ITEMS = ("satisfaction", "trust", "effectiveness", "ease", "efficiency", "transparency", "employee")
UNITS = ("East", "West")


def line(name, number, **changes):
    return {
        "id": name,
        "number": f"+1202555{number:04}",
        "surveys": {"voice": "a11-likert", "text": "a11-tapped"},
        "languages": ["en", "es"],
        "agency": "Department of Example",
        "program": "Benefits Help Line",
        "service": "Benefits enrollment",
        "outreach": {"prices": {"segment": 0.01}},
    } | changes


LINES = Lines.model_validate({"lines": [line("calls", 100), line("claims", 101, service="Claims")]})


def view(units=None, **given):
    return View(**{"units": units, "zone": NEW_YORK, "period": QUARTER} | given)


def response(number, **changes):
    """A complete response by keypad, all scores 4."""
    made = {
        "response_id": str(uuid.uuid5(uuid.NAMESPACE_OID, f"view {number}")),
        "source": "aftercall",
        "line_id": "calls",
        "turn": 7,
        "entry": "handed_over",
        "survey_id": "a11-likert",
        "survey_version": 1,
        "instrument": "a11-likert",
        "channel": "automated_phone",
        "channels_used": ["automated_phone"],
        "language": "en",
        "agency": "Department of Example",
        "service": "Benefits enrollment",
        "transaction_point": "post_interaction",
        "organizational_unit": "East",
        "offered_at": BEGINS + timedelta(hours=8),
        "started_at": BEGINS + timedelta(hours=8),
        "ended_at": BEGINS + timedelta(hours=8, seconds=90),
        "duration_seconds": 90.5,
        "status": "complete",
        "trust_scale": "likert_5",
        "answered_count": 7,
        "tags": [],
        "created_at": BEGINS + timedelta(hours=8),
        "updated_at": BEGINS + timedelta(hours=8),
        **dict.fromkeys(ITEMS, 4),
    } | changes
    return {"source_id": made["response_id"]} | made


def tapped(number, trust, chosen=(), **changes):
    """A complete response by text, with the list that its trust led to."""
    sign = "positive" if trust is not None and trust > 3 else "negative"
    plain = dict.fromkeys(ITEMS) | {
        "survey_id": "a11-tapped",
        "instrument": "a11-tapped",
        "channel": "sms_text_messages",
        "channels_used": ["sms_text_messages"],
        "entry": "invited_text",
        "trust": trust,
        "satisfaction": trust,
        "answered_count": 3,
    }
    listed = {f"{sign}_{driver}": int(driver in chosen) for driver in DRIVERS}
    return response(number, **(plain | listed | changes))


def any_response(number, chance):
    """Somebody: on any day of the quarter or shortly outside it, from anywhere, with any answers and marks."""
    at = BEGINS + timedelta(days=chance.choice(DAYS), seconds=chance.random() * 86400)
    about = {
        "line_id": chance.choice(["calls", "claims"]),
        "organizational_unit": chance.choice([*UNITS, None]),
        "queue": chance.choice(["north", "south", "small"]),
        "language": chance.choice(["en", "es"]),
        "offered_at": at if chance.random() < 0.9 else None,
        "started_at": at,
        "created_at": at + timedelta(hours=1),
        "contact_ended_at": at - timedelta(minutes=1) if chance.random() < 0.7 else None,
        "late": chance.random() < 0.05,
        "test": chance.random() < 0.05,
        "flagged": chance.random() < 0.05,
        "deleted": chance.random() < 0.05,
        "status": chance.choices(["complete", "partial", "in_progress", "broken_off"], [8, 2, 1, 1])[0],
    }
    if chance.random() < 0.5:
        chosen = [driver for driver in DRIVERS if chance.random() < 0.4]
        return tapped(number, chance.randint(1, 5), chosen, **about)
    scores = {item: chance.choice([1, 2, 3, 3, 4, 4, 4, 5, 5, 5, 5, None]) for item in ITEMS}
    given = sum(score is not None for score in scores.values())
    scale = None if scores["trust"] is None else "likert_5"
    entry = chance.choice(["handed_over", "handed_over", "handed_over", "walk_in"])
    return response(number, **(about | scores | {"answered_count": given, "trust_scale": scale, "entry": entry}))


def list_answers(row):
    """What became of the two lists of a tapped response."""
    if row["instrument"] != "a11-tapped":
        return
    for sign, question in (("positive", "went_well"), ("negative", "went_wrong")):
        missing = None if row.get(f"{sign}_ease") is not None else "not_applicable"
        yield {
            "response_id": row["response_id"],
            "question": question,
            "measure": "drivers",
            "turn": 3,
            "channel": row["channel"],
            "missing": missing,
            "position": 3,
        }


def store(database, rows, zone=NEW_YORK):
    """Put rows into the tables, and count them."""
    answers = [one for row in rows for one in list_answers(row)]
    with database.begin() as connection:
        for survey in first_versions():
            save_survey(connection, survey.id, survey.version, survey.sha256, survey.canonical)
        alike = defaultdict(list)
        for row in rows:
            alike[frozenset(row)].append(row)
        for some in alike.values():
            connection.execute(insert(Response), some)
        if answers:
            connection.execute(insert(Answer), answers)
    forget(database)
    count_all(database, zone)


def many(count, seed=1):
    """So many responses by chance."""
    chance = random.Random(seed)
    return [any_response(number, chance) for number in range(count)]
