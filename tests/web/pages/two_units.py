"""Two worlds that are alike but for one organizational unit: in one of them it has data, in the other it has none."""

from __future__ import annotations

import itertools
import secrets
import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
import yaml
from counted_days import count_all
from first_versions import first_versions
from site_pages import Site
from sqlalchemy import insert, select

from app.access import tokens
from app.access.people import Access
from app.access.roles import Role
from app.access.scopes import WHOLE_AGENCY, Scope
from app.records.base import UtcTime
from app.records.models import Base
from app.records.queries import save_survey

MARKS = {"north": "alderleaf", "south": "zanzibar"}
"""A word that stands in every text of a unit's rows, and in no other."""
T = Base.metadata.tables
AT = datetime(2026, 11, 10, 15, tzinfo=UTC)
SCORES = ("trust", "satisfaction", "effectiveness", "ease", "efficiency", "transparency", "employee")
ABOUT_LINES = {
    "surveys": {"voice": "a11-likert", "text": "a11-tapped"},
    "languages": ["en", "es"],
    "agency": "Department of Example",
    "program": "Benefits",
    "clearance_not_needed": "it is a test",
    "outreach": {"prices": {"segment": 0.01}},
}
LINES = [
    {"id": "north-line", "number": "+12025550100", "organizational_unit": "north", **ABOUT_LINES},
    {"id": "south-line", "number": "+12025550101", "organizational_unit": "south", **ABOUT_LINES},
    {"id": "shared-line", "number": "+12025550102", **ABOUT_LINES},
]
MANAGER = {"north": "manager@north.gov", "south": "manager@south.gov"}
ANSWERS = 12
"""Responses of a unit: on its own line, on one of no unit, and those of the south on a line of the north too."""


class World:
    """The application, a manager of the north who is signed in, and a token of the north."""

    def __init__(self, directory, database_url, valkey_url, *, both):
        lines = directory.parent / "two-units.yaml"
        lines.write_text(yaml.safe_dump({"lines": LINES}), encoding="utf-8")
        with pytest.MonkeyPatch.context() as fixed:
            # The ids of people and tokens are the same in both worlds.
            numbers = itertools.count(1)
            fixed.setattr(secrets, "token_hex", lambda size: f"{next(numbers):0{2 * size}x}")
            self.site = Site(directory, database_url, valkey_url, LINES_FILE=str(lines))
            self.people = {
                unit: self.site.person(email, Access(frozenset({Role.MANAGER}), frozenset({unit})))
                for unit, email in MANAGER.items()
            }
            scopes = [scope for scope in Scope if scope not in WHOLE_AGENCY]
            self.token = tokens.create(self.site.runtime.database, "north", scopes, AT, units=["north"])
        self.site.app.testing = False
        self.browser = self.site.inside(MANAGER["north"])
        database = self.site.runtime.database
        with database.begin() as connection:
            for survey in first_versions():
                save_survey(connection, survey.id, survey.version, survey.sha256, survey.canonical)
            # First the other unit, so that whatever is numbered would tell.
            for unit in ("south", "north") if both else ("north",):
                plant(connection, unit, self.people[unit])
        count_all(database)

    def page(self, path):
        return self.browser.get(path)

    def api(self, path, **options):
        shown = {"Authorization": f"Bearer {self.token}"}
        return self.site.app.test_client().open(path, headers=shown, buffered=True, **options)

    def close(self):
        self.site.close()


def ids_of(unit):
    """What rows of a unit are called, for whoever guesses."""
    mark = MARKS[unit]
    return [
        *(response_id(unit, number) for number in (0, ANSWERS - 1)),
        *(f"{mark}-{kind}0" for kind in ("c", "x", "i", "file", "note", "alert", "schedule", "run")),
        f"{unit}-line",
    ]


def values_of(unit):
    """What the filters of a unit are set to, by name."""
    mark = MARKS[unit]
    words = {name: f"{mark} {name}" for name in ("queue", "agent", "location", "service", "q", "search", "tag")}
    return {**words, "unit": unit, "units": unit, "line": f"{unit}-line", "language": "es"}


