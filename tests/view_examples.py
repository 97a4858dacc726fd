"""Responses of a quarter made by chance, put into the tables, and views of them."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from counted_days import count_all, forget
from first_versions import first_versions
from response_rows import ITEMS, TAPPED, by_keypad, list_answers, listed, sign_of
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
    about = {"line_id": "calls", "service": "Benefits enrollment", "organizational_unit": "East"}
    scores = dict.fromkeys(ITEMS, 4) | {"duration_seconds": 90.5}
    return by_keypad(f"view {number}", BEGINS + timedelta(hours=8), **(about | scores | changes))


def tapped(number, trust, chosen=(), **changes):
    """A complete response by text, with the list that its trust led to."""
    scores = {"trust": trust, "satisfaction": trust} | listed(sign_of(trust), chosen)
    return response(number, **(TAPPED | scores | changes))


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


def store(database, rows, zone=NEW_YORK, more_answers=()):
    """Put rows into the tables, and count them."""
    answers = [*(one for row in rows for one in list_answers(row)), *more_answers]
    with database.begin() as connection:
        for survey in first_versions():
            save_survey(connection, survey.id, survey.version, survey.sha256, survey.canonical)
        _insert(connection, Response, rows)
        _insert(connection, Answer, answers)
    forget(database)
    count_all(database, zone)


def _insert(connection, model, rows):
    alike = defaultdict(list)
    for row in rows:
        alike[frozenset(row)].append(row)
    for some in alike.values():
        connection.execute(insert(model), some)


def many(count, seed=1):
    """So many responses by chance."""
    chance = random.Random(seed)
    return [any_response(number, chance) for number in range(count)]
