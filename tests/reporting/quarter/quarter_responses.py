"""Responses, volumes and clearances of one quarter, put straight into the tables."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from first_versions import first_versions
from response_rows import ITEMS, TAPPED, by_keypad, list_answers, listed, sign_of
from sqlalchemy import insert

from app.lines import Lines
from app.records.clearances import Clearance, Volume
from app.records.queries import save_survey
from app.records.responses import Answer, Response
from app.reporting.fiscal import FiscalQuarter
from app.reporting.formats.writing import Asked
from app.reporting.selection import Selection
from flows.survey import DRIVERS

NEW_YORK = ZoneInfo("America/New_York")
QUARTER = FiscalQuarter(2026, 1)
MADE_AT = datetime(2026, 1, 12, 15, 4, 5, tzinfo=UTC)
NOON = datetime(2025, 11, 12, 17, tzinfo=UTC)
ENROLLMENT, CLAIMS, RENEWAL = "Benefits enrollment", "Claims", "Renewal & changes"
CONTROL_NUMBER = "1234-5678"
FIELDS = {"agency": "Department of Example", "program": "Benefits Help Line", "help_number": "800-555-0100"}


def line(name, **changes):
    return {
        "id": name,
        "number": f"+1202555{len(name):04}",
        "surveys": {"voice": "a11-likert", "text": "a11-tapped"},
        "languages": ["en", "es"],
        "agency": "Department of Example",
        "bureau": "Office of Benefits",
        "program": "Benefits Help Line",
        "service": ENROLLMENT,
    } | changes


REPORTING = {
    "time_zone": "America/New_York",
    "organization": {"id": 12, "name": "Department of Example", "abbreviation": "DOE"},
    "provider": {"id": 34, "name": "Office of Benefits, Enrollment", "slug": "doe-ob"},
    "contact_name": "Customer experience office",
    "contact_email": "cx@example.gov",
    "services": {
        ENROLLMENT: {"id": 56, "stages": ["start", "process", "end"]},
        CLAIMS: {"id": 57},
        RENEWAL: {"id": 58, "stages": ["process"]},
    },
    "surveys": {"touchpoints-12ab": {"title": "Web form", "trust_question": "I trust DOE to enroll people, fairly."}},
}


def lines(**reporting):
    return Lines.model_validate(
        {"lines": [line("calls"), line("claims-line", service=CLAIMS)], "reporting": REPORTING | reporting}
    )


def asked(given=None, quarter=QUARTER, zone=NEW_YORK, **only):
    given = given or lines()
    selection = Selection(zone, since=quarter.first_day, until=quarter.last_day, **only)
    return Asked(selection, reporting=given.reporting, lines=given.lines, made_at=MADE_AT)


def response(number, **changes):
    """A complete likert response by keypad, all items 4."""
    about = {
        "line_id": "calls",
        "bureau": "Office of Benefits",
        "service": ENROLLMENT,
        "service_stage": "process",
        "clearance": CONTROL_NUMBER,
    }
    made = by_keypad(f"quarter {number}", NOON, **(about | dict.fromkeys(ITEMS, 4) | changes))
    return made if made["trust"] is not None else made | {"trust_scale": None}


NO_SCORES = dict.fromkeys(ITEMS)


def tapped(number, trust, chosen=(), /, **changes):
    """A complete tapped response by text, with the list that its trust led to unless ``chosen`` is none."""
    lists = listed(sign_of(trust), chosen) if chosen is not None else {}
    return response(number, **(TAPPED | {"trust": trust, "satisfaction": trust} | lists | changes))


def imported(number, trust, chosen=(), /, **changes):
    """A response that came from the web form of another system, thumbs up or down."""
    sign = "positive" if trust else "negative"
    offered = [f"{sign}_{driver}" for sign in ("positive", "negative") for driver in DRIVERS[:5]]
    plain = {
        "source": "touchpoints:12ab",
        "source_id": str(100000 + number),
        "entry": "imported",
        "line_id": None,
        "survey_id": "touchpoints-12ab",
        "survey_version": None,
        "channel": "website",
        "channels_used": ["website"],
        "satisfaction": None,
        "trust_scale": "thumbs",
        "offered_at": None,
        "started_at": None,
        "ended_at": None,
        "turn": 0,
        "answered_count": 2,
        "label_order": {"offered": offered},
        "created_at": NOON,
    }
    given = {name: value for name, value in listed(sign, chosen).items() if name in offered}
    return tapped(number, trust, None, **(plain | given | changes))


def answers_of(row):
    """The rows of ``answers`` of the two lists of a tapped response of ours."""
    unasked = "broken_off" if row["status"] == "broken_off" else "not_applicable"
    return () if row["entry"] == "imported" else list_answers(row, unasked)


def store(database, rows, *, answers=(), surveys=None, volumes=(), clearances=()):
    """Puts rows into the tables, with the shipped surveys or those given."""
    with database.begin() as connection:
        for survey in surveys if surveys is not None else first_versions():
            save_survey(connection, survey.id, survey.version, survey.sha256, survey.canonical)
        for row in rows:
            connection.execute(insert(Response), [row])
        for more in (*(found for row in rows for found in answers_of(row)), *answers):
            connection.execute(insert(Answer), [more])
        for model, given in ((Volume, volumes), (Clearance, clearances)):
            if given:
                connection.execute(insert(model), list(given))


def clearance(number=CONTROL_NUMBER, **changes):
    return {
        "control_number": number,
        "expires_on": date(2027, 5, 31),
        "approved_responses": 1000,
        "federal_register_url": "https://www.federalregister.gov/d/2021-01753",
        "source": "lines",
        "created_at": NOON,
        "updated_at": NOON,
    } | changes


def volumes(service, channel, customers=100, days=None, **changes):
    """The same volume for each day of the quarter, or for some days."""
    every = [QUARTER.first_day + timedelta(days=n) for n in range(92)]
    return [
        {
            "day": day,
            "service": service,
            "channel": channel,
            "customers": customers,
            "source": "center",
            "created_at": NOON,
            "updated_at": NOON,
            "abandoned": None,
            "speed_of_answer_seconds": None,
            "offered": None,
        }
        | changes
        for day in (every if days is None else every[:days])
    ]
