"""The overview: trends, changes in words, rates, what is behind, and spend."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from counted_days import count_all
from sqlalchemy import insert
from view_examples import BEGINS, LINES, NEW_YORK, response, store, tapped, view

from app.overview.overview import overview
from app.overview.view import Period
from app.records.contacts import Contact, Invitation, Message
from app.records.days import mark
from app.records.outreach import Send

TEN_DAYS = Period(date(2025, 10, 11), date(2025, 10, 20))


def on(day, number, /, make=response, *given, **changes):
    at = BEGINS + timedelta(days=day, hours=8)
    return make(100 * (day + 40) + number, *given, started_at=at, offered_at=at, created_at=at, **changes)


def some(days, scores, **changes):
    """Every day one response for each score of trust."""
    return [on(day, number, trust=trust, **changes) for day in days for number, trust in enumerate(scores)]


def looked_at(database, **given):
    with database.read() as connection:
        return overview(connection, LINES, view(**({"period": TEN_DAYS} | given)))


def first(page):
    return page.lines[0].channels[0]


def test_a_real_fall_is_called_real(sqlite_database):
    store(sqlite_database, some(range(10), [5, 5, 5, 4, 5]) + some(range(10, 20), [3, 4, 2, 3, 4]))
    told = first(looked_at(sqlite_database)).against["trust"].words
    assert told == "Down by 1.60 points against the period before: a real change (50 answers before, 50 now)."


def test_noise_is_called_chance(sqlite_database):
    store(sqlite_database, some(range(10), [1, 5, 3, 4, 2]) + some(range(10, 20), [1, 5, 3, 4, 3]))
    told = first(looked_at(sqlite_database)).against["trust"].words
    assert told == "Up by 0.20 points against the period before: could be chance (50 answers before, 50 now)."


def test_few_are_not_compared(sqlite_database):
    store(sqlite_database, some(range(10), [5]) + some(range(10, 20), [1, 2, 3, 4, 5]))
    told = first(looked_at(sqlite_database)).against["trust"]
    assert told.words == "Too few to compare: 10 answers before, 50 now."
    assert told.change.comparison.difference is None


def test_another_wording_is_not_compared(sqlite_database):
    rows = some(range(10), [5, 5, 5, 4, 5], survey_version=2) + some(range(10, 20), [3, 4, 2, 3, 4])
    store(sqlite_database, rows)
    told = first(looked_at(sqlite_database)).against["trust"].words
    assert told == "Not compared with the period before: the survey was another."


def test_nothing_before_is_said(sqlite_database):
    store(sqlite_database, some(range(10, 20), [3, 4, 2]))
    told = first(looked_at(sqlite_database)).against["trust"]
    assert (told.change, told.words) == (None, "Nothing to compare with: the period before has no answers.")


def test_what_is_hidden_is_not_told_by_its_change(sqlite_database):
    store(sqlite_database, some(range(10), [5, 5, 5, 4, 5]) + some([12], [3, 3]))
    told = first(looked_at(sqlite_database)).against["trust"]
    assert (told.change, told.words) == (None, "Too few to compare: 50 answers before, 2 now.")


@pytest.mark.parametrize(
    ("period", "begins"),
    [
        (TEN_DAYS, [date(2025, 10, 11), date(2025, 10, 12)]),
        (Period(date(2025, 9, 1), date(2025, 11, 15)), [date(2025, 10, 6)]),
        (Period(date(2025, 6, 5), date(2025, 12, 20)), [date(2025, 10, 1)]),
    ],
)
def test_a_trend_goes_by_days_weeks_or_months(sqlite_database, period, begins):
    store(sqlite_database, some([10, 11], [4, 5, 4, 5, 5, 2]))
    page = looked_at(sqlite_database, period=period)
    trend = first(page).trend
    assert [point.begins for point in trend] == begins
    assert sum(point.respondents for point in trend) == first(page).rate.respondents == 12
    assert all(point.trust.score is not None for point in trend)


def test_channels_stand_side_by_side_and_are_pooled_at_a_fixed_mix(sqlite_database):
    rows = some([10, 11], [5] * 6) + [on(day, 50 + n, tapped, 2) for day in (10, 11) for n in range(18)]
    store(
        sqlite_database,
        [*rows, *(on(12, n, trust=5) for n in range(30)), *(on(12, 50 + n, tapped, 2) for n in range(6))],
    )
    (line,) = looked_at(sqlite_database).lines
    assert [one.channel for one in line.channels] == ["automated_phone", "sms_text_messages"]
    assert [str(one.trust.score.point_scale) for one in line.channels] == ["5.00", "2.00"]
    pooled = line.pooled["trust"]
    assert pooled.whole.label == "at a fixed mix of automated_phone 50.0%, sms_text_messages 50.0%"
    # The mix of the last day is another one, and does not move the mean.
    assert [float(point.mean) for _, point in pooled.trend] == [3.5, 3.5, 3.5]


def test_a_rate_is_of_those_who_were_offered(sqlite_database):
    rows = some([10], [4, 5, 5, 4, 3, 4])
    rows += [on(10, 60 + n, status="declined", answered_count=0, trust=None, trust_scale=None) for n in range(6)]
    store(sqlite_database, rows)
    one = first(looked_at(sqlite_database))
    assert (one.rate.respondents, one.rate.offered, one.rate.share.percent) == (6, 12, "50.0%")
    assert (one.completes, one.statuses["declined"], one.seconds) == (6, 6, 90.5)


def test_imports_have_no_rate(sqlite_database):
    rows = [on(10, n, entry="imported", channel="website", line_id=None) for n in range(6)]
    store(sqlite_database, [row | {"offered_at": None} for row in rows])
    page = looked_at(sqlite_database)
    assert (page.lines[0].line, first(page).rate.share) == (None, None)
    assert first(page).rate.finding == "how many were offered the survey is not known"


def test_walk_ins_count_where_they_are_asked_for(sqlite_database):
    store(sqlite_database, some([10], [4, 5, 5, 4, 3, 4], entry="walk_in"))
    assert looked_at(sqlite_database).lines == ()
    assert first(looked_at(sqlite_database, walk_ins=True)).rate.respondents == 6


def test_a_page_says_that_it_is_behind_until_the_change_is_counted(database):
    store(database, some([10], [4, 5, 5, 4, 3, 4]))
    assert not looked_at(database).behind
    with database.begin() as connection:
        mark(connection, [("claims", BEGINS + timedelta(days=12))])
    assert looked_at(database).behind
    assert not looked_at(database, line="calls").behind
    count_all(database, NEW_YORK)
    assert not looked_at(database).behind


def spend(database, *units):
    """Two texts and a reply a unit, each of two segments."""
    at = datetime(2025, 10, 12, 15, tzinfo=UTC)
    with database.begin() as connection:
        for unit in units:
            about = {"line_id": "calls", "created_at": at}
            connection.execute(
                insert(Contact).values(
                    id=f"c-{unit}", reported_by="center", decision="ask", organizational_unit=unit, **about
                )
            )
            connection.execute(
                insert(Invitation).values(id=f"i-{unit}", contact_id=f"c-{unit}", kind="text", door="text", **about)
            )
            text = {"action": "invite", "door": "text", "sender": "calls", "line_id": "calls", "state": "delivered"}
            times = {"claimed_at": at, "updated_at": at, "segments": 2, "price": 0.02}
            for attempt in (1, 2):
                connection.execute(insert(Send).values(invitation_id=f"i-{unit}", attempt=attempt, **text, **times))
            said = {"direction": "in", "line_id": "calls", "reply": "And now?", "segments": 2, "at": at}
            connection.execute(insert(Message).values(sid=f"SM-{unit}", **said))


def spent_on(page):
    return {
        line.line: line.spend and [(one.outcome, one.sends, one.dollars) for one in line.spend] for line in page.lines
    }


def test_spend_is_told_to_whoever_sees_all_units_and_of_whole_lines(sqlite_database):
    spend(sqlite_database, "East", "West")
    store(sqlite_database, some([10], [4, 5, 5, 4, 3, 4]))
    whole = {"calls": [("delivered", 4, 0.08), ("in_reply", 2, 0.04)]}
    assert spent_on(looked_at(sqlite_database)) == whole
    assert spent_on(looked_at(sqlite_database, units=frozenset({"East", "West"}))) == {"calls": None}
    assert spent_on(looked_at(sqlite_database, units=frozenset({"East"}))) == {"calls": None}
    assert spent_on(looked_at(sqlite_database, unit="East")) == {"calls": None}
