"""One response with all that happened around it, in words and in order."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import get_args

import pytest
from commented import BEGAN, asking, save_surveys, store
from entry_examples import answer
from first_versions import first_versions
from sqlalchemy import insert, update

from app.access.people import Access, Person
from app.access.roles import Role
from app.comments import told
from app.comments.asked import MISSING, Asked
from app.comments.one import one_response
from app.comments.questions import Wording
from app.comments.stream import Reader
from app.lines import LOCAL_LINES, load_lines
from app.outreach.eligibility import SENTENCES
from app.records.alerts import Alert
from app.records.contacts import ACTIONS, DECISIONS, DOORS, REPORTED_BY, Contact, Invitation, Message
from app.records.outreach import SEND_STATES, Send
from app.records.responses import ENTRIES, STATUSES, Response
from app.records.text_requests import TextRequest
from flows.session import Ending, Missing

SATISFIED = "I am satisfied with the service I received from the Benefits Help Line."
TRUSTING = "This interaction increased my trust in the Benefits Help Line."
LINES = asking(load_lines(LOCAL_LINES))
SURVEYS = {(survey.id, survey.version): survey for survey in first_versions()}
READER = Reader(LINES, Wording(SimpleNamespace(version=lambda *key: SURVEYS[key]), LINES))


def somebody(role=Role.MANAGER, units=None, person_id="ann"):
    return Person(person_id, "ann@agency.gov", "Ann", Access(frozenset({role}), units), True, False, False)


def seen(database, response_id, whom=None):
    with database.read() as connection:
        return one_response(connection, READER, whom or somebody(), response_id)


def minutes(number):
    return BEGAN + timedelta(minutes=number)


def tell_of_the_contact(connection):
    connection.execute(
        update(Contact)
        .where(Contact.id == "c1")
        .values(
            reported_by="center",
            started_at=minutes(0),
            ended_at=minutes(5),
            created_at=minutes(6),
            decided_at=minutes(7),
            decision="ask",
            draw_probability=0.25,
            stratum="spanish",
            sealed_number="sealed",
            respondent_key="r" * 32,
        )
    )
    connection.execute(
        update(Invitation)
        .where(Invitation.id == "i1")
        .values(kind="text", created_at=minutes(8), disposition="completed", final="complete", final_at=minutes(200))
    )


def tell_of_the_sends(connection):
    sent = {"invitation_id": "i1", "sender": "demo-likert", "line_id": "demo-likert"}
    connection.execute(
        insert(Send),
        [
            sent | {"attempt": 1, "action": "invite", "door": "text", "state": "undelivered", "error_code": 30003}
            | {"sid": "SM1", "claimed_at": minutes(9), "updated_at": minutes(10)},
            sent | {"attempt": 2, "action": "fall_back", "door": "voice", "state": "answered", "error_code": None}
            | {"sid": "CA1", "claimed_at": minutes(15), "updated_at": minutes(16)},
        ],
    )  # fmt: skip


def tell_of_the_session(connection, one):
    wish = {"id": f"{one}:3", "invitation_id": "i1", "at": minutes(23.6), "taken_at": minutes(23.7)}
    connection.execute(insert(TextRequest).values(**wish))
    texts = {"direction": "in", "response_id": one, "line_id": "demo-likert", "body": "secret words"}
    for number, (handling, at) in enumerate([("answered", 90), ("after_close", 210), ("stop", 220)]):
        connection.execute(insert(Message).values(sid=f"SM{number}", handling=handling, at=minutes(at), **texts))
    alert = {
        "id": "distress:SM9",
        "kind": "distress",
        "line_id": "demo-likert",
        "response_id": one,
        "source": "SM9",
    }
    connection.execute(insert(Alert).values(made_at=minutes(100), addressed=True, **alert))
    connection.execute(update(Response).where(Response.response_id == one).values(ended_at=minutes(120)))


@pytest.fixture
def told_of(database):
    """A response around which everything happens: a call, an invitation, going on by text, the end, late texts."""
    save_surveys(database)
    asked = [
        answer("satisfaction", 1, wrong=2, asked_at=minutes(21).timestamp(), answered_at=minutes(21.1).timestamp()),
        answer("trust", 2, silent=1, repeats=1, asked_at=minutes(22).timestamp(), answered_at=minutes(23.5).timestamp())
        | {"native": None, "value": None, "missing": "skipped"},
        answer(
            "ease",
            3,
            channel="sms_text_messages",
            asked_at=minutes(24).timestamp(),
            answered_at=minutes(90).timestamp(),
        ),
        answer("ease", 0)
        | {"question": "comment", "measure": "comment", "native": None, "value": None, "missing": "not_reached"}
        | {"position": None, "asked_at": None, "answered_at": None},
    ]
    one = store(database, 1, "Words of mine, 202-555-0143", minutes=20, answers=asked, late=True, entry="invited_text")
    with database.begin() as connection:
        tell_of_the_contact(connection)
        tell_of_the_sends(connection)
        tell_of_the_session(connection, one)
    return one


def test_all_that_happened_is_told_in_order(database, told_of):
    found = seen(database, told_of)
    assert [(happening.words, happening.more) for happening in found.timeline] == [
        ("The call with the contact center began", ""),
        ("The call with the contact center ended", ""),
        ("The contact center reported the call", ""),
        ("The contact is asked.", "Drawn with a chance of 25% in the group spanish."),
        ("An invitation by text was planned", ""),
        ("The invitation by text was sent", ""),
        ("The text: not delivered", "The provider's code is 30003."),
        ("The invitation, now tried by call was sent", ""),
        ("The call: answered", ""),
        ("The survey began", "Invited by text. Language: en."),
        (f"Asked: {SATISFIED}", "Answered “Agree” after 6 s, 2 wrong replies."),
        (f"Asked: {TRUSTING}", "Skipped after 1 min 30 s, 1 silence, 1 repeat asked for."),
        ("The caller asked on the phone to go on by text", ""),
        ("The text that goes on was planned", ""),
        ("The survey went on by text", ""),
        ("Asked: It was easy to complete what I needed to do.", "Answered “Agree” after 1 h 6 min."),
        ("Words of distress were noticed, and staff was alerted", ""),
        ("The survey was completed", "Complete. It came after the close: kept, and left out of the quarter."),
        ("The offer was closed as: complete", ""),
        ("A text came after the survey was over", ""),
        ("A text asked to stop", ""),
    ]  # fmt: skip


def test_no_number_no_id_and_no_words_stand_in_the_timeline(database, told_of):
    everything = repr(seen(database, told_of).timeline)
    for secret in ("sealed", "rrrr", "SM1", "CA1", "secret words", "Words of mine", "c1'", "i1'"):
        assert secret not in everything


def test_the_comment_is_masked_and_only_for_those_who_may_read_it(database, told_of):
    assert seen(database, told_of).comment.words.words == "Words of mine, [phone number]"
    analyst = seen(database, told_of, somebody(Role.ANALYST))
    assert analyst.comment is None
    assert all(question.words is None for question in analyst.questions)


def test_words_given_to_other_questions_are_masked_too_and_hidden_alike(database):
    save_surveys(database)
    written = answer("trust", 8) | {
        "question": "why",
        "measure": "additional",
        "native": None,
        "value": None,
        "text": "ann@agency.gov told me",
    }
    one = store(database, 1, answers=[written])
    (question,) = [asked for asked in seen(database, one).questions if asked.question == "why"]
    assert question.words.words == "[e-mail address] told me"
    (hidden,) = [asked for asked in seen(database, one, somebody(Role.ANALYST)).questions if asked.question == "why"]
    assert (hidden.words, hidden.answer) == (None, "in words")


def test_it_is_there_for_those_who_see_its_unit_alone(database):
    save_surveys(database)
    north, none = store(database, 1, organizational_unit="north"), store(database, 2)
    whom = somebody(units=frozenset({"north"}))
    assert seen(database, north, whom) is not None
    assert seen(database, none, whom) is None
    assert seen(database, none) is not None
    assert seen(database, "nobody") is None


def test_an_imported_response_is_told_with_what_is_known(database):
    one = store(database, 1, "From the web", source="touchpoints", survey_version=None, invitation_id=None, trust=None)
    found = seen(database, one)
    assert found.comment.question is None
    assert [happening.words for happening in found.timeline if "touchpoints" in happening.words] == [
        "Recorded by touchpoints"
    ]


def test_every_code_of_the_records_has_words():
    assert told.REPORTED_BY.keys() == set(REPORTED_BY)
    assert told.WAYS.keys() == {*DOORS}
    assert told.ACTIONS.keys() == set(ACTIONS)
    assert {*told.SEND_STATES, "claimed"} == set(SEND_STATES)
    assert told.ENTRIES.keys() == set(ENTRIES)
    assert told.STATUSES.keys() == set(STATUSES)
    assert set(SENTENCES) >= set(DECISIONS)


def test_missing_codes_and_endings_are_those_of_the_survey():
    assert MISSING.keys() == set(get_args(Missing))
    assert told.ENDINGS.keys() == set(get_args(Ending))


def test_an_answer_without_times_is_told_without_them():
    asked = Asked("q", "trust", "website", "Agree", None, None, 0, 0, 0, None, datetime(2026, 1, 1, tzinfo=UTC))
    assert told.outcome(asked) == "Answered “Agree”."
