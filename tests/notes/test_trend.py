"""The overview with its notes: where a note stands in a line's trend, and lines without responses."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from overview_examples import FIRST_DAY, LINES, NORTH, author, draft, put, response, store

from app.notes.trend import noted_overview
from app.overview.view import Period, View

OCTOBER = Period(date(2026, 10, 1), date(2026, 10, 31))


def looked_at(database, units=None, **given):
    view = View(**{"units": units, "zone": ZoneInfo("America/New_York"), "period": OCTOBER} | given)
    with database.read() as connection:
        return noted_overview(connection, LINES, view)


@pytest.fixture
def filled(sqlite_database):
    """Six responses of Benefits on October 1, and as many on October 6."""
    days = [0] * 6 + [5] * 6
    store(sqlite_database, [response(n, FIRST_DAY + timedelta(days=day)) for n, day in enumerate(days)])
    return sqlite_database


def put_down(database, *given):
    ann = author(database)
    for one in given:
        put(database, LINES, ann, one)


def noted(line):
    return {row.begins: [note.words for note in row.notes] for row in line.rows}


def test_a_day_without_responses_has_a_row_for_its_note(filled):
    put_down(filled, draft("down", first_day=date(2026, 10, 5), last_day=date(2026, 10, 6)))
    (line,) = looked_at(filled).lines
    assert noted(line) == {date(2026, 10, 1): [], date(2026, 10, 5): ["down"], date(2026, 10, 6): ["down"]}
    assert [row.points[0] and row.points[0].respondents for row in line.rows] == [6, None, 6]


@pytest.mark.parametrize(
    ("until", "begins"),
    [
        (date(2026, 12, 20), [date(2026, 9, 28), date(2026, 10, 5), date(2026, 10, 12)]),
        (date(2027, 3, 31), [date(2026, 10, 1)]),
    ],
)
def test_by_weeks_and_months_a_note_stands_at_each_that_it_touches(filled, until, begins):
    put_down(filled, draft("long", first_day=date(2026, 9, 1), last_day=date(2026, 10, 12)))
    (line,) = looked_at(filled, period=Period(date(2026, 10, 1), until)).lines
    assert noted(line) == {begun: ["long"] for begun in begins}


def test_notes_of_another_line_do_not_stand_there_and_all_stand_in_order_of_time(filled):
    put_down(
        filled,
        draft("later", first_day=date(2026, 10, 9)),
        draft("other", line="claims", first_day=date(2026, 10, 8)),
        draft("own", line="benefits", first_day=date(2026, 10, 7)),
    )
    page = looked_at(filled)
    assert [note.words for note in page.lines[0].notes] == ["own", "later"]
    ((claims, notes),) = [(one.line.id, one.notes) for one in page.silent]
    assert (claims, [note.words for note in notes]) == ("claims", ["other", "later"])
    assert [note.words for note in page.notes] == ["own", "other", "later"]


def test_lines_without_responses_are_named_to_those_who_may_see_them_and_asked(filled):
    def silent(units=None, **given):
        return [one.line.id for one in looked_at(filled, units, **given).silent]

    assert silent() == ["claims"]
    assert silent(NORTH) == silent(line="benefits") == silent(unit="North") == []
    assert silent(queue="none") == ["benefits", "claims"]


def test_a_pooled_trend_has_its_mean_in_each_row(filled):
    text = {"channel": "sms_text_messages", "satisfaction": 2}
    store(filled, [response(n, FIRST_DAY, **text) for n in range(20, 26)])
    (line,) = looked_at(filled).lines
    rows = [(row.begins.day, row.pooled["satisfaction"]) for row in line.rows]
    # Half of the answers of October 6 that the mix needs are missing.
    assert [(day, mean and str(mean.point_scale)) for day, mean in rows] == [(1, "3.33"), (6, None)]
