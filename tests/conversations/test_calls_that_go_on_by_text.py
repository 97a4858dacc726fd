"""A caller asks by a key that the survey goes on by text: one text, one response, whatever comes twice or is away."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

import pytest
from fake_provider import DELIVERED, FakeProvider
from houses import LIKERT_LINE, Caller, Texter
from planned_invitations import NUMBERS, desk, person
from pydantic import SecretStr
from sqlalchemy import insert, select

from app.conversations import calls, invited
from app.conversations.beginnings import Offer
from app.outreach import asked_texts
from app.outreach.sending import send_due
from app.phone_numbers import respondent_key
from app.records.contacts import Contact, Invitation, OptOut
from app.records.outreach import UnfitNumber
from app.records.text_requests import TextRequest

PERSON = person(1)
ANSWERS = "1 5 5 5 5 5 5 5"


class AskingCaller(Caller):
    """A caller on a door that can tell who takes texts."""

    def __init__(self, house, sid="CA1", number=PERSON, line=LIKERT_LINE):
        self.house, self.turned, self.number = house, [], number
        takes_texts = partial(asked_texts.takes_texts, house.runtime)
        self.call = calls.Call(sid, line, number, Offer(), takes_texts)
        self.standing = calls.begin(house.runtime, self.call)

    def turn(self, key):
        return replace(super().turn(key), seal=partial(asked_texts.sealed, self.house.runtime, self.number))


class SendingHouse:
    """The house with the clock's sweep and a worker that sends, done by hand."""

    def __init__(self, house, provider):
        key = SecretStr("MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=")
        settings = house.runtime.settings.model_copy(update={"encryption_keys": (key,)})
        house.runtime = replace(house.runtime, settings=settings)
        self.house, self.provider, self.runtime = house, provider, house.runtime
        made = desk(self.runtime.database, provider.url, self.runtime.lines, house.clock)
        self.desk = replace(
            made,
            clerk=replace(made.clerk, numbers=NUMBERS, compose=partial(invited.compose, self.runtime)),
            begin=partial(invited.begin, self.runtime),
            in_doubt=partial(invited.in_doubt, self.runtime),
        )

    def send(self):
        """Everything that is recorded and asked for goes out; the bodies of all texts so far."""
        self.house.record()
        asked_texts.plan_asked(self.runtime)
        line = self.runtime.lines.by_number[LIKERT_LINE]
        send_due(self.desk, self.runtime.lines.sender_of(line), lambda: True)
        self.house.record()
        return self.texts

    @property
    def texts(self):
        return [item["body"] for item in self.provider.taken["Messages"]]

    def rows(self, model):
        with self.runtime.database.read() as connection:
            return connection.execute(select(model)).all()

    def put(self, model, **row):
        with self.runtime.database.begin() as connection:
            connection.execute(insert(model), [row])


@pytest.fixture
def sending(house):
    with FakeProvider(lambda *_: DELIVERED) as provider:
        yield SendingHouse(house, provider)


@pytest.fixture
def dial(sending):
    return lambda **more: AskingCaller(sending.house, **more)


def test_the_question_of_the_call_comes_by_text_and_the_reply_belongs_to_the_same_response(sending, dial):
    caller = dial().press("1 5 0 8")
    assert caller.hears == "All right, we are sending you a text message now. Goodbye."
    caller.hang_up()
    (text,) = sending.send()
    assert "increased my trust" in text
    Texter(sending.house, number=person(1)).send("4")
    sending.house.record()
    row, answers = sending.house.known(caller.response_id)
    assert answers == {"satisfaction": 5, "trust": 4}
    assert (row.status, row.channels_used) == ("in_progress", ["automated_phone", "sms_text_messages"])


def test_a_hang_up_while_the_store_is_away_does_not_end_a_session_that_waits_for_its_text(sending, dial):
    caller = dial().press("1 5 0 8")
    sending.house.record()
    with sending.house.without_the_store():
        caller.hang_up()
    assert sending.house.known(caller.response_id)[0].status == "in_progress"
    assert len(sending.send()) == 1


@pytest.mark.parametrize("hour", range(0, 24, 6))
def test_it_is_sent_whatever_the_hour_since_the_caller_waits_for_it(sending, dial, hour):
    sending.house.clock.at = datetime(2026, 11, 23, hour, tzinfo=UTC).timestamp()
    dial().press("1 0 8")
    assert len(sending.send()) == 1


