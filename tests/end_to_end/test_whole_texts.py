import time

import pytest
import servers
from people import LIKERT, TAPPED
from questions_heard import question_in
from recorded import Recorded

from app.simulation.texts import ProviderText
from flows.sms import segments

QUESTIONS = ("satisfaction", "trust", "effectiveness", "ease", "efficiency", "transparency", "employee")
LABELS = {
    "en": ["Strongly disagree", "Disagree", "Neither agree nor disagree", "Agree", "Strongly agree"],
    "es": [
        "Totalmente en desacuerdo",
        "En desacuerdo",
        "Ni de acuerdo ni en desacuerdo",
        "De acuerdo",
        "Totalmente de acuerdo",
    ],
}
CLOSING = {"en": "Thank you. Your answers help us improve", "es": "Gracias. Sus respuestas ayudan a mejorar"}


@pytest.fixture
def thread(provider, number):
    """Sends a text as a person would: not before the last reply could have been read."""

    def send(body, line=LIKERT, pictures=0):
        time.sleep(0.06)
        replies = ProviderText(provider, number, line).send(body, pictures)
        assert len(replies) <= 1
        return replies[0] if replies else ""

    return send


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_whole_thread_with_its_comment_becomes_one_complete_row(thread, number, recorded, language):
    asked = thread("Hi")
    assert segments(asked) == 3
    assert asked.splitlines()[-6] == "1 of 8: I am satisfied with the service I received from Benefits Help Line."
    if language == "es":
        asked = thread("ES")
    said = {"satisfaction": "4", "trust": LABELS[language][4], "effectiveness": " 1. ", "ease": "3"}
    said |= {"efficiency": LABELS[language][1].upper(), "transparency": "5", "employee": LABELS[language][3]}
    for number_of, question in enumerate(QUESTIONS, start=1):
        assert question_in(asked) == question
        assert f"{number_of} {'of' if language == 'en' else 'de'} 8: " in asked
        assert [line[2:] for line in asked.splitlines()[-5:]] == LABELS[language]
        asked = thread(said[question])
    assert question_in(asked) == "comment"
    closing = thread("  No one called back, ¿por qué? ☎ call +1 202 555 0143  ")
    assert closing.startswith(CLOSING[language])
    response, present = recorded(number)
    assert (response.status, response.language, response.channel) == ("complete", language, "sms_text_messages")
    assert [getattr(response, question) for question in QUESTIONS] == [4, 5, 1, 3, 2, 5, 4]
    assert response.comment == "No one called back, ¿por qué? ☎ call +1 202 555 0143"
    assert (response.asked_count, response.answered_count) == (8, 8)
    assert present.missing(response) == {}
    assert len(present.answers[response.response_id]) == 8
    assert {row.question: row.how for row in present.answers[response.response_id].values()}["trust"] == "label"


@pytest.mark.parametrize(
    ("trust", "reply", "sign", "chosen"),
    [("2", "1 3", "negative", "1,3"), ("5", "7,2 and 2", "positive", "2,7"), ("3", "0", "negative", "0")],
)
def test_tapped_drivers_are_numbers_in_one_reply(thread, number, recorded, trust, reply, sign, chosen):
    thread("hello", TAPPED)
    thread("3", TAPPED)
    asked = thread(trust, TAPPED)
    assert "Reply with the numbers that fit, such as 1 3, or 0 for none." in asked
    assert question_in(thread(reply, TAPPED)) == "comment"
    thread("skip", TAPPED)
    response, present = recorded(number)
    question = "went_wrong" if sign == "negative" else "went_well"
    assert present.given(response)[question] == chosen
    assert getattr(response, f"{sign}_effectiveness") == int("1" in chosen)
    assert present.missing(response)["comment"] == "skipped"


def test_after_the_close_the_closing_words_come_once_and_nothing_starts(thread, number, recorded):
    thread("hello", TAPPED)
    for body in ("5", "5", "0", "Thank you all"):
        thread(body, TAPPED)
    assert thread("Thanks", TAPPED).startswith("This survey is closed.")
    assert thread("Thanks", TAPPED) == ""
    assert thread("are you there?", TAPPED) == ""
    response, present = recorded(number)
    assert len(present.responses[response.respondent_key]) == 1
    assert len([row for row in present.messages.values() if row.respondent_key == response.respondent_key]) >= 5


def test_stop_ends_the_session_keeps_the_answers_and_opts_out_until_start(thread, number, recorded, records):
    thread("hello")
    thread("4")
    assert thread("STOP") == ""
    response, present = recorded(number)
    assert response.status == "broken_off"
    assert present.given(response) == {"satisfaction": "4"}
    assert present.missing(response)["trust"] == "opted_out"
    assert present.opt_outs[response.respondent_key].lifted is False
    assert thread("hello") == ""
    assert thread("START") == ""
    assert thread("hello again") == ""
    servers.wait_until(lambda: Recorded(records).opt_outs[response.respondent_key].lifted, seconds=5)


def test_help_is_left_to_the_provider_and_changes_nothing(thread, number, recorded):
    thread("hello")
    assert thread("HELP") == ""
    assert question_in(thread("4")) == "trust"


def test_a_picture_and_an_empty_text_get_words_and_the_question_again(thread):
    thread("hello")
    asked = thread("", pictures=1)
    assert asked.startswith("Sorry, we can read only words and numbers.")
    assert question_in(asked) == "satisfaction"
    assert question_in(thread("   ")) == "trust"


def test_what_cannot_be_read_is_asked_once_more_and_then_left(thread, number, recorded):
    thread("hello")
    asked = thread("4 or 5")
    assert asked.startswith("Sorry, we were not sure which you meant.")
    assert question_in(asked) == "satisfaction"
    assert question_in(thread("not 5")) == "trust"
    response, present = recorded(number, lambda row: row.turn == 2)
    assert present.missing(response) == {"satisfaction": "invalid"}


def test_a_text_to_an_unknown_line_gets_a_sorry(thread):
    assert thread("hello", "+12025559999") == "Sorry, there is no survey at this number now."


def test_a_repeated_message_sid_gets_its_first_reply_and_counts_once(provider, number, recorded):
    sid = "SM" + "5" * 32
    texts = ProviderText(provider, number, LIKERT)
    first = texts.send("hello")
    time.sleep(0.06)
    second = texts.send("4", sid=sid)
    time.sleep(0.06)
    assert texts.send("4", sid=sid) == second != first
    response, _ = recorded(number, lambda row: row.satisfaction is not None)
    assert response.trust is None
