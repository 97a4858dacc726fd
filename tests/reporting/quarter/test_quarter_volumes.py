"""The volumes of a quarter: sums over its days, and means weighted by those who were answered."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from quarter_responses import CLAIMS, ENROLLMENT, QUARTER, store, volumes
from sqlalchemy import delete

from app.records.clearances import Volume as VolumeRecord
from app.reporting.formats.rows import one_state
from app.reporting.quarter.volumes import volumes_of

PHONE = (ENROLLMENT, "phone")


def found(database):
    with one_state(database) as connection:
        return volumes_of(connection, QUARTER)


def day(n, **changes):
    return volumes(ENROLLMENT, "phone", days=1, day=QUARTER.first_day + timedelta(days=n), **changes)[0]


def test_the_days_of_the_quarter_are_summed_by_service_and_channel(database):
    rows = [day(-1), day(0), day(91), day(92), *volumes(CLAIMS, "phone", 7), *volumes(ENROLLMENT, "email", 3)]
    store(database, [], volumes=rows)
    volume = found(database)[PHONE]
    assert (volume.days, volume.customers) == (2, 200)
    assert (volume.offered, volume.abandonment, volume.speed_of_answer, volume.metrics) == (None, None, None, None)
    assert {of: volume.customers for of, volume in found(database).items()} == {
        PHONE: 200,
        (CLAIMS, "phone"): 644,
        (ENROLLMENT, "email"): 276,
    }


def test_the_mean_wait_weighs_each_day_by_the_customers_answered(database):
    quiet = day(0, customers=100, abandoned=0, speed_of_answer_seconds=10.0)
    busy = day(1, customers=400, abandoned=100, speed_of_answer_seconds=90.0)
    unknown = day(2, customers=1000)
    store(database, [], volumes=[quiet, busy, unknown])
    volume = found(database)[PHONE]
    assert (volume.speed_of_answer, volume.answered) == (70, 400)
    assert (volume.abandonment.part, volume.abandonment.n) == (100, 500)
    assert volume.metrics == "abandonment 20.0% of 500 customers; speed of answer 70.0 s of 400 answered customers"


def test_a_day_on_which_all_gave_up_has_no_wait(database):
    store(database, [], volumes=[day(0, customers=5, abandoned=5, speed_of_answer_seconds=60.0)])
    volume = found(database)[PHONE]
    assert (volume.speed_of_answer, volume.answered) == (None, 0)
    assert volume.metrics == "abandonment 100.0% of 5 customers"


days = st.lists(
    st.tuples(st.integers(0, 500), st.none() | st.integers(0, 600), st.none() | st.floats(0, 3600)), max_size=20
)


@given(days)
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_days_give_a_mean_between_the_shortest_and_the_longest_wait(sqlite_database, drawn):
    with sqlite_database.begin() as connection:
        connection.execute(delete(VolumeRecord))
    named = ("customers", "abandoned", "speed_of_answer_seconds")
    store(sqlite_database, [], volumes=[day(n, **dict(zip(named, of, strict=True))) for n, of in enumerate(drawn)])
    volume = found(sqlite_database).get(PHONE)
    if volume is None:
        assert not drawn
        return
    assert volume.customers == sum(customers for customers, _, _ in drawn)
    waits = [Fraction(str(wait)) for _, _, wait in drawn if wait is not None]
    assert volume.speed_of_answer is None or min(waits) <= volume.speed_of_answer <= max(waits)
