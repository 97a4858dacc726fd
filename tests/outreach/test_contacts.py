"""Contacts that a center reports: what is decided, what is planned, what is kept."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from planned_invitations import NUMBERS, key_of, person
from reported_contacts import CLEARANCE, ENDED, NOW, a_report, codes, contact_of, invitations, rules, take
from sqlalchemy import event, insert, select

from app.outreach.contact_reports import BadReports
from app.records.contacts import Contact, OptOut
from app.records.outreach import LastAsked, UnfitNumber


def test_whoever_is_drawn_is_planned_with_everything_that_sending_needs(database):
    (outcome,) = take(database, a_report(language="es", queue="claims", agent="a 17"))
    (planned,) = invitations(database)
    assert (planned.id, planned.due_at) == (outcome.invitation_id, outcome.due_at)
    assert outcome.due_at == ENDED + timedelta(minutes=10)
    assert planned.not_after == ENDED + timedelta(hours=48)
    assert (planned.kind, planned.door, planned.state, planned.action) == ("text", "text", "planned", "invite")
    assert (planned.sender, planned.line_id, planned.language) == ("benefits", "benefits", "es")
    assert (planned.attempt, planned.turn, planned.final, planned.opening) == (0, -1, None, None)
    contact = contact_of(database)
    assert planned.contact_id == contact.id
    assert planned.respondent_key == contact.respondent_key
    assert planned.agency == "Department of Example"
    assert NUMBERS.open(contact.sealed_number) == "+12125550123"
    assert (contact.decision, contact.decided_at, contact.stratum) == ("ask", NOW, "default")
    assert (contact.draw_probability, contact.state, contact.queue) == (1.0, "ended", "claims")
    assert 0 <= contact.draw < 1
    assert contact.agent_key is not None
    assert "17" not in contact.agent_key


def test_a_line_that_calls_plans_a_call_for_those_who_agreed(database):
    agreed, silent = take(
        database, a_report(line="calls", consent=True), a_report("c-2", line="calls", number="2125550124")
    )
    assert (agreed.code, silent.code) == ("ask", "no_consent")
    (planned,) = invitations(database)
    assert (planned.kind, planned.door, planned.sender) == ("call", "voice", "calls")


def test_nothing_is_sent_for_a_line_that_hands_callers_over(database):
    (outcome,) = take(database, a_report(line="phones", number=None))
    assert (outcome.code, outcome.due_at) == ("ask", None)
    (offered,) = invitations(database)
    assert (offered.kind, offered.door, offered.state, offered.final) == ("direct", "voice", None, None)
    assert offered.not_after == ENDED + timedelta(hours=48)
    assert contact_of(database).sealed_number is None


REFUSED = {
    "invalid_number": ({"number": "12"}, {}),
    "region_not_allowed": ({"number": "+442079460018"}, {}),
    "unfit_number": ({"number": "+18005550199"}, {}),
    "no_consent": ({"consent": False}, {}),
    "too_late": ({"ended_at": (NOW - timedelta(hours=49)).isoformat()}, {}),
    "no_clearance": ({}, {"clearance": None}),
    "clearance_used_up": ({}, {"clearance": {**CLEARANCE, "approved_responses": 0}}),
    "not_drawn": ({}, {"sampling_rate": 1e-12}),
    "nothing_to_ask": ({}, {"surveys": False}),
}


@pytest.mark.parametrize("code", REFUSED)
def test_each_refusal_is_kept_with_its_reason_and_no_number(sqlite_database, code):
    fields, line = REFUSED[code]
    (outcome,) = take(sqlite_database, a_report(**fields), by=rules(**line))
    assert (outcome.code, outcome.invitation_id, outcome.due_at) == (code, None, None)
    contact = contact_of(sqlite_database)
    assert (contact.decision, contact.sealed_number) == (code, None)
    assert contact.draw is not None
    assert invitations(sqlite_database) == []


def test_an_anonymous_caller_is_not_invited(sqlite_database):
    (outcome,) = take(sqlite_database, a_report(number=None))
    assert outcome.code == "invalid_number"
    assert contact_of(sqlite_database).respondent_key is None


def test_people_who_opted_out_or_whose_number_is_no_use_are_not_invited(database):
    with database.begin() as connection:
        connection.execute(insert(OptOut), [{"respondent_key": key_of(1), "at": NOW, "lifted": False}])
        connection.execute(insert(OptOut), [{"respondent_key": key_of(2), "at": NOW, "lifted": True}])
        unfit = [(3, "landline"), (4, "wrong_number")]
        learned = [{"respondent_key": key_of(number), "why": why, "learned_at": NOW} for number, why in unfit]
        connection.execute(insert(UnfitNumber), learned)
    reports = [a_report(f"c-{number}", number=person(number)) for number in range(1, 5)]
    assert codes(take(database, *reports)) == ["opted_out", "ask", "unfit_number", "unfit_number"]


def test_a_number_of_which_somebody_said_that_it_is_theirs_is_unfit_and_refused_nothing(database):
    with database.begin() as connection:
        theirs = {"respondent_key": key_of(1), "at": NOW, "lifted": False, "how": "wrong_person"}
        connection.execute(insert(OptOut), [theirs])
    assert codes(take(database, a_report("c-1", number=person(1)))) == ["unfit_number"]


def test_a_person_rests_for_the_quarantine_and_not_longer(database):
    by = rules(outreach={"quarantine": "30d", "quarantine_exempt": ["provider"]})

    def ask(contact_id, now, **fields):
        report = a_report(contact_id, ended_at=now.isoformat(), **fields)
        return take(database, report, by=by, now=now)[0].code

    assert ask("1", NOW) == "ask"
    assert ask("2", NOW + timedelta(days=30)) == "quarantined"
    assert ask("3", NOW + timedelta(days=30), caller_type="provider") == "ask"
    assert ask("4", NOW + timedelta(days=31)) == "quarantined"
    assert ask("5", NOW + timedelta(days=60, seconds=1)) == "ask"
    with database.read() as connection:
        (row,) = connection.execute(select(LastAsked)).all()
    assert row.contact_id == contact_of(database, "5").id


def test_of_two_contacts_of_one_person_in_one_batch_the_first_is_asked(database):
    outcomes = take(database, a_report("c-1"), a_report("c-2"), a_report("c-3", number="(212) 555-0123"))
    assert codes(outcomes) == ["ask", "quarantined", "quarantined"]
    assert len(invitations(database)) == 1


def test_whoever_is_not_drawn_does_not_start_to_rest(sqlite_database):
    take(sqlite_database, a_report(), by=rules(sampling_rate=1e-12))
    with sqlite_database.read() as connection:
        assert connection.execute(select(LastAsked)).all() == []


def test_a_clearance_is_used_up_by_this_years_responses(database, responses_of_a_clearance):
    by = rules(clearance={**CLEARANCE, "approved_responses": 3})
    # The year of the clearance began on the first of June.
    responses_of_a_clearance(3, at=datetime(2025, 5, 30, tzinfo=UTC))
    responses_of_a_clearance(2, at=datetime(2025, 7, 1, tzinfo=UTC))
    responses_of_a_clearance(1, at=NOW, answered=0)
    responses_of_a_clearance(1, at=NOW, test=True)
    assert codes(take(database, a_report("c-1"), by=by)) == ["ask"]
    responses_of_a_clearance(1, at=NOW)
    assert codes(take(database, a_report("c-2", number=person(2)), by=by)) == ["clearance_used_up"]


def test_a_batch_with_an_error_is_not_taken_at_all(sqlite_database):
    soon = (NOW + timedelta(minutes=6)).isoformat()
    with pytest.raises(BadReports) as refused:
        take(sqlite_database, a_report(), a_report("c-2", line="nowhere"), a_report("c-3", ended_at=soon))
    assert [(fault.place, fault.field) for fault in refused.value.faults] == [(1, "line"), (2, "ended_at")]
    assert invitations(sqlite_database) == []


def test_a_clock_that_is_a_little_ahead_is_no_error(sqlite_database):
    soon = NOW + timedelta(minutes=4)
    (outcome,) = take(sqlite_database, a_report(ended_at=soon.isoformat()))
    assert outcome.due_at == soon + timedelta(minutes=10)


def test_a_line_is_known_by_its_number_too(sqlite_database):
    take(sqlite_database, a_report(line="(202) 555-0100"))
    assert contact_of(sqlite_database).line_id == "benefits"


def test_a_trial_run_tells_what_would_be_and_keeps_nothing(database):
    assert codes(take(database, a_report(), dry_run=True)) == ["ask"]
    assert invitations(database) == []
    with database.read() as connection:
        assert connection.execute(select(Contact)).all() == []
        assert connection.execute(select(LastAsked)).all() == []


def test_posts_of_the_same_contacts_at_once_decide_once(database):
    reports = [a_report(f"c-{number}", number=person(number % 40)) for number in range(60)]
    turned = [reports[20:] + reports[:20], list(reversed(reports)), reports, reports[::2]]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda given: take(database, *given), turned))
    told = {}
    for outcomes in answers:
        for outcome in outcomes:
            assert told.setdefault(outcome.contact_id, outcome.code) == outcome.code
    planned = invitations(database)
    assert len(planned) == 40
    assert len({row.respondent_key for row in planned}) == 40
    assert sum(code == "ask" for code in told.values()) == 40


def test_the_number_of_statements_does_not_grow_with_the_batch(database):
    def statements(count, prefix):
        seen = []
        listener = lambda *given: seen.append(given[2])  # noqa: E731
        event.listen(database.engine, "before_cursor_execute", listener)
        reports = [a_report(f"{prefix}-{number}", number=person(number)) for number in range(count)]
        take(database, *reports, *reports[:3])
        event.remove(database.engine, "before_cursor_execute", listener)
        return len(seen)

    few, many = statements(5, "few"), statements(400, "many")
    assert few <= many <= few + 2 <= 40
