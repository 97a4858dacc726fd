"""What words do at a question of a text thread, by the reason for which they are no answer."""

import pytest
from phones import LIKERT, TAPPED, thread

from flows import engine
from flows.session import Input, Said

NO_STRIKE = ("who is this?", "is this a scam?", "what do you mean?")


@pytest.mark.parametrize(
    ("words", "lead"),
    [
        ("4 or 5", "reply_ambiguous"),
        ("1 great", "reply_conflict"),
        ("4 5", "reply_several"),
        ("10", "reply_out_of_range"),
        ("waited 4 hours", "reply_not_a_number"),
        ("...", "reply_empty"),
        ("asdf", "reply_unclear"),
        ("my check never came", "reply_service_request"),
        ("who is this?", "reply_question"),
    ],
)
def test_each_reason_is_told_in_words_of_its_own_and_the_question_comes_again(words, lead):
    phone = thread().write(words)
    assert phone.session.lead == (lead,)
    assert phone.session.place == "?satisfaction"
    assert phone.reads.startswith(LIKERT.words(lead, "text", "en").split("{")[0])
    assert "1 of 8" in phone.reads


@pytest.mark.parametrize("words", NO_STRIKE)
def test_a_question_about_us_is_no_strike(words):
    phone = thread().write(words, "asdf")
    assert phone.session.place == "?satisfaction"
    assert phone.write("5").answers["satisfaction"] == 5


def test_the_third_text_in_a_row_that_brings_no_answer_ends_the_thread():
    phone = thread().write(*NO_STRIKE)
    assert phone.session.ended == "gave_up"
    assert phone.answers["satisfaction"] == "invalid"


def test_whom_to_turn_to_is_said_also_where_the_question_is_left():
    phone = thread().write("asdf", "my check never came")
    assert phone.session.place == "?trust"
    assert phone.session.lead == ("reply_service_request",)
    assert [event.kind for event in phone.events if event.kind == "service_request"] == ["service_request"]


def test_a_correction_replaces_the_answer_before_and_the_question_comes_again():
    phone = thread().write("5", "4", "asdf")
    counts = (phone.session.wrong, phone.session.asked_at)
    phone.write("I meant 2")
    assert (phone.answers["trust"], phone.session.place) == (2, "?effectiveness")
    assert (phone.session.lead, (phone.session.wrong, phone.session.asked_at)) == (("corrected",), counts)
    corrected = phone.session.answered()["trust"]
    assert (corrected.position, corrected.how, corrected.raw) == (2, "correction", "I meant 2")
    assert phone.write("1").answers["effectiveness"] == 1


def test_a_correction_may_lead_to_another_question():
    phone = thread(TAPPED).write("5", "5")
    assert phone.session.place == "?went_well"
    phone.write("sorry, I meant 1")
    assert (phone.answers["trust"], phone.session.place) == (1, "?went_wrong")
    assert phone.answers["went_well"] == "not_applicable"


def test_a_correction_after_going_back_leaves_the_thread_where_it_was():
    phone = thread().write("5", "4", "3", "back").write("I meant 1")
    assert (phone.answers["trust"], phone.session.place) == (1, "?effectiveness")
    assert phone.answers["effectiveness"] == 3


@pytest.mark.parametrize(("before", "words"), [((), "I meant 4"), (("5",), "I meant 9"), (("5",), "I meant 4 or 5")])
def test_what_corrects_nothing_is_asked_again(before, words):
    phone = thread().write(*before)
    place, answers = phone.session.place, phone.answers
    phone.write(words)
    assert (phone.session.place, phone.session.wrong, phone.answers) == (place, 1, answers)


@pytest.mark.parametrize("words", ["1 i want to die", "I'll burn that office down", "quiero morirme"])
def test_distress_is_never_a_value_and_ends_the_asking(words):
    phone = thread().write("5", words)
    assert (phone.session.ended, phone.session.place, phone.session.lead) == ("distress", "end", ("distress",))
    assert (phone.answers["satisfaction"], phone.answers["trust"]) == (5, "broken_off")
    assert "988" in phone.reads
    assert "distress" in {event.kind for event in phone.events}


def test_a_comment_with_words_of_distress_is_kept():
    phone = thread().write("5", "4", "3", "2", "1", "5", "4").write("I can't go on, I want to kill myself")
    assert phone.answers["comment"] == "I can't go on, I want to kill myself"
    assert (phone.session.ended, phone.status) == ("distress", "complete")
    assert "988" in phone.reads


def test_a_wrong_person_ends_the_thread_and_completes_nothing():
    phone = thread().write("5", "4", "3", "2", "1", "5", "4", "wrong number")
    assert (phone.session.ended, phone.status) == ("wrong_person", "broken_off")
    assert "opted_out" not in {event.kind for event in phone.events}


def test_a_language_that_is_not_offered_is_asked_again():
    phone = thread().write("in english please")
    assert (phone.session.language, phone.session.wrong, phone.session.place) == ("en", 0, "?satisfaction")


def after_the_comment(*words, seconds=5.0):
    """The session once a comment has ended it, and further words have come one by one."""
    session = thread().write("5", "4", "3", "2", "1", "5", "4", "The wait was long").session
    at = session.ended_at
    for said in words:
        at += seconds
        step = engine.more_words(session, Input(Said(said), at=at, sid="SM9"))
        if step is not None:
            session = step.session
    return session


def comment(session):
    return session.answered()["comment"].text


def test_more_words_right_after_a_comment_go_on_with_it_in_their_order():
    session = after_the_comment("but she was kind", "and patient")
    assert comment(session) == "The wait was long\nbut she was kind\nand patient"
    assert (session.ended, session.place) == ("completed", "end")


@pytest.mark.parametrize("words", ["Thanks", "ok", "", "STOP", "skip", "The wait was long"])
def test_what_is_no_more_of_a_comment_changes_nothing_of_it(words):
    assert comment(after_the_comment(words)) == "The wait was long"


def test_a_comment_is_over_after_two_minutes():
    assert comment(after_the_comment("but she was kind", seconds=121.0)) == "The wait was long"


def test_words_that_came_twice_stand_once():
    session = after_the_comment("but she was kind", "but she was kind")
    assert comment(session) == "The wait was long\nbut she was kind"


def test_a_comment_does_not_grow_without_end():
    assert len(comment(after_the_comment(*(f"{n} " + "x" * 1500 for n in range(9))))) < 5_000
