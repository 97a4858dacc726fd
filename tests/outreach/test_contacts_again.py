"""Contacts that are reported more than once, or that a call was handed over for."""

from datetime import timedelta

import pytest
from entry_examples import Conversation
from planned_invitations import NUMBERS, key_of, person
from reported_contacts import ENDED, NOW, a_report, codes, contact_of, invitations, rules, take
from sqlalchemy import select, update

from app.derived_ids import derived_id
from app.outreach import moves
from app.outreach.planning import Rules
from app.records.contacts import Invitation
from app.records.entries import write_entries
from app.records.responses import Response

STARTED = {"state": "started", "ended_at": None, "started_at": ENDED.isoformat()}


def handed_over(database, contact_id="c-1", turn=0, by=None, **header):
    """What the recorder writes of a call that was handed over after the agent."""
    found: Rules = by or rules()
    entry = Conversation(line="benefits", respondent=key_of(1)).entry(turn, **header)
    contact, invitation = found.contact_id(contact_id), derived_id(found.secret, "invitation-contact", contact_id)
    entry["contact"] |= {"id": contact, "external_id": contact_id, "respondent_key": key_of(1)}
    entry["invitation"] |= {"id": invitation, "contact_id": contact}
    entry["response"] |= {"invitation_id": invitation, "contact_id": contact, "service": "The line's service"}
    with database.begin() as connection:
        write_entries(connection, [entry])


def response(database):
    with database.read() as connection:
        return connection.execute(select(Response)).one()


def test_the_same_report_again_changes_nothing(database):
    first = take(database, a_report(queue="claims", facts={"first_call": True}))
    stood, planned = contact_of(database), invitations(database)
    (again,) = take(database, a_report(queue="claims", facts={"first_call": True}), now=NOW + timedelta(hours=1))
    assert (again.code, again.invitation_id, again.due_at) == ("ask", first[0].invitation_id, first[0].due_at)
    assert not again.new
    assert not again.changed
    assert (contact_of(database), invitations(database)) == (stood, planned)


def test_a_refusal_stands_also_when_its_reason_is_gone(database):
    assert codes(take(database, a_report(consent=False))) == ["no_consent"]
    assert codes(take(database, a_report(consent=True))) == ["no_consent"]
    assert contact_of(database).consent is True
    assert invitations(database) == []


def test_a_known_contact_is_completed_and_corrected_but_not_drawn_again(database):
    strata = [{"name": "never", "queue": "late", "rate": 1e-12}]
    by = rules(strata=strata)
    take(database, a_report(queue="claims", wait_seconds=10), by=by)
    (again,) = take(
        database,
        a_report(queue="late", wait_seconds=20, outcome="resolved", ended_at=NOW.isoformat()),
        by=by,
    )
    assert (again.code, again.changed) == ("ask", True)
    contact = contact_of(database)
    assert (contact.queue, contact.wait_seconds, contact.outcome) == ("late", 20, "resolved")
    # The decision, its stratum, the person and the end of the call are those of the first report.
    assert (contact.stratum, contact.ended_at) == ("default", ENDED)
    assert NUMBERS.open(contact.sealed_number) == "+12125550123"
    assert again.due_at == ENDED + timedelta(minutes=10)
    take(database, a_report(queue=None, outcome=None), by=by)
    assert contact_of(database).queue == "late"


def test_reports_of_one_contact_within_a_batch_are_as_if_one_came_after_the_other(database):
    one, other = take(database, a_report(queue="a"), a_report(queue="b", reason="status"))
    assert one == other
    assert one.new
    contact = contact_of(database)
    assert (contact.queue, contact.reason) == ("b", "status")


def test_what_a_contact_was_about_follows_from_the_lines_rules_unless_it_says_so_itself(database):
    services = [{"queue": "claims", "service": "Claims", "touchpoint": "Phone"}, {"queue": "tax", "service": "Tax"}]
    by = rules(services=services)
    take(database, a_report(queue="claims"), a_report("c-2", number=person(2), queue="claims", service="Own"), by=by)
    assert (contact_of(database).service, contact_of(database).touchpoint) == ("Claims", "Phone")
    assert contact_of(database, "c-2").service == "Own"
    take(database, a_report(queue="tax"), a_report("c-2", number=person(2), queue="tax"), by=by)
    assert contact_of(database).service == "Tax"
    assert contact_of(database, "c-2").service == "Own"