def response_id(unit, number):
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"{unit} {number}"))


def plant(connection, unit, owner):
    """Rows of one unit in every table that knows units."""
    for number in range(ANSWERS):
        _Call(connection, unit, number).put_all()
    _staff_work(connection, unit, owner)
    number = connection.execute(select(T["change_counter"].c.value)).scalar_one()
    rows = connection.execute(select(T["responses"].c.id).where(T["responses"].c.change_seq.is_(None))).scalars().all()
    for place, row in enumerate(rows, start=number + 1):
        connection.execute(T["responses"].update().where(T["responses"].c.id == row).values(change_seq=place))
    connection.execute(T["change_counter"].update().values(value=number + len(rows)))


class _Call:
    """One contact of a unit with all that came of it."""

    def __init__(self, connection, unit, number):
        self.connection, self.unit, self.number, self.mark = connection, unit, number, MARKS[unit]
        self.at = AT + timedelta(days=number % 6, minutes=number)
        self.line = ("shared-line", "north-line", f"{unit}-line")[number % 3]
        self.score = 1 if unit == "south" else 5
        self.response = response_id(unit, number)
        self.about = {"line_id": self.line, "organizational_unit": unit}
        self.about |= {"queue": f"{self.mark} queue", "agent_key": f"{self.mark} agent"}

    def put_all(self):
        self._contact()
        self._invitation()
        self._response()
        self._answers()
        self._messages()

    def _contact(self):
        mark, number, at = self.mark, self.number, self.at
        given = {"id": f"{mark}-c{number}", "external_id": f"{mark}-x{number}", "reported_by": "center"}
        given |= {"location_code": f"{mark} location", "reason": f"{mark} reason", "respondent_key": f"{mark}{number}"}
        given |= {"decision": "ask", "facts": {"word": mark}, **self.about}
        put(self.connection, "contacts", given, created_at=at, updated_at=at, ended_at=at)

    def _invitation(self):
        mark, number, at = self.mark, self.number, self.at
        given = {"id": f"{mark}-i{number}", "contact_id": f"{mark}-c{number}", "line_id": self.line, "door": "text"}
        given |= {
            "kind": "text" if number else "direct",
            "final": "complete" if number else "not_handed_over",
            "state": "done",
            "action": "invite",
        }
        given |= {"attempt": 1, "turn": 7, "respondent_key": f"{mark}{number}"}
        put(self.connection, "invitations", given, created_at=at, final_at=at)

    def _response(self):
        mark, number = self.mark, self.number
        given = {"response_id": self.response, "source_id": self.response, "source": "aftercall", "turn": 7}
        given |= {"comment": f"{mark} comment", "tags": [f"{mark} tag"], "location_code": f"{mark} location"}
        given |= {"service": f"{mark} service", "respondent_key": f"{mark}{number}", "contact_reason": f"{mark} reason"}
        given |= {"contact_id": f"{mark}-x{number}", "invitation_id": f"{mark}-i{number}", "stratum": f"{mark} stratum"}
        given |= {"survey_id": "a11-likert", "survey_version": 1, "instrument": "a11-likert", "status": "complete"}
        given |= {"language": "es" if self.unit == "south" else "en", "trust_scale": "likert_5", "answered_count": 7}
        given |= {
            "entry": "invited_text" if number else "handed_over",
            "channel": "sms_text_messages",
            "channels_used": ["sms_text_messages"],
        }
        given |= {"agency": "Department of Example", **dict.fromkeys(SCORES, self.score), **self.about}
        times = dict.fromkeys(("created_at", "updated_at", "started_at", "offered_at"), self.at)
        put(self.connection, "responses", given | times)

    def _answers(self):
        comment = f"{self.mark} comment"
        mine = {"response_id": self.response, "channel": "sms_text_messages", "turn": 3}
        mine |= {"asked_at": self.at, "answered_at": self.at}
        words = {"question": "comment", "measure": "comment", "text": comment, "raw": comment, "position": 3}
        put(self.connection, "answers", mine | words)
        scored = {"question": "trust", "measure": "trust", "value": self.score, "native": str(self.score)}
        put(self.connection, "answers", mine | scored, position=2)

    def _messages(self):
        mark, number = self.mark, self.number
        send = {"invitation_id": f"{mark}-i{number}", "line_id": self.line, "sender": "north-line"}
        send |= {"state": "delivered", "attempt": 1, "action": "invite", "door": "text", "segments": 1, "price": 0.01}
        put(self.connection, "sends", send, claimed_at=self.at)
        message = {"sid": f"{mark}-m{number}", "direction": "in", "line_id": self.line, "body": f"{mark} comment"}
        message |= {"response_id": self.response, "reply": f"{mark} reply", "segments": 1}
        put(self.connection, "messages", message, at=self.at)


