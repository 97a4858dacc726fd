"""Who was asked a tapped list: those who chose from it, and those who got past it; nobody else."""

from __future__ import annotations

import pytest
from counted_days import NEW_YORK, count_all
from entry_examples import BEGAN, Conversation, answer
from first_versions import first_versions
from sqlalchemy import select

from app.records.counted import RESPONSES
from app.records.entries import write_entries
from app.records.queries import save_survey
from flows.survey import DRIVERS


def asked(database, missing, **columns):
    """How many were asked each list, of one person whose trust of 5 led to what went well."""
    conversation = Conversation()
    unscored = answer("trust", 3) | {"measure": "drivers", "value": None}
    lists = [
        unscored | {"question": "went_well", "native": None if missing else "2", "missing": missing},
        unscored | {"question": "went_wrong", "native": None, "missing": "not_applicable", "position": None},
    ]
    about = {"survey_id": "a11-tapped", "instrument": "a11-tapped", "trust": 5, "satisfaction": 5}
    ended = {"status": "complete", "ended_at": BEGAN + 60}
    with database.begin() as connection:
        for survey in first_versions():
            save_survey(connection, survey.id, survey.version, survey.sha256, survey.canonical)
        write_entries(connection, [conversation.entry(3, lists, **(about | ended | columns))])
    count_all(database, NEW_YORK)
    with database.read() as connection:
        row = connection.execute(select(RESPONSES).where(RESPONSES.c.span == "day")).mappings().one()
    return [{row[f"{sign}_{driver}_asked"] for driver in DRIVERS} for sign in ("positive", "negative")]


@pytest.mark.parametrize("missing", ["skipped", "no_input", "invalid", "not_sure"])
def test_whoever_got_past_a_list_was_asked_it(database, missing):
    assert asked(database, missing) == [{1}, {0}]


@pytest.mark.parametrize("missing", ["broken_off", "not_reached", "opted_out"])
def test_whoever_left_before_a_choice_was_not(sqlite_database, missing):
    assert asked(sqlite_database, missing) == [{0}, {0}]


def test_whoever_chose_was_asked_that_list_alone(database):
    chosen = {f"positive_{driver}": int(driver == "ease") for driver in DRIVERS}
    assert asked(database, None, **chosen) == [{1}, {0}]
