"""What a caller pressed at the offer on the call, and the text that was or would be planned all the same."""

from datetime import timedelta

import pytest
from entry_examples import Conversation
from planned_invitations import NUMBERS, Words, key_of, line
from reported_contacts import NOW, a_report, codes, contact_of, invitations, rules, take
from sqlalchemy import select

from app.lines import Lines
from app.outreach.claims import Clerk, claim
from app.records.contacts import Contact
from app.records.entries import write_entries
from app.records.outreach import Send

ENDS = [("declined", "declined"), ("no_touch_tone", "not_handed_over")]
LATER = {"follow_up": {"question": "again", "survey": "a11-likert", "after": "30d"}}


def pressed(database, offer, contact_id="c-1"):
    """What the recorder writes of a key at the offer."""
    entry = Conversation().entry(0)
    entry = {**dict.fromkeys(entry), "alerts": [], "answers": [], "messages": [], "v": entry["v"]}
    entry["contact"] = {
        "id": rules().contact_id(contact_id),
        "external_id": contact_id,
        "reported_by": "call",
        "line_id": "benefits",
        "respondent_key": key_of(1),
        "offer": offer,
    }
    with database.begin() as connection:
        write_entries(connection, [entry])


def claim_due(database, **outreach):
    """What is sent an hour later."""
    lines = Lines.model_validate({"lines": [{**line(**outreach), "clearance_not_needed": "A trial."}]})
    clerk = Clerk(lines, NUMBERS, lambda *_: Words())
    with database.begin() as connection:
        return claim(connection, clerk, "benefits", {"text": 9, "voice": 9}, NOW + timedelta(hours=1))[0]


def planned(database):
    (found,) = invitations(database)
    return found


@pytest.mark.parametrize(("offer", "final"), ENDS)
def test_a_key_before_the_first_report_ends_the_invitation(database, offer, final):
    pressed(database, offer)
    assert codes(take(database, a_report())) == ["ask"]
    assert (planned(database).state, planned(database).final) == ("done", final)
    assert contact_of(database).sealed_number is None
    assert claim_due(database) == []


@pytest.mark.parametrize(("offer", "final"), ENDS)
def test_a_key_that_is_recorded_after_the_report_calls_off_the_text(database, offer, final):
    take(database, a_report())
    pressed(database, offer)
    assert planned(database).state == "planned"
    assert claim_due(database) == []
    assert (planned(database).state, planned(database).final) == ("done", final)
    assert contact_of(database).sealed_number is None


@pytest.mark.parametrize("report_first", [True, False])
@pytest.mark.parametrize("outreach", [{}, LATER])
def test_whoever_accepted_waits_to_be_handed_over_and_gets_no_text(database, report_first, outreach):
    steps = [lambda: take(database, a_report(), by=rules(outreach=outreach)), lambda: pressed(database, "accepted")]
    for step in steps if report_first else reversed(steps):
        step()
    assert claim_due(database, **outreach) == []
    found = planned(database)
    assert (found.kind, found.door, found.state, found.due_at, found.final) == ("direct", "voice", None, None, None)
    # A later survey may need the number.
    assert (contact_of(database).sealed_number is not None) == bool(outreach)


def test_the_word_of_the_center_counts_over_an_earlier_key(database):
    pressed(database, "no_touch_tone")
    take(database, a_report(offer="declined"))
    assert planned(database).final == "declined"


def test_without_an_offer_the_text_goes_out(database):
    take(database, a_report())
    assert len(claim_due(database)) == 1
    with database.read() as connection:
        assert len(connection.execute(select(Send)).all()) == 1
        assert connection.execute(select(Contact.offer)).scalar_one() is None
