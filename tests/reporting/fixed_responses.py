"""A fixed set of responses, one of each kind that an export treats in its own way."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import time_machine
from entry_examples import BEGAN, Conversation, answer
from first_versions import first_versions

from app.records.entries import write_entries
from app.records.queries import save_survey
from app.reporting.export import export
from app.reporting.formats.writing import Asked
from app.reporting.selection import Selection
from flows.survey import DRIVERS

NEW_YORK = ZoneInfo("America/New_York")
RECORDED_AT = datetime(2026, 9, 21, 14, 30, 15, tzinfo=UTC)
NOT_ASKED = {"how": None, "position": None, "asked_at": None, "answered_at": None}
LIST_OF = {"positive": "went_well", "negative": "went_wrong"}


def ended(status="complete", seconds=95.25):
    return {"status": status, "ended_at": BEGAN + seconds, "duration_seconds": seconds}


def listed(sign, chosen):
    """The indicators of an answered list that offered every driver."""
    return {f"{sign}_{driver}": int(driver in chosen) for driver in DRIVERS}


def tapped(number, trust, positive, negative, **changes):
    """The entry of a tapped survey. ``positive`` and ``negative`` are drivers chosen, or the code of why none are."""
    conversation = Conversation(number, line="demo-tapped")
    columns = {"survey_id": "a11-tapped", "instrument": "a11-tapped", "satisfaction": trust, "trust": trust}
    answers = [answer(name, turn, value=trust, native=str(trust)) for turn, name in ((1, "satisfaction"), (2, "trust"))]
    for sign, given in (("positive", positive), ("negative", negative)):
        if isinstance(given, str):
            answers.append(tapped_list(sign, None, given))
            continue
        columns |= listed(sign, given)
        answers.append(tapped_list(sign, ",".join(str(DRIVERS.index(name) + 1) for name in given) or "0"))
    return conversation.entry(3, answers, **(columns | {"trust_scale": "likert_5"} | ended() | changes))


def tapped_list(sign, native, missing=None):
    plain = {"question": LIST_OF[sign], "measure": "drivers", "scale": None, "value": None, "position": 3}
    unasked = NOT_ASKED if missing in {"not_applicable", "not_reached"} else {}
    return {**answer("trust", 3), **plain, "native": native, "missing": missing, **unasked}


BY_TEXT = {"channel": "sms_text_messages", "channels_used": ["sms_text_messages"]}
KNOWN_CONTACT = {
    "agent_key": "agent-17",
    "contact_id": "c-1001",
    "contact_ended_at": BEGAN - 5,
    "wait_seconds": 200,
    "handle_seconds": 340,
    "service": "Benefits enrollment",
}


def entries():
    """The entries, response by response; the first eight belong into a file for Touchpoints."""
    return [
        tapped(1, 5, ["effectiveness", "efficiency"], "not_applicable", **KNOWN_CONTACT),
        tapped(
            2,
            2,
            "not_applicable",
            ["ease", "other"],
            comment='Long wait, "very" long\nand slow',
            **BY_TEXT,
            language="es",
        ),
        tapped(3, 4, "broken_off", "not_applicable", **ended("broken_off", 31)),
        tapped(4, 3, "not_applicable", "no_input", **ended("partial")),
        tapped(5, 4, [], "not_applicable", **BY_TEXT, comment=""),
        tapped(6, 1, "not_applicable", list(DRIVERS), **BY_TEXT, comment="-- más rápido, señora Núñez 👍"),
        tapped(7, 5, ["humanity"], "not_applicable", comment="=HYPERLINK(1)", archived=True, tags=["a", 'b "c"']),
        *Conversation(8).entries()[-1:],
        tapped(9, 5, ["ease"], "not_applicable", entry="walk_in"),
        tapped(10, 4, "not_reached", "not_applicable", status="in_progress", ended_at=None, duration_seconds=None),
        tapped(11, 5, ["ease"], "not_applicable", test=True),
        tapped(12, 5, ["ease"], "not_applicable", flagged=True),
        tapped(13, 5, ["ease"], "not_applicable", spam=True),
        tapped(14, 5, ["ease"], "not_applicable", deleted=True, deleted_at=BEGAN + 86400),
        Conversation(15).entry(1, **ended("declined", 9)),
    ]


def store(database, made):
    """The shipped surveys and these entries, all recorded at one moment."""
    with time_machine.travel(RECORDED_AT, tick=False), database.begin() as connection:
        for survey in first_versions():
            save_survey(connection, survey.id, survey.version, survey.sha256, survey.canonical)
        for entry in made:
            write_entries(connection, [entry])


def exported(database, form, *, identifying=False, **only):
    """The bytes of an export."""
    out = io.BytesIO()
    export(database, form, Asked(Selection(**({"zone": NEW_YORK} | only)), identifying=identifying), out)
    return out.getvalue()