def test_twins_of_the_key_and_entries_written_again_send_one_text(sending, dial):
    caller = dial().press("1 5 0 8")
    assert caller.again() == caller.standing
    sending.send()
    heard = caller.again()
    assert (heard.session.place, heard.session.door) == ("texted", "voice")
    for _ in range(3):
        sending.send()
    assert len(sending.texts) == 1
    assert len(sending.rows(TextRequest)) == 1


def test_the_number_is_kept_no_longer_than_the_text_needs_it(sending, dial):
    dial().press("1 5 0 8")
    sending.house.record()
    assert person(1) not in str(sending.rows(TextRequest))
    sending.send()
    (request,) = sending.rows(TextRequest)
    assert (request.sealed_number, request.taken_at is None) == (None, False)


def test_a_hang_up_on_either_side_of_the_text_ends_nothing(sending, dial):
    caller = dial().press("1 5 0 8")
    caller.hang_up()
    sending.send()
    caller.hang_up()
    Texter(sending.house, number=person(1)).send("4")
    sending.house.record()
    row, answers = sending.house.known(caller.response_id)
    assert (answers["trust"], row.status) == (4, "in_progress")


def test_a_key_that_comes_after_the_hang_up_is_heard(sending, dial):
    caller = dial().press("1 5 0")
    caller.hang_up()
    caller.press("8")
    assert len(sending.send()) == 1


def test_with_the_store_away_the_request_goes_to_the_records_and_the_text_once_it_is_back(sending, dial):
    caller = dial().press("1 5 0")
    with sending.house.without_the_store():
        caller.press("8")
    assert "sending you a text" in caller.hears
    assert len(sending.send()) == 1


def test_the_store_emptied_loses_nothing(sending, dial):
    caller = dial().press("1 5 0 8")
    sending.house.record()
    sending.house.flush()
    (text,) = sending.send()
    assert "increased my trust" in text
    assert sending.house.known(caller.response_id)[1]["satisfaction"] == 5


def test_the_comment_is_asked_by_text_and_added_to_the_complete_response(sending, dial):
    caller = dial().press(ANSWERS)
    assert "To add a comment by text message, press 8." in caller.hears
    caller.press("8")
    caller.hang_up()
    (text,) = sending.send()
    assert "your comment on your call" in text
    row, answers = sending.house.known(caller.response_id)
    ended = row.ended_at
    assert (row.status, answers["comment"]) == ("complete", "not_offered")
    Texter(sending.house, number=person(1)).send("She was kind")
    sending.house.record()
    row, _ = sending.house.known(caller.response_id)
    assert (row.status, row.comment, row.ended_at) == ("complete", "She was kind", ended)


def test_a_call_that_is_left_at_the_offer_is_complete_and_sends_nothing(sending, dial):
    caller = dial().press(ANSWERS)
    caller.hang_up()
    assert sending.send() == []
    assert sending.house.known(caller.response_id)[0].status == "complete"


def opted_out(sending):
    sending.put(OptOut, respondent_key=key(sending), at=datetime.now(UTC), lifted=False)


def landline(sending):
    sending.put(UnfitNumber, respondent_key=key(sending), why="landline", learned_at=datetime.now(UTC))


def key(sending):
    return respondent_key(sending.runtime.settings.respondent_secret.get_secret_value().encode(), person(1))


@pytest.mark.parametrize("known", [opted_out, landline])
def test_whom_no_text_reaches_hears_nothing_of_the_key(sending, dial, known):
    known(sending)
    caller = dial().press("1 0")
    assert "text message" not in caller.hears
    assert caller.press("8").session.place != "texted"


@pytest.mark.parametrize("number", ["Restricted", "+266696687", "+18005551212"])
def test_a_number_that_is_withheld_or_unfit_is_offered_no_text(dial, number):
    assert "text message" not in dial(number=number).press("1 0").hears


def test_a_stop_between_the_key_and_the_text_wins(sending, dial):
    dial().press("1 5 0 8")
    sending.house.record()
    opted_out(sending)
    assert sending.send() == []


def test_the_invitation_of_the_call_stays_one_and_its_contact_too(sending, dial):
    dial().press("1 5 0 8")
    sending.send()
    (invitation,) = sending.rows(Invitation)
    assert (invitation.kind, invitation.door, invitation.state, invitation.attempt) == ("direct", "text", "waiting", 1)
    assert len(sending.rows(Contact)) == 1
