"""Lines whose figures are watched: responses and sends put into the tables, at any time, and the watch over them."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta
from itertools import count

from counted_days import count_all
from first_versions import first_versions
from planned_invitations import line
from response_rows import by_keypad
from sqlalchemy import insert, select

from app.lines import Lines
from app.records.alerts import Alert
from app.records.contacts import Contact, Invitation
from app.records.days import mark
from app.records.outreach import Send
from app.records.queries import save_survey
from app.records.responses import Response
from app.records.score_alerts import ScoreAlert
from app.score_alerts.watching import watch

MONDAY = datetime(2026, 11, 16, 17, tzinfo=UTC)
"""Noon in New York."""
STAFF = [{"name": "CX office", "mail": "cx@example.gov"}]


def lines(**benefits):
    more = line() | {"id": "claims", "number": "+12025550101", "organizational_unit": "south"}
    return Lines.model_validate(
        {"lines": [line() | {"organizational_unit": "north", "staff": STAFF, **benefits}, more]}
    )


class Watched:
    """A runtime of two lines, ``benefits`` of unit north and ``claims`` of unit south, with a clock to be set."""

    def __init__(self, runtime, now=MONDAY, **benefits):
        self.now = now
        self._numbers = count()
        self.runtime = dataclasses.replace(runtime, lines=lines(**benefits), clock=self._seconds)
        with self.runtime.database.begin() as connection:
            for survey in first_versions():
                save_survey(connection, survey.id, survey.version, survey.sha256, survey.canonical)
        count_all(self.runtime.database)

    def _seconds(self):
        return self.now.timestamp()

    def wait(self, **delta):
        self.now += timedelta(**delta)

    def responses(self, moments, score=4, **changes):
        """One complete response at each moment; ``score`` may be a list to go round in."""
        scores = score if isinstance(score, list) else [score]
        rows = [self._response(at, scores[number % len(scores)], changes) for number, at in enumerate(moments)]
        with self.runtime.database.begin() as connection:
            connection.execute(insert(Response), rows)
            mark(connection, ((row["line_id"], row["started_at"]) for row in rows))

    def _response(self, at, score, changes):
        own = {"line_id": "benefits", "organizational_unit": "north", "trust": score, "satisfaction": 4}
        return by_keypad(f"watched {next(self._numbers)}", at, **own | changes)

    def sends(self, number, state, at):
        """So many sends of the line ``benefits`` that ended in a state."""
        rows = []
        for _ in range(number):
            name = f"send-{next(self._numbers)}"
            rows.append({"invitation_id": name, "attempt": 1, "action": "invite", "door": "text", "sender": "benefits"})
            rows[-1] |= {"line_id": "benefits", "state": state, "claimed_at": at, "updated_at": at}
        ids = [row["invitation_id"] for row in rows]
        contact = {"reported_by": "center", "line_id": "benefits", "created_at": at}
        invitation = {"kind": "text", "line_id": "benefits", "door": "text", "created_at": at, "turn": -1, "attempt": 1}
        with self.runtime.database.begin() as connection:
            connection.execute(insert(Contact), [{"id": one, **contact} for one in ids])
            connection.execute(insert(Invitation), [{"id": one, "contact_id": one, **invitation} for one in ids])
            connection.execute(insert(Send), rows)

    def count(self):
        """Have the days counted that changed."""
        count_all(self.runtime.database)

    def watch(self):
        return watch(self.runtime)

    def alerts(self, *columns):
        """The alerts, the first first, as tuples of these columns."""
        with self.runtime.database.read() as connection:
            found = connection.execute(select(*(getattr(ScoreAlert, name) for name in columns)).order_by(ScoreAlert.id))
            return [tuple(row) for row in found]

    def told(self):
        with self.runtime.database.read() as connection:
            return list(connection.execute(select(Alert.words).where(Alert.kind == "figures")).scalars())
