"""Two lines of two organizational units with responses of two quarters, for the overview and its notes."""

from __future__ import annotations

import random
import uuid
from datetime import UTC, date, datetime, timedelta

import yaml
from counted_days import count_all, forget
from first_versions import first_versions
from response_rows import by_keypad
from sqlalchemy import insert

from app.access import people
from app.access.audit import COMMAND
from app.access.people import Access
from app.access.roles import Role
from app.lines import LOCAL_LINES, Lines
from app.notes import notes
from app.notes.drafts import Draft, NoteKind
from app.records.queries import save_survey
from app.records.responses import Response

NORTH, SOUTH = frozenset({"North"}), frozenset({"South"})
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
FIRST_DAY = datetime(2026, 10, 1, 15, tzinfo=UTC)
"""Of the fiscal quarter that ``NOW`` is in."""


def written_lines():
    """The lines file with Benefits, of North, and Claims, of South."""
    (line, *_) = yaml.safe_load(LOCAL_LINES.read_text(encoding="utf-8"))["lines"]
    both = {"voice": "a11-likert", "text": "a11-likert"}
    written = [
        {"id": "benefits", "number": "+12025550100", "program": "Benefits Help Line", "organizational_unit": "North"},
        {"id": "claims", "number": "+12025550101", "program": "Claims Line", "organizational_unit": "South"},
    ]
    return {"lines": [line | {"surveys": both} | one for one in written]}


def lines_file(directory):
    """Where that stands as a file."""
    path = directory / "lines.yaml"
    path.write_text(yaml.safe_dump(written_lines()), encoding="utf-8")
    return str(path)


LINES = Lines.model_validate(written_lines())


def response(number, at, **changes):
    """A response of Benefits by phone, with all scores 4."""
    about = {"line_id": "benefits", "organizational_unit": "North", "duration_seconds": 90.0}
    scores = {"trust": 4, "satisfaction": 4, "answered_count": 2}
    return by_keypad(f"overview {number}", at, **(about | scores | changes))


def declined(number, at, **changes):
    nothing = {"status": "declined", "answered_count": 0, "trust": None, "satisfaction": None, "trust_scale": None}
    return response(number, at, **(nothing | changes))


def store(database, rows):
    with database.begin() as connection:
        for survey in first_versions():
            save_survey(connection, survey.id, survey.version, survey.sha256, survey.canonical)
        connection.execute(insert(Response), list(rows))
    forget(database)
    count_all(database)


def two_quarters(seed=5):
    """Of every second day of 2026-Q4 and of 2027-Q1 so far: phone and text at Benefits, phone at Claims."""
    chance, number = random.Random(seed), 0
    for day in range(-92, 54, 2):
        likes = [1, 3, 4, 4, 5] if day < 0 else [2, 4, 5, 5, 5]
        for kind in ({}, {"channel": "sms_text_messages", "entry": "invited_text"}, {"line_id": "claims"}):
            unit = {"organizational_unit": "South"} if "line_id" in kind else {}
            for place in range(6):
                number += 1
                at = FIRST_DAY + timedelta(days=day, minutes=10 * place)
                if place == 5:
                    yield declined(number, at, **kind, **unit)
                else:
                    scores = {"trust": chance.choice(likes), "satisfaction": chance.choice(likes)}
                    yield response(number, at, **scores, **kind, **unit)


def author(database, units=None):
    """Somebody who may put notes on the trend: a manager of these units, an administrator without."""
    role = Role.ADMINISTRATOR if units is None else Role.MANAGER
    with database.begin() as connection:
        address = f"author-{uuid.uuid4().hex}@agency.gov"
        person_id = people.add(connection, address, "Noor Lee", Access(frozenset({role}), units), NOW, COMMAND)
        return people.by_id(connection, person_id)


def draft(words="The telephones were down.", **changes):
    """Of everybody's, of all lines, on November 3, 2026."""
    given = {"line": None, "unit": None, "kind": NoteKind.OUTAGE, "first_day": date(2026, 11, 3)} | changes
    return Draft(**({"last_day": given["first_day"]} | given | {"words": words}))


def put(database, lines, me, one):
    """The id of a note."""
    with database.begin() as connection:
        return notes.add(connection, lines, me, one, NOW, COMMAND)