def test_what_neither_contact_nor_rules_say_is_the_lines_own(database):
    services = [{"queue": "claims", "organizational_unit": "Claims unit"}]
    by = rules(services=services, organizational_unit="North", location_code="BAL", service="Benefits")
    take(database, a_report(queue="tax"), a_report("c-2", number=person(2), organizational_unit="South"), by=by)
    first, second = contact_of(database), contact_of(database, "c-2")
    assert (first.organizational_unit, first.location_code, first.service) == ("North", "BAL", "Benefits")
    assert (second.organizational_unit, second.location_code) == ("South", "BAL")
    take(database, a_report(queue="claims"), by=by)
    assert contact_of(database).organizational_unit == "Claims unit"


def test_a_call_that_starts_is_drawn_then_and_invited_after_its_end(database):
    (started,) = take(database, a_report(**STARTED))
    assert (started.code, started.due_at) == ("ask", None)
    (planned,) = invitations(database)
    assert (planned.state, planned.due_at, planned.not_after) == ("planned", None, NOW + timedelta(hours=48))
    end = NOW + timedelta(minutes=20)
    (ended,) = take(database, a_report(ended_at=end.isoformat(), number=None), now=end)
    assert (ended.invitation_id, ended.due_at) == (started.invitation_id, end + timedelta(minutes=10))
    (planned,) = invitations(database)
    assert (planned.due_at, planned.not_after) == (ended.due_at, end + timedelta(hours=48))
    assert contact_of(database).state == "ended"
    take(database, a_report(**STARTED), now=end)
    assert contact_of(database).state == "ended"
    assert invitations(database) == [planned]


def test_a_call_that_was_said_to_go_on_with_the_time_of_its_end_is_invited_once_it_has_ended(database):
    (first,) = take(database, a_report(state="started"))
    (ended,) = take(database, a_report())
    assert (first.due_at, ended.due_at is not None) == (None, True)
    assert invitations(database)[0].due_at == ended.due_at


def test_a_call_whose_end_is_reported_too_late_is_not_invited(database):
    take(database, a_report(**STARTED))
    (ended,) = take(database, a_report(), now=NOW + timedelta(hours=60))
    assert (ended.code, ended.due_at) == ("ask", None)
    (planned,) = invitations(database)
    assert (planned.state, planned.final) == ("done", "too_late")
    assert contact_of(database).sealed_number is None


def test_start_and_end_within_one_batch_lead_to_one_invitation_that_is_due(database):
    _, ended = take(database, a_report(**STARTED), a_report())
    assert ended.due_at == ENDED + timedelta(minutes=10)
    assert [row.due_at for row in invitations(database)] == [ended.due_at]


@pytest.mark.parametrize(
    ("offer", "final"),
    [("declined", "declined"), ("no_touch_tone", "not_handed_over"), ("transferred_away", "not_handed_over")],
)
@pytest.mark.parametrize("line", ["benefits", "phones"])
def test_an_offer_that_led_nowhere_ends_the_invitation(database, offer, final, line):
    take(database, a_report(line=line, **STARTED))
    take(database, a_report(line=line, offer=offer))
    take(database, a_report("c-2", line=line, offer=offer, number=person(2)))
    assert [(row.state, row.final) for row in invitations(database)] == [("done", final)] * 2
    assert contact_of(database).sealed_number is None
    assert contact_of(database).offer == offer


def test_whoever_accepts_the_offer_on_the_call_gets_no_text(database):
    take(database, a_report(**STARTED))
    take(database, a_report(offer="accepted"), a_report("c-2", offer="accepted", number=person(2)))
    for row in invitations(database):
        assert (row.kind, row.door, row.state, row.due_at, row.final) == ("direct", "voice", None, None, None)
    assert contact_of(database).sealed_number is None


