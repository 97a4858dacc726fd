"""The watch: what it finds in the tables, that each alert is told once while it lasts, and when it may come again."""

from datetime import timedelta

import pytest
from sqlalchemy import insert

from app.records.pauses import LinePause
from app.records.score_alerts import ScoreAlertUnit
from app.score_alerts.scores import BEFORE_DAYS, NOW_DAYS

ODD = [3, 4, 5, 5]


def office_hours(watched, days, a_day=16):
    """Moments from 8 to 16 o'clock in New York on each of the last days, today's up to now."""
    today = watched.now.replace(hour=13, minute=0)
    moments = [
        today - timedelta(days=day) + timedelta(minutes=480 / a_day * number)
        for day in range(days)
        for number in range(a_day)
    ]
    return sorted(moment for moment in moments if moment <= watched.now)


def fallen(watched):
    """Five weeks of which the last is worse."""
    moments = office_hours(watched, NOW_DAYS + BEFORE_DAYS + 1)
    cut = watched.now.replace(hour=0) - timedelta(days=NOW_DAYS) + timedelta(hours=5)
    watched.responses([moment for moment in moments if moment < cut], [4, 4, 5, 5])
    watched.responses([moment for moment in moments if moment >= cut], ODD[:2])
    watched.count()


def test_a_score_that_fell_opens_one_alert_which_staff_is_told_once(watched):
    fallen(watched)
    assert [watched.watch() for _ in range(3)] == [1, 0, 0]
    [(kind, line, about, state, words)] = watched.alerts("kind", "line_id", "about", "state", "words")
    assert (kind, line, about, state) == ("score_fell", "benefits", "automated_phone trust", "open")
    assert words.startswith(
        "Trust by automated phone fell from 4.50 (Oct 12 to Nov 8, n = 448) to 3.50 (Nov 9 to Nov 15"
    )
    assert watched.told() == [words]


def test_units_of_an_alert_are_those_of_its_responses_and_of_its_line(watched):
    fallen(watched)
    watched.responses([watched.now - timedelta(days=2)], organizational_unit=None)
    watched.responses([watched.now - timedelta(days=20)], organizational_unit="west")
    watched.count()
    watched.watch()
    with watched.runtime.database.read() as connection:
        found = connection.execute(ScoreAlertUnit.__table__.select()).all()
    assert sorted(row.unit for row in found) == ["", "north", "west"]


def test_an_alert_closes_after_a_week_without_and_only_then_may_come_again(watched):
    fallen(watched)
    watched.watch()
    worse_until = watched.now

    def go_on(days, score):
        for _ in range(days):
            watched.wait(days=1)
            watched.responses(office_hours(watched, 1), score)
            watched.count()
            watched.watch()

    go_on(3, [4, 5])
    go_on(2, ODD[:2])
    go_on(12, [4, 5])
    [(opened, closed)] = watched.alerts("opened_at", "closed_at")
    assert opened == worse_until
    assert closed is not None
    assert closed - opened >= timedelta(days=7)
    go_on(7, [1, 2])
    assert [state for (state,) in watched.alerts("state")] == ["closed", "open"]
    assert len(watched.told()) == 2


def test_days_that_are_being_counted_leave_open_what_is_open(watched):
    fallen(watched)
    watched.watch()
    watched.responses([watched.now - timedelta(days=1)])
    with watched.runtime.database.begin() as connection:
        connection.exec_driver_sql("delete from counted_responses")
        connection.exec_driver_sql("delete from counted_zone")
    watched.wait(days=9)
    watched.watch()
    assert watched.alerts("state", "clear_since") == [("open", None)]


def silent(watched, hours):
    """Five weeks of office hours, then nothing for some hours of a Monday afternoon."""
    watched.responses(office_hours(watched, 36, a_day=48))
    watched.count()
    assert watched.watch() == 0
    watched.wait(hours=hours)
    return watched.watch()


def test_a_line_that_falls_silent_at_a_busy_hour_is_found_and_closes_when_it_speaks_again(watched):
    assert silent(watched, 2) == 1
    [(kind, about, words)] = watched.alerts("kind", "about", "words")
    assert (kind, about) == ("responses_stopped", "")
    assert words.startswith("No response since Nov 16, 12:00 EST. In the same hours of the 4 weeks before there were ")
    watched.responses([watched.now])
    watched.watch()
    watched.wait(minutes=29)
    watched.responses([watched.now])
    watched.wait(minutes=31)
    watched.responses([watched.now])
    watched.watch()
    assert watched.alerts("state") == [("closed",)]


def test_a_short_silence_the_night_and_the_weekend_are_as_usual(watched):
    assert silent(watched, 0.5) == 0
    watched.wait(hours=4)
    watched.responses([watched.now - timedelta(minutes=45)])
    for _ in range(14):
        watched.wait(hours=1)
        assert watched.watch() == 0


@pytest.mark.parametrize("why", ["holiday", "pause", "new line"])
def test_silence_that_has_a_reason_is_none(watched, why):
    # Thanksgiving of 2026 is November 26.
    if why == "holiday":
        watched.wait(days=9, hours=5)
    watched.responses(office_hours(watched, 10 if why == "new line" else 36, a_day=48))
    if why == "holiday":
        watched.wait(hours=19)
    if why == "pause":
        span = {"begins_at": watched.now, "ends_at": watched.now + timedelta(hours=5)}
        with watched.runtime.database.begin() as connection:
            row = {"line_id": "benefits", "reason": "a test", "made_by": "command", **span}
            connection.execute(insert(LinePause).values(**row))
    watched.count()
    watched.wait(hours=2)
    assert watched.watch() == 0


def test_sends_that_fail_more_than_usual_are_found_and_close_two_hours_after(watched):
    watched.sends(400, "delivered", watched.now - timedelta(days=2))
    watched.sends(8, "undelivered", watched.now - timedelta(days=2))
    watched.sends(20, "delivered", watched.now - timedelta(minutes=5))
    watched.sends(4, "failed", watched.now - timedelta(minutes=5))
    assert watched.watch() == 0
    watched.sends(6, "unknown", watched.now - timedelta(minutes=5))
    assert watched.watch() == 1
    [(kind, words)] = watched.alerts("kind", "words")
    assert kind == "sending_fails"
    assert words.startswith(
        "Sending fails: of 30 sends of the last hour 10 (33%) were refused, failed or not delivered, "
        "of 408 in the 7 days before 8 (2.0%); p < 0.0001."
    )
    watched.wait(hours=1, minutes=1)
    watched.watch()
    watched.wait(hours=1)
    watched.watch()
    assert watched.alerts("state") == [("open",)]
    watched.wait(hours=1)
    watched.watch()
    assert watched.alerts("state") == [("closed",)]
