"""What a text may want beside answering: to stop, not to be meant, to know who asks, help; and what no person sent."""

import pytest
from houses import LIKERT_LINE
from sqlalchemy import select

from app.conversations.beginnings import caller
from app.conversations.endings import end
from app.outreach.dispositions import Case, disposition
from app.records import queries
from app.records.contacts import OptOut
from flows.load import SHIPPED_SURVEYS, load_survey
from flows.replies import read_words, wish
from flows.session import Said

SCALES = ("hi", "5", "4", "3", "2", "1", "5", "4")
OTHER_LINE = "+12025550101"
LIKERT = load_survey(SHIPPED_SURVEYS / "a11-likert.yaml")


def register(house):
    house.record()
    with house.runtime.database.read() as connection:
        return [(row.how, row.lifted) for row in connection.execute(select(OptOut))]


def session_of(house, person):
    who = caller(house.runtime, person.line, person.number, "")
    found = house.runtime.live.session_of_person(who.shard, who.line.id, who.respondent)
    return house.runtime.live.read_text(found).session


@pytest.mark.parametrize("words", ["please stop texting me", "take me off your list", "no me escriban", "Stop."])
def test_a_stop_that_the_provider_does_not_know_is_confirmed_by_us(house, texter, words):
    person = texter()
    person.send("hi")
    assert person.send(words).startswith("You will get no more survey texts")
    assert register(house) == [("text", False)]
    assert person.send("5") == ""


@pytest.mark.parametrize("words", ["STOP", "stop", " Unsubscribe ", "QUIT"])
def test_a_stop_that_the_provider_answers_gets_nothing_of_us(house, texter, words):
    person = texter()
    person.send("hi")
    assert person.send(words) == ""
    assert register(house) == [("text", False)]


def test_help_in_other_words_than_the_providers_is_answered_by_us(house, texter):
    person = texter()
    person.send("hi")
    assert person.send("HELP") == ""
    assert "HELP" not in person.send("help please")[:4]
    assert person.send("help please").startswith("Dept. of Example: survey about your call")
    assert person.send("5").startswith("2 of 8")


def test_a_comment_about_stopping_is_a_comment(house, texter):
    person = texter()
    for body in (*SCALES, "The agent should stop putting people on hold"):
        person.send(body)
    assert register(house) == []
    assert house.known(person.response_id)[0].comment == "The agent should stop putting people on hold"


@pytest.mark.parametrize(
    ("words", "handling"),
    [("Liked “2 of 8: This interaction…”", "reaction"), ("I'm driving right now", "auto_reply")],
)
def test_what_a_phone_or_a_machine_sends_is_kept_and_changes_nothing(house, texter, words, handling):
    person = texter()
    for body in ("hi", "5", "asdf"):
        person.send(body)
    before = session_of(house, person)
    assert person.send(words) == ""
    assert session_of(house, person) == before
    house.record()
    message = house.message(person.sid)
    assert (message.handling, message.response_id, message.body) == (handling, person.response_id, words)
    assert person.send("4").startswith("3 of 8")


def test_a_machine_begins_no_survey_and_closes_none(house, texter):
    person = texter()
    assert person.send("This number does not accept texts") == ""
    person.send("hi")
    for body in (*SCALES[1:], "Be well"):
        person.send(body)
    house.clock.at += 3600
    assert person.send("Liked “Thank you. Your answers…”") == ""
    assert person.send("hello").startswith("This survey is closed")


def test_a_wrong_person_is_let_go_and_not_asked_again(house, texter):
    person = texter()
    person.send("hi")
    assert person.send("wrong number", sid="SM-wrong").startswith("Sorry for the mistake.")
    assert person.send("wrong number", sid="SM-wrong").startswith("Sorry for the mistake.")
    assert register(house) == [("wrong_person", False)]
    with house.runtime.database.read() as connection:
        kept = queries.response_with_answers(connection, person.response_id)
    assert (kept.response.status, kept.invitation.disposition) == ("broken_off", "wrong_person")
    assert person.send("hello") == ""
    assert texter(line=OTHER_LINE).send("hi") == ""


