"""What a clearance does to contacts that are reported and to invitations that are due."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from planned_invitations import NOON, NUMBERS, Clock, compose, invitation, key_of, line, person, plan
from reported_contacts import CLEARANCE, NOW, a_report, codes, contact_of, rules, take

from app.clearances.approvals import said_by
from app.clearances.counting import keep_marks, standings
from app.lines import Lines
from app.outreach.claims import Clerk, claim

ROOM = {"text": 99, "voice": 99}
BEGINS = datetime(2025, 6, 1, 4, tzinfo=UTC)
"""The first moment of the clearance's year, in which reports are made."""
NUMBER = CLEARANCE["control_number"]


def reports(first, count):
    return [a_report(f"c-{n}", number=person(n)) for n in range(first, first + count)]


def claimed(database, clearance, now=NOON):
    of_lines = Lines.model_validate({"lines": [line() | {"clearance": clearance}]})
    with database.begin() as connection:
        return claim(connection, Clerk(of_lines, NUMBERS, compose), "benefits", ROOM, now)[0]


def test_an_extension_carries_the_asking_on(database):
    over = {**CLEARANCE, "expires": NOW.date() - timedelta(days=1)}
    extended = {"extended_until": NOW.date(), "extended_reason": "under review", "extended_by": "A. Person"}
    assert codes(take(database, a_report(), by=rules(clearance=over))) == ["no_clearance"]
    assert codes(take(database, *reports(2, 1), by=rules(clearance=over | extended))) == ["ask"]


def test_from_80_percent_on_the_real_probability_is_kept_with_the_contact(database, responses_of_a_clearance):
    quarter = BEGINS + timedelta(days=365) * 0.25
    responses_of_a_clearance(7, at=BEGINS)
    by = rules(clearance={**CLEARANCE, "approved_responses": 10}, sampling_rate=0.5)
    take(database, *reports(1, 1), by=by)
    assert contact_of(database).draw_probability == 0.5
    responses_of_a_clearance(1, at=quarter)
    take(database, *reports(2, 1), by=by)
    left = BEGINS + timedelta(days=365) - NOW
    factor = (2 / left.total_seconds()) / (8 / (quarter - BEGINS).total_seconds())
    assert contact_of(database, "c-2").draw_probability == pytest.approx(0.5 * factor)
    take(database, *reports(2, 1), by=rules(sampling_rate=0.5))
    assert contact_of(database, "c-2").draw_probability == pytest.approx(0.5 * factor)


def test_the_lowered_rate_is_the_share_that_is_drawn_of_every_stratum(database, responses_of_a_clearance):
    quarter = BEGINS + timedelta(days=365) * 0.25
    responses_of_a_clearance(80, at=quarter)
    strata = [{"name": "all", "queue": "q", "rate": 1.0}]
    by = rules(clearance={**CLEARANCE, "approved_responses": 100}, strata=strata, sampling_rate=0.1)
    early = quarter + timedelta(days=30)
    given = [a_report(f"c-{n}", number=person(n), queue="q", ended_at=early.isoformat()) for n in range(400)]
    outcomes = codes(take(database, *given, by=by, now=early))
    factor = contact_of(database, "c-0").draw_probability
    assert contact_of(database, "c-0").stratum == "all"
    assert set(outcomes) == {"ask", "not_drawn"}
    # Six standard deviations of a share of 400.
    assert outcomes.count("ask") / 400 == pytest.approx(factor, abs=6 * (factor * (1 - factor) / 400) ** 0.5)


def test_reports_that_come_at_once_are_all_told_that_it_is_used_up(database, responses_of_a_clearance):
    responses_of_a_clearance(3, at=NOW)
    by = rules(clearance={**CLEARANCE, "approved_responses": 3})
    with ThreadPoolExecutor(4) as pool:
        found = [pool.submit(take, database, *reports(10 * n, 10), by=by) for n in range(4)]
        assert {code for one in found for code in codes(one.result())} == {"clearance_used_up"}


def test_what_the_clock_counted_is_what_decides(database, responses_of_a_clearance):
    by = rules(clearance={**CLEARANCE, "approved_responses": 3})
    responses_of_a_clearance(3, at=NOW)
    zone = BEGINS.tzinfo
    with database.begin() as connection:
        keep_marks(connection, standings(connection, said_by(by.lines.lines), NOW, zone).values(), NOW)
    assert codes(take(database, a_report(), by=by)) == ["clearance_used_up"]


def test_once_it_is_used_up_what_is_planned_is_not_sent(database, responses_of_a_clearance):
    with database.begin() as connection:
        plan(connection, [0], NOON)
    limited = {**CLEARANCE, "approved_responses": 2}
    responses_of_a_clearance(1, at=NOON)
    assert len(claimed(database, limited | {"approved_responses": 3})) == 1
    with database.begin() as connection:
        plan(connection, [1], NOON)
    responses_of_a_clearance(1, at=NOON)
    assert claimed(database, limited) == []
    assert invitation(database, 1).final == "too_late"


def test_once_it_is_used_up_nobody_is_reminded_and_the_offer_stays_open(database, responses_of_a_clearance):
    with database.begin() as connection:
        plan(connection, [0], NOON, action="remind", attempt=1, turn=0)
    responses_of_a_clearance(1, at=NOON)
    assert claimed(database, {**CLEARANCE, "approved_responses": 1}) == []
    kept = invitation(database)
    assert (kept.final, kept.state) == (None, "waiting")


def test_what_was_not_sent_for_that_reason_is_no_rest_for_the_person(database, responses_of_a_clearance):
    by = rules(clearance={**CLEARANCE, "approved_responses": 1})
    clock = Clock(NOW)
    assert codes(take(database, *reports(1, 1), by=by)) == ["ask"]
    responses_of_a_clearance(1, at=NOW)
    clock.move(hours=1)
    with database.begin() as connection:
        claim(connection, Clerk(by.lines, NUMBERS, compose), "benefits", ROOM, clock.now)
    renewed = rules(clearance={**CLEARANCE, "approved_responses": 9})
    assert codes(take(database, a_report("c-9", number=person(1)), by=renewed, now=clock.now)) == ["ask"]
    assert contact_of(database, "c-9").respondent_key == key_of(1)
