"""What another report of a contact corrects: a landline that a text was planned for, times that cannot both be."""

from datetime import timedelta

import pytest
from planned_invitations import NUMBERS, key_of, person
from reported_contacts import ENDED, NOW, a_report, contact_of, invitations, rules, take
from sqlalchemy import insert

from app.outreach.contact_reports import BadReports
from app.records.contacts import Contact

STARTED = {"state": "started", "ended_at": None}
FALLS_BACK = {"fall_back": {"undeliverable_text": "call"}}


def planned(database):
    (found,) = invitations(database)
    return found


def test_a_landline_calls_off_the_text_that_was_planned(database):
    take(database, a_report())
    (told,) = take(database, a_report(landline=True))
    assert (told.code, told.due_at, told.changed) == ("ask", None, True)
    assert (planned(database).state, planned(database).final) == ("done", "undelivered")
    contact = contact_of(database)
    assert (contact.landline, contact.sealed_number) == (True, None)
    # It stays called off, also where that was a mistake.
    take(database, a_report(landline=False))
    assert planned(database).final == "undelivered"


@pytest.mark.parametrize("needed", ["not_needed", "required"])
def test_a_landline_is_called_where_the_line_falls_back_to_that_and_the_person_agreed(database, needed):
    by = rules(outreach={**FALLS_BACK, "consent": {"call": needed}})
    (first,) = take(database, a_report(consent=True if needed == "required" else None), by=by)
    (told,) = take(database, a_report(landline=True), by=by)
    assert told.due_at == first.due_at
    found = planned(database)
    assert (found.kind, found.door, found.state, found.action) == ("call", "voice", "planned", "invite")
    assert (found.due_at, found.final, found.attempt) == (first.due_at, None, 0)
    assert NUMBERS.open(contact_of(database).sealed_number) == "+12125550123"


def test_a_landline_is_not_called_without_the_consent_that_a_call_needs(database):
    by = rules(outreach=FALLS_BACK)
    take(database, a_report(), by=by)
    take(database, a_report(landline=True), by=by)
    assert planned(database).final == "undelivered"


def test_a_landline_that_is_told_with_the_end_of_the_call_is_called_after_it(database):
    by = rules(outreach=FALLS_BACK)
    take(database, a_report(**STARTED, consent=True), by=by)
    (told,) = take(database, a_report(landline=True), by=by)
    assert told.due_at == ENDED + timedelta(minutes=10)
    assert (planned(database).door, planned(database).due_at) == ("voice", told.due_at)


def test_a_landline_within_the_same_batch_counts_as_well(database):
    *_, told = take(database, a_report(), a_report(landline=True), a_report("c-2", number=person(2)))
    assert told.code == "ask"
    assert sorted(str(row.final) for row in invitations(database)) == ["None", "undelivered"]


def test_a_call_goes_on_to_a_landline(database):
    take(database, a_report(line="calls", consent=True))
    before = planned(database)
    take(database, a_report(line="calls", landline=True))
    assert planned(database) == before


BEFORE = (ENDED - timedelta(seconds=1)).isoformat()


def test_an_end_before_the_start_that_was_reported_earlier_is_refused(database):
    take(database, a_report(**STARTED, started_at=ENDED.isoformat()))
    with pytest.raises(BadReports) as refused:
        take(database, a_report("c-2", number=person(2)), a_report(ended_at=BEFORE, queue="claims"))
    (fault,) = refused.value.faults
    assert (fault.place, fault.field) == (1, "ended_at")
    assert fault.why == f"is before started_at of an earlier report, {ENDED.isoformat()}"
    # Nothing of the batch was taken.
    assert (contact_of(database).queue, contact_of(database).state, len(invitations(database))) == (None, "started", 1)


def test_a_start_after_the_end_that_was_reported_earlier_is_refused(database):
    take(database, a_report(ended_at=BEFORE))
    with pytest.raises(BadReports) as refused:
        take(database, a_report(ended_at=None, state="started", started_at=ENDED.isoformat()))
    (fault,) = refused.value.faults
    assert (fault.place, fault.field) == (0, "started_at")
    assert fault.why == f"is after ended_at of an earlier report, {BEFORE}"


def test_times_that_contradict_each_other_within_a_batch_are_refused(database):
    reports = [a_report(**STARTED), a_report(**STARTED, started_at=ENDED.isoformat()), a_report(ended_at=BEFORE)]
    with pytest.raises(BadReports) as refused:
        take(database, *reports)
    assert [(fault.place, fault.field) for fault in refused.value.faults] == [(2, "ended_at")]
    assert invitations(database) == []


def test_a_later_word_on_times_that_stand_is_passed_over_whatever_it_says(database):
    take(database, a_report(started_at=BEFORE))
    later = (NOW - timedelta(minutes=1)).isoformat()
    (told,) = take(database, a_report(state="started", ended_at=None, started_at=later))
    assert (told.code, told.changed) == ("ask", False)
    assert contact_of(database).started_at.isoformat() == BEFORE


def refusal(database, *reports, by=None):
    """Place and field of the one fault for which reports are refused."""
    with pytest.raises(BadReports) as refused:
        take(database, *reports, by=by)
    (fault,) = refused.value.faults
    assert fault.why == "is not that of an earlier report of this contact_id"
    return fault.place, fault.field


ANOTHERS = [({"line": "calls"}, "line"), ({"number": person(2)}, "number"), ({"line": "calls", "number": None}, "line")]


@pytest.mark.parametrize(("other", "field"), ANOTHERS)
def test_a_contact_id_that_stands_for_the_call_of_another_center_is_refused(database, other, field):
    take(database, a_report())
    stood = contact_of(database)
    assert refusal(database, a_report("c-2", number=person(3)), a_report(**other)) == (1, field)
    assert (contact_of(database), len(invitations(database))) == (stood, 1)


@pytest.mark.parametrize(("other", "field"), ANOTHERS)
def test_two_calls_of_one_contact_id_within_a_batch_are_refused(database, other, field):
    assert refusal(database, a_report(), a_report(queue="claims"), a_report(**other)) == (2, field)
    assert invitations(database) == []


def test_the_same_line_and_number_in_another_spelling_or_left_out_conflict_with_nothing(database):
    take(database, a_report())
    again = [a_report(number="(212) 555-0123", line="+12025550100"), a_report(number=None)]
    assert {one.code for one in take(database, *again)} == {"ask"}


def test_a_number_may_be_told_after_a_report_without_one(database):
    take(database, a_report(number=None))
    take(database, a_report())
    assert contact_of(database).respondent_key is not None


def test_a_report_may_name_another_number_than_the_call_that_was_handed_over_showed_also_again(database):
    with database.begin() as connection:
        stub = {"id": rules().contact_id("c-1"), "external_id": "c-1", "reported_by": "call", "created_at": ENDED}
        connection.execute(insert(Contact).values(**stub, line_id="benefits", respondent_key=key_of(9)))
    for _ in range(2):
        assert [one.code for one in take(database, a_report())] == ["ask"]


def test_a_line_that_was_renamed_conflicts_with_nothing(database):
    take(database, a_report(line="earlier"), by=rules(id="earlier"))
    (told,) = take(database, a_report())
    assert told.code == "ask"