def _staff_work(connection, unit, owner):
    mark, own_line = MARKS[unit], f"{unit}-line"
    first = response_id(unit, 0)
    put(connection, "comment_work", {"response_id": first, "state": "open", "owner_id": owner}, outcome=mark)
    about = {"line_id": own_line, "unit": unit, "words": f"{mark} note", "changed_by": owner, "kind": "outage"}
    put(connection, "trend_notes", {"id": f"{mark}-note0", **about}, first_day=AT.date(), last_day=AT.date())
    alert = {"id": f"{mark}-alert0", "kind": "distress", "line_id": own_line, "response_id": first, "source": mark}
    put(connection, "alerts", alert, words=f"{mark} words", addressed=True)
    fell = {"id": 7 if unit == "south" else 8, "kind": "score_fell", "line_id": own_line, "words": f"{mark} fell"}
    put(connection, "score_alerts", fell, about=f"{mark} trust", state="open", figures={"now": mark})
    put(connection, "score_alert_units", {"alert_id": fell["id"], "unit": unit})
    order = {"format": "csv", "units": [unit], "zone": "America/New_York"}
    file = {"id": f"{mark}-file0", "name": f"{mark}.csv", "format": "csv", "state": "failed", "parameters": order}
    put(connection, "files", file, requested_by=f"person:{owner}", error=f"{mark} error", written=3)
    pause = {"line_id": own_line, "reason": f"{mark} reason", "made_by": f"person:{owner}"}
    put(connection, "line_pauses", pause, begins_at=AT, ends_at=AT + timedelta(days=60))
    trial = {"invitation_id": f"{mark}-i0", "line_id": own_line, "door": "text", "asked_by": f"person:{owner}"}
    put(connection, "phone_trials", trial)
    plan = {"id": f"{mark}-schedule0", "name": f"{mark} schedule", "owner_id": owner, "rhythm": "weekly"}
    put(connection, "schedules", plan, filters={}, mails=[f"{mark}@agency.gov"])
    run = {"id": f"{mark}-run0", "schedule_id": f"{mark}-schedule0", "state": "done", "units": [unit]}
    put(connection, "schedule_runs", run, words=f"{mark} words", subject=f"{mark} subject")
    opt_out = {"respondent_key": f"{mark}0", "line_id": own_line, "how": "text", "sid": f"{mark}-m0", "lifted": False}
    put(connection, "opt_outs", opt_out)
    tagged = {"agency": "Department of Example", "unit": unit, "word": f"{mark} tag"}
    put(connection, "tag_words", tagged)
    put(connection, "last_asked", {"agency": "Department of Example", "respondent_key": f"{mark}0"})
    put(connection, "pictures", {"key": f"{mark}picture", "units": [unit], "svg": f"<svg>{mark}</svg>"})


def put(connection, table, given, **more):
    """A row; what a column needs and nobody says is a plain value of its kind."""
    row = {**given, **more}
    for column in T[table].columns:
        needed = not column.nullable and column.default is None and column.server_default is None
        if column.name not in row and needed and column is not T[table].autoincrement_column:
            row[column.name] = _plain(column)
    connection.execute(insert(T[table]).values(**row))


def _plain(column):
    if isinstance(column.type, UtcTime):
        return AT
    return {date: AT.date(), int: 0, bool: False, float: 0.0}.get(column.type.python_type, "plain")