def test_a_line_with_a_later_survey_keeps_the_number_of_whoever_is_handed_over(database):
    later = {"follow_up": {"question": "again", "survey": "a11-likert", "after": "30d"}}
    by = rules(outreach=later)
    take(database, a_report(**STARTED), by=by)
    take(database, a_report(offer="accepted"), a_report("c-2", offer="accepted", number=person(2)), by=by)
    assert {NUMBERS.open(contact_of(database, one).sealed_number) for one in ("c-1", "c-2")} == {
        "+12125550123",
        person(2),
    }


def test_whoever_says_no_after_all_is_not_invited(database):
    take(database, a_report())
    take(database, a_report(consent=False))
    (planned,) = invitations(database)
    assert (planned.final, planned.state) == ("declined", "done")


def test_what_was_sent_or_has_ended_is_left_alone(database):
    take(database, a_report(), a_report("c-2", number=person(2)))
    ended, sent = invitations(database)
    with database.begin() as connection:
        moves.finish(connection, {"undelivered": [ended.id]}, NOW)
        connection.execute(update(Invitation).where(Invitation.id == sent.id).values(state="waiting", attempt=1))
    stood = invitations(database)
    take(database, a_report(offer="declined"), a_report("c-2", number=person(2), consent=False, offer="accepted"))
    assert invitations(database) == stood


def test_the_report_of_a_call_that_was_handed_over_completes_contact_and_response(database):
    handed_over(database, turn=1)
    before = response(database).change_seq
    services = [{"queue": "claims", "service": "Claims"}]
    told = {"queue": "claims", "agent": "7", "wait_seconds": 4, "handle_seconds": 60, "reason": "status", "test": True}
    (outcome,) = take(database, a_report(number=None, **told), by=rules(services=services))
    assert (outcome.code, outcome.due_at, outcome.new) == ("ask", None, False)
    (invitation,) = invitations(database)
    assert (invitation.kind, invitation.state, invitation.turn) == ("direct", None, 1)
    row, contact = response(database), contact_of(database)
    assert (row.queue, row.wait_seconds, row.handle_seconds, row.contact_reason) == ("claims", 4, 60, "status")
    assert (row.contact_ended_at, row.service, row.agent_key) == (ENDED, "Claims", contact.agent_key)
    assert (row.stratum, row.draw_probability, row.test) == ("default", 1.0, True)
    assert row.change_seq > before
    assert (contact.respondent_key, contact.reported_by) == (key_of(1), "center")
    # A newer turn of the session takes nothing of it away.
    handed_over(database, turn=2)
    newer = response(database)
    assert (newer.turn, newer.service, newer.stratum, newer.test) == (2, "Claims", "default", True)
    take(database, a_report(number=None, **told))
    assert response(database).change_seq == newer.change_seq
    take(database, a_report(number=None, queue="other"))
    assert response(database).queue == "other"


def test_a_call_that_is_handed_over_after_the_report_belongs_to_the_same_contact(database):
    (outcome,) = take(database, a_report(line="phones", queue="claims"))
    handed_over(database)
    (invitation,) = invitations(database)
    assert (invitation.id, invitation.turn) == (outcome.invitation_id, 0)
    assert response(database).queue == "claims"


def test_whoever_was_handed_over_gets_no_text_when_the_end_of_the_call_is_reported(database):
    take(database, a_report(**STARTED))
    handed_over(database)
    (outcome,) = take(database, a_report())
    assert outcome.due_at is None
    (invitation,) = invitations(database)
    assert (invitation.kind, invitation.state, invitation.final) == ("direct", None, None)
    assert contact_of(database).sealed_number is None


def test_contacts_stay_known_when_the_secret_changes(database):
    take(database, a_report())
    new = Rules(rules().lines, rules().surveys, NUMBERS, b"another secret of the same length, as it happens")
    (again,) = take(database, a_report(queue="claims"), by=new)
    assert (again.code, again.new) == ("ask", False)
    assert len(invitations(database)) == 1
