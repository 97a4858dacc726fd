import pytest
from phones import thread

from flows import engine, sms
from flows.session import Said


def test_a_text_thread_asks_eight_questions_one_a_message_with_progress_and_numbers():
    phone = thread()
    assert "1 of 8: I am satisfied with the service I received from Help Line.\n1 Strongly disagree\n" in phone.reads
    phone.write("5", "agree", " 3. ", "2", "1", "4", "5")
    assert phone.reads.startswith("8 of 8: Anything to add?")
    phone.write("The wait was long")
    assert phone.answers["comment"] == "The wait was long"
    assert phone.status == "complete"


def test_a_text_that_cannot_be_read_is_asked_once_more_and_then_left():
    phone = thread().write("4 or 5")
    assert phone.session.lead == ("reply_ambiguous",)
    assert "1 of 8" in phone.reads
    assert phone.write("45").answers["satisfaction"] == "invalid"
    assert phone.write("maybe").session.ended == "gave_up"


def test_texts_skip_go_back_and_change_the_language():
    phone = thread().write("skip", "back")
    assert phone.session.place == "?satisfaction"
    phone.write("es")
    assert "Me satisface" in phone.reads
    assert phone.write("de acuerdo").answers["satisfaction"] == 4


def test_a_picture_or_an_empty_text_gets_words():
    phone = thread().give(Said("", media=1))
    assert phone.session.lead == ("reply_empty",)


def test_stop_ends_the_thread_and_the_status_follows_from_the_answers():
    phone = thread().write("5", "4", "3", "2")
    phone.keep(engine.stop(phone.session, 2000.0))
    assert (phone.status, phone.answers["efficiency"]) == ("partial", "opted_out")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("é" * 160, 1),
        ("á" * 70, 1),
        ("á" * 71, 2),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("a" * 152 + "€" + "a" * 152 + "€", 3),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
    ],
)
def test_segments_are_counted_as_they_are_billed(text, parts):
    assert sms.segments(text) == parts
