"""Pages, exports and the quarter say the same, of the same responses."""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict

import pytest
from sqlalchemy import select
from view_examples import ITEMS, LINES, NEW_YORK, UNITS, many, store, view

from app.overview.drivers import drivers
from app.overview.overview import overview
from app.records.responses import Response
from app.reporting.export import export
from app.reporting.figures.drivers import association
from app.reporting.formats.writing import Asked
from app.reporting.quarter.counting import counted
from app.reporting.quarter.groups import groups_of
from app.reporting.selection import Selection
from flows.survey import DRIVERS

SCORED = ("effectiveness", "ease", "efficiency", "transparency", "employee")


@pytest.fixture
def responses(database):
    store(database, many(600))
    return database


def shown(database, **given):
    with database.read() as connection:
        return overview(connection, LINES, view(**given))


def by_channel(page):
    return {(one.line, one.channel): one for of in page.lines for one in of.channels}


def counts(scored):
    return scored.score.counts if scored.score else (0,) * 5


def exported(database, form, **only):
    out = io.BytesIO()
    selection = Selection(NEW_YORK, since=view().period.since, until=view().period.until, **only)
    export(database, form, Asked(selection), out)
    return list(csv.DictReader(io.StringIO(out.getvalue().decode())))


@pytest.mark.parametrize("units", [None, frozenset(UNITS), frozenset({"East"}), frozenset()])
def test_the_overview_has_the_counts_of_the_quarter(responses, units):
    page = by_channel(shown(responses, units=units))
    respondents, offered, items = Counter(), Counter(), defaultdict(Counter)
    with responses.read() as connection:
        for one in counted(connection, view(units=units).selection):
            key = (one.column("line_id"), one.column("channel"))
            respondents[key] += one.counts["respondents"]
            offered[key] += one.counts["offered"]
            for item in ("trust", "satisfaction"):
                items[key, item].update(dict(enumerate(one.items[item], start=1)))
    assert {key: one.rate.respondents for key, one in page.items()} == +respondents
    assert {key: one.rate.offered for key, one in page.items()} == +offered
    for (key, item), found in items.items():
        assert counts(getattr(page[key], item)) == tuple(found[point] for point in range(1, 6))


def test_the_overview_has_the_counts_of_the_files_of_the_quarter(responses):
    page = shown(responses)
    with responses.read() as connection:
        groups = groups_of(connection, view().selection, LINES.lines, LINES.reporting)
    reported = Counter()
    for group in groups:
        reported[group.channel] += group.counts["respondents"]
    told = Counter()
    for one in by_channel(page).values():
        told[one.channel] += one.rate.respondents
    assert told == reported


def test_the_overview_has_the_counts_of_an_export(responses):
    rows = [
        row
        for row in exported(responses, "csv")
        if row["late"] == "false" and row["entry"] != "walk_in" and row["flagged"] == "false"
    ]
    for key, one in by_channel(shown(responses)).items():
        mine = [row for row in rows if (row["line_id"], row["channel"]) == key]
        assert one.statuses == {status: sum(row["status"] == status for row in mine) for status in one.statuses}
        ended = [row for row in mine if row["status"] != "in_progress"]
        for item in ("trust", "satisfaction"):
            found = Counter(row[item] for row in ended)
            assert counts(getattr(one, item)) == tuple(found[str(point)] for point in range(1, 6))


def test_a_filter_selects_the_same_as_in_an_export(responses):
    only = {"queue": "north", "language": "es", "unit": "East"}
    rows = [
        row
        for row in exported(responses, "csv", **only)
        if row["late"] == "false" and row["entry"] != "walk_in" and row["flagged"] == "false"
    ]
    told = Counter()
    for one in by_channel(shown(responses, **only)).values():
        told.update(one.statuses)
    assert +told == Counter(row["status"] for row in rows)


def test_shares_of_mentions_are_those_of_a_response_file(responses):
    rows = exported(responses, "touchpoints-v2", channel="sms_text_messages", late=False)
    with responses.read() as connection:
        parts = [one for one in drivers(connection, LINES, view()).parts if one.instrument == "a11-tapped"]
    for sign in ("positive", "negative"):
        for driver in DRIVERS:
            # In the file stands 0 for the list that trust did not lead to; its people were not asked it.
            led = [row for row in rows if (int(row["question_1"]) > 3) == (sign == "positive")]
            cells = Counter(row[f"{sign}_{driver}"] for row in led)
            shares = [part.mentions[sign][driver] for part in parts]
            assert sum(one.n for one in shares) == cells["0"] + cells["1"] > 0
            assert sum(one.share.part for one in shares) == cells["1"]


@pytest.mark.parametrize("outcome", ["satisfaction", "trust"])
def test_shares_of_r_squared_are_those_of_the_responses_themselves(database, outcome):
    rows = [row for row in many(1500, seed=2) if row["instrument"] == "a11-likert"]
    for number, row in enumerate(rows):
        row["satisfaction"] = row["satisfaction"] and min(5, max(1, (row["ease"] or 3) + number % 2))
    store(database, rows)
    with database.read() as connection:
        found = next(one for one in drivers(connection, LINES, view(line="calls")).parts)
        meant = view(line="calls").selection.respondents()
        columns = [getattr(Response, name) for name in (outcome, *SCORED)]
        answers = [tuple(row) for row in connection.execute(select(*columns).where(*meant))]
    plain = association("a11-likert", SCORED, answers)
    told = found.associations[outcome]
    assert told.n == plain.n >= 100
    assert told.r_squared == pytest.approx(plain.r_squared, abs=1e-12)
    assert dict(told.shares) == pytest.approx(dict(plain.shares), abs=1e-12)


def test_the_distribution_of_each_driver_is_that_of_the_quarter(responses):
    with responses.read() as connection:
        parts = {(one.line, one.channel): one for one in drivers(connection, LINES, view()).parts}
        items = defaultdict(Counter)
        for one in counted(connection, view().selection):
            for item in ITEMS:
                key = (one.column("line_id"), one.column("channel"), item)
                items[key].update(dict(enumerate(one.items[item], start=1)))
    for (line, channel), part in parts.items():
        for driver, scored in part.scores.items():
            found = items[line, channel, driver]
            assert counts(scored) == tuple(found[point] for point in range(1, 6))
