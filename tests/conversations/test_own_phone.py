"""A line's survey on somebody's own phone: it really goes, and counts nowhere."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from houses import LIKERT_LINE, Caller, Texter
from sqlalchemy import func, select

from app.access import people
from app.access.audit import COMMAND, Actor
from app.access.people import Access
from app.access.roles import Role
from app.clearances.counting import approvals, counted
from app.conversations import invited
from app.conversations.packing import unpacked
from app.errors import BadInput
from app.outreach.claims import Clerk, claim
from app.outreach.opt_outs import add
from app.outreach.sealing import SealedNumbers
from app.phone_numbers import respondent_key
from app.records.contacts import Contact, Invitation
from app.records.outreach import Send
from app.records.people import AuditEvent
from app.records.responses import Response
from app.surveying import own_phone, pausing
from app.surveying.own_phone import MOST_AN_HOUR, Wanted

MINE = "+12025550124"
ROOM = {"text": 99, "voice": 99}


@pytest.fixture
def ann(house):
    """Somebody of the staff, as the audit names her."""
    access = Access(frozenset({Role.MANAGER}))
    with house.runtime.database.begin() as connection:
        person_id = people.add(connection, "ann@agency.gov", "Ann", access, now(house), COMMAND)
    return Actor.person(person_id, "127.0.0.1")


def now(house):
    return datetime.fromtimestamp(house.clock(), UTC)


def ask(house, who, door="text", number=MINE, language="en"):
    line = house.runtime.lines.by_number[LIKERT_LINE]
    return own_phone.try_on(house.runtime, Wanted(line, door, language, number), who)


def claimed(house):
    """What a sender takes now."""
    numbers = SealedNumbers(house.runtime.settings.encryption_keys)
    clerk = Clerk(house.runtime.lines, numbers, partial(invited.compose, house.runtime))
    with house.runtime.database.begin() as connection:
        return claim(connection, clerk, "demo-likert", ROOM, now(house))[0]


def rows(house, model):
    with house.runtime.database.read() as connection:
        return connection.execute(select(model)).all()


def midnight(house):
    """Three in the morning in New York."""
    house.clock.at += 24 * 3600 - (house.clock.at - 8 * 3600) % (24 * 3600)


def test_a_text_goes_at_any_hour_and_what_is_answered_counts_nowhere(house, ann):
    midnight(house)
    trial = ask(house, ann)
    assert (trial.number, trial.quiet) == ("+1202***0124", True)
    (sent,) = claimed(house)
    assert (sent.number, sent.body.startswith("Dept. of Example: how was your")) == (MINE, True)
    invited.begin(house.runtime, sent.invitation, sent.turn)
    person = Texter(house, number=MINE)
    for reply in ("5", "4", "5", "5", "4", "4", "5", "fine"):
        person.send(reply)
    house.record()
    (response,) = rows(house, Response)
    assert (response.status, response.test, response.entry) == ("complete", True, "invited_text")
    with house.runtime.database.read() as connection:
        said = house.runtime.clearances.said
        assert [one.used for one in counted(connection, approvals(connection, said), now(house), UTC)] == [0]


def test_a_call_is_placed_and_its_session_is_a_test_from_the_first_word_on(house, ann):
    ask(house, ann, "voice", "(202) 555-0124", "es")
    (sent,) = claimed(house)
    opening = unpacked(sent.query.removeprefix("b="))
    assert (sent.door, opening.test, opening.language) == ("voice", True, "es")
    Caller(house, number=MINE, invitation=sent.invitation, opening=opening).press("5")
    house.record()
    assert [(one.test, one.language) for one in rows(house, Response)] == [(True, "es")]


def test_the_number_stands_nowhere_in_the_open(house, ann):
    ask(house, ann)
    (contact,), (_, event) = rows(house, Contact), rows(house, AuditEvent)
    assert contact.test
    assert "5550124" not in str(contact._asdict() | {"respondent_key": ""})
    assert (event.action, event.subject, event.actor) == ("own_phone_asked", "demo-likert", ann.name)
    assert event.details == {"door": "text", "number": "+1202***0124"}


def test_nobody_who_opted_out_is_contacted_before_or_after_it_was_planned(house, ann):
    key = respondent_key(b"r" * 40, MINE)
    ask(house, ann)
    with house.runtime.database.begin() as connection:
        add(connection, {key: now(house)}, "list", now(house))
    assert claimed(house) == []
    assert [one.final for one in rows(house, Invitation)] == ["opted_out"]
    with pytest.raises(BadInput, match="asked not to be contacted"):
        ask(house, ann)


def test_a_paused_line_can_be_tried(house, ann):
    here = house.runtime
    line = here.lines.by_number[LIKERT_LINE]
    pausing.pause(here.database, here.lines, line, "Storm", now(house) + timedelta(hours=1), now(house), ann)
    ask(house, ann)
    assert len(claimed(house)) == 1


def test_five_an_hour_and_no_more(house, ann):
    for _ in range(MOST_AN_HOUR):
        ask(house, ann)
    with pytest.raises(BadInput, match="wait a while"):
        ask(house, ann)
    house.clock.at += 3600
    ask(house, ann)
    with house.runtime.database.read() as connection:
        assert connection.execute(select(func.count()).select_from(Invitation)).scalar_one() == MOST_AN_HOUR + 1


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"number": "12"}, "no valid phone number"),
        ({"number": "+442071838750"}, "region"),
        ({"number": "800-555-0199"}, "cannot take it"),
        ({"language": "vi"}, "nothing to ask"),
    ],
)
def test_what_cannot_be_called_is_refused_and_leaves_nothing(house, ann, given, said):
    with pytest.raises(BadInput, match=said):
        ask(house, ann, **given)
    assert (rows(house, Contact), rows(house, Invitation), len(rows(house, AuditEvent))) == ([], [], 1)


def test_what_did_not_go_out_in_time_never_does_and_no_reminder_follows(house, ann):
    ask(house, ann)
    house.clock.at += own_phone.SENT_WITHIN.total_seconds() + 1
    assert claimed(house) == []
    assert [one.final for one in rows(house, Invitation)] == ["too_late"]
    assert rows(house, Send) == []
