"""An import that tells another time of a response moves it from one day to another."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from counted_days import NEW_YORK, check_counted, count_all, counted

from app.reporting.imports.saving import save_responses
from app.reporting.imports.web_response import Origin, WebResponse

ORIGIN = Origin("touchpoints:12ab", "touchpoints-12ab", "a11-tapped", "website", "likert_5", ())
NOON = datetime(2026, 3, 2, 17, tzinfo=UTC)


def save(database, *responses):
    with database.begin() as connection:
        save_responses(connection, responses, ORIGIN, NOON)


def test_a_response_leaves_the_day_on_which_it_was_counted(database):
    first = WebResponse("1", NOON, {"trust": 4, "satisfaction": 5})
    save(database, first)
    count_all(database, NEW_YORK)
    assert [row[1].day for row in counted(database, "day")["counted_responses"]] == [2]
    save(database, replace(first, created_at=NOON + timedelta(days=1)))
    kept = check_counted(database)
    assert {row[1].day for row in kept["counted_responses"] if row[0] == "day"} == {3}