def test_word_of_a_wrong_person_counts_also_after_the_close_and_without_a_session(house, texter):
    person, stranger = texter(), texter(number="+12025550130")
    for body in (*SCALES, "Be well"):
        person.send(body)
    house.clock.at += 3600
    assert person.send("you have the wrong person").startswith("Sorry for the mistake.")
    assert stranger.send("wrong number").startswith("Sorry for the mistake.")
    assert register(house) == [("wrong_person", False)] * 2
    assert house.known(person.response_id)[0].status == "complete"


def test_with_the_store_away_word_of_a_wrong_person_counts(house, texter):
    person = texter()
    with house.without_the_store():
        assert person.send("wrong number", settle=False).startswith("Sorry for the mistake.")
    assert register(house) == [("wrong_person", False)]


def test_the_offer_to_a_wrong_person_ends_as_a_wrong_number_whatever_they_answered():
    case = Case("text", "text", "done", "broken_off", "wrong_person", True, True, True, "delivered", True)
    assert disposition(case, over=False) == "wrong_number"


def test_who_asks_is_told_in_a_sentence_with_the_page_and_the_question_comes_again(house, texter):
    person = texter()
    person.send("hi")
    said = person.send("who is this?")
    assert said.startswith("This is Dept. of Example, about your call to Benefits Help Line. More: ")
    assert "\n1 of 8" in said
    assert person.send("5").startswith("2 of 8")


def test_a_request_is_told_whom_to_call_and_marked_for_staff(house, texter):
    person = texter()
    person.send("hi")
    said = person.send("my check never came", sid="SM-asks")
    assert said.startswith("For help with your case call ")
    house.record()
    assert house.message("SM-asks").handling == "service_request"


def test_a_request_in_a_comment_is_the_comment_and_marked_too(house, texter):
    person = texter()
    for body in (*SCALES, "my check never came"):
        person.send(body)
    house.record()
    assert house.known(person.response_id)[0].comment == "my check never came"
    assert house.message(person.sid).handling == "service_request"


def test_a_correction_stands_in_place_of_the_answer(house, texter):
    person = texter()
    for body in ("hi", "5", "4"):
        person.send(body)
    assert person.send("I meant 3").startswith("All right, we changed that.\n3 of 8")
    person.send("2")
    house.record()
    answers = house.known(person.response_id)[1]
    assert answers == {"satisfaction": 5, "trust": 3, "effectiveness": 2}


def test_an_expiry_does_not_undo_the_end_of_a_wrong_person(house, texter):
    person = texter()
    person.send("hi")
    person.send("wrong number")
    end(house.runtime, session_of(house, person).opening.session, "expired")
    assert session_of(house, person).ended == "wrong_person"


def test_the_line_of_these_tests_leaves_keywords_to_the_provider(house):
    assert house.runtime.lines.by_number[LIKERT_LINE].keyword_replies == "provider"


SAYINGS = [
    *(
        "stop texting me",
        "5 stop texting me",
        "stop 4",
        "please stop",
        "wrong number, 5",
        "1 i want to die",
        "leave me alone",
    ),
    *(
        "Liked “2 of 8: …”",
        "help",
        "basta ya",
        "no más mensajes",
        "quiero morirme",
        "número equivocado 3",
        "I'm driving",
    ),
    *("4", "agree", "yes", "stop and go traffic", "the stop was long", "skip", "back", "I never called you", "START"),
]


@pytest.mark.parametrize("words", SAYINGS)
def test_what_counts_whatever_question_it_meets_is_the_same_at_a_question(words):
    """Before a text meets its session, what it wants is read without the question; both readings must agree."""
    question = LIKERT.by_id["satisfaction"]
    reading = read_words(question, LIKERT.scale_of(question), Said(words), "text", "en")
    always = {"stop", "distress", "wrong_person", "reaction", "auto_reply", "help"}
    at_the_question = getattr(reading, "reason", None)
    assert (wish(words) if wish(words) in always else None) == (at_the_question if at_the_question in always else None)
