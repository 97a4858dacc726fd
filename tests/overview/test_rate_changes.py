"""The change of the response rate and of completes against the period before."""

from datetime import timedelta

from view_examples import BEGINS, LINES, response, store, view

from app.overview.changing import changes
from app.overview.overview import overview
from app.overview.tallies import tallied
from app.overview.view import Period

BEFORE, NOW = range(10), range(10, 20)
TEN_DAYS = Period((BEGINS + timedelta(days=9)).date(), (BEGINS + timedelta(days=18)).date())
NOT = {"status": "declined", "answered_count": 0, "trust": None, "satisfaction": None, "trust_scale": None}


def some(days, respondents, others, **changes):
    """So many respondents and others who were offered the survey, on each day."""
    for day in days:
        at = BEGINS + timedelta(days=day - 1, hours=8)
        when = {"started_at": at, "offered_at": at, "created_at": at}
        for place in range(respondents + others):
            about = {} if place < respondents else NOT
            yield response(1000 * (day + 1) + place, **(when | about | changes))


def first(database, **given):
    with database.read() as connection:
        return overview(connection, LINES, view(period=TEN_DAYS, **given)).lines[0].channels[0]


def test_a_rate_that_fell_really_is_called_so(sqlite_database):
    store(sqlite_database, [*some(BEFORE, 30, 30), *some(NOW, 15, 45)])
    told = first(sqlite_database)
    assert told.against["rate"].words == (
        "Down by 25.0 points of a hundred against the period before: a real change (600 offered before, 600 now)."
    )
    assert told.against["rate"].brief == "Down by 25.0 points of a hundred: a real change"
    assert (told.completes, told.completes_before) == (150, 300)


def test_noise_is_called_chance(sqlite_database):
    store(sqlite_database, [*some([1], 35, 33), *some([11], 36, 30)])
    assert first(sqlite_database).against["rate"].brief == "Up by 3.1 points of a hundred: could be chance"


def test_the_same_rate_is_unchanged(sqlite_database):
    store(sqlite_database, [*some(BEFORE, 4, 4), *some(NOW, 8, 8)])
    told = first(sqlite_database).against["rate"]
    assert told.brief == "Unchanged"
    assert told.words == "Unchanged against the period before (80 offered before, 160 now)."


def test_few_who_were_offered_are_not_compared(sqlite_database):
    store(sqlite_database, [*some(BEFORE, 1, 1), *some(NOW, 4, 4)])
    assert first(sqlite_database).against["rate"].words == "Too few to compare: 20 offered before, 80 now."
    assert first(sqlite_database).against["rate"].brief == "Too few to compare"


def test_a_period_before_in_which_nobody_responded_has_a_rate_of_nothing_to_compare_with(sqlite_database):
    store(sqlite_database, [*some(BEFORE, 0, 6), *some(NOW, 6, 0)])
    told = first(sqlite_database).against
    assert told["rate"].brief == "Up by 100.0 points of a hundred: a real change"
    assert told["trust"].words == "Too few to compare: 0 answers before, 60 now."


def test_another_offer_is_not_compared(sqlite_database):
    store(sqlite_database, [*some(BEFORE, 6, 6, entry="invited_call"), *some(NOW, 6, 6)])
    assert first(sqlite_database).against["rate"].brief == "Not compared: people were asked to take part in another way"


def test_scores_alone_are_judged_where_the_rate_is_not_asked_for(sqlite_database):
    store(sqlite_database, [*some(BEFORE, 6, 6), *some(NOW, 6, 6)])
    with sqlite_database.read() as connection:
        looked_at = view(period=TEN_DAYS)
        now, before = tallied(connection, looked_at), tallied(connection, looked_at.of(TEN_DAYS.before()))
    assert {item for _, item in changes(now, before)} == {"trust", "satisfaction"}
