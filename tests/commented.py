"""Responses with comments, as the recorder writes them, each with its contact and the agreement to be called back."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta

from entry_examples import Conversation, answer
from first_versions import first_versions
from sqlalchemy import select, update

from app.lines import CallBack
from app.records.contacts import Contact
from app.records.entries import write_entries
from app.records.queries import save_survey
from app.records.responses import Response

BEGAN = datetime(2026, 11, 2, 15, tzinfo=UTC)
AGES_AGO = 37
"""Minutes from one response to the next."""
BY_TEXT = {"channel": "sms_text_messages"}
AGREES = "call_me"
"""The question by which callers agree to be called back on the lines of ``asking``."""


def asking(lines):
    """The lines, whose callers can agree to be called back."""
    with_question = [line.model_copy(update={"call_back": CallBack(question=AGREES)}) for line in lines.lines]
    return lines.model_copy(update={"lines": tuple(with_question)})


def asks_to_call_back(runtime):
    return dataclasses.replace(runtime, lines=asking(runtime.lines))


def save_surveys(database):
    with database.begin() as connection:
        for survey in first_versions():
            save_survey(connection, survey.id, survey.version, survey.sha256, survey.canonical)


def store(database, number, comment=None, *, agreed=None, minutes=None, answers=(), **columns):
    """The id of a new response. ``agreed``: yes, no, or never asked; ``minutes`` after ``BEGAN``."""
    talk = Conversation(number)
    at = BEGAN + timedelta(minutes=number if minutes is None else minutes)
    given = [*answers]
    if agreed is not None:
        key = "1" if agreed else "2"
        when = {"asked_at": at.timestamp() + 80, "answered_at": at.timestamp() + 90}
        asked = {"question": AGREES, "measure": "additional", "native": key, "position": 9, "value": None} | BY_TEXT
        given.append(answer("satisfaction", 7) | asked | when)
    named = BY_TEXT | {"status": "complete", "satisfaction": 2, "trust": 4, "comment": comment}
    asked = {"asked_count": 8, "answered_count": 7, "agency": "Demo", "duration_seconds": 93.0}
    times = {"started_at": at.timestamp(), "ended_at": at.timestamp() + 93}
    entry = talk.entry(7, given, **named, **asked, **times)
    with database.begin() as connection:
        write_entries(connection, [entry])
        if columns:
            connection.execute(update(Response).where(Response.response_id == talk.response_id).values(**columns))
        connection.execute(update(Contact).where(Contact.id == f"c{number}").values(external_id=f"call-{number}"))
    return talk.response_id


def kept(database, response_id):
    with database.read() as connection:
        return connection.execute(select(Response).where(Response.response_id == response_id)).one()
