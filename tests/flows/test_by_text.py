"""Going on by text, as the engine has it: who hears of the key, what it does, and what becomes of the response."""

import pytest
from phones import LIKERT, Phone

from flows import engine, outcome, sms, voice
from flows.session import Input, Keys, Said, Session, Silence
from flows.survey import Survey

ANSWERS = "5 5 5 5 5 5 5"


def call(*, takes_texts=True, survey=LIKERT, language="en"):
    phone = Phone(survey, language=language)
    opening = phone.session.opening._replace(takes_texts=takes_texts)
    phone.keep(engine.begin(survey, opening))
    return phone


def come_over(phone, at=2000.0):
    phone.keep(engine.come_over(phone.survey, phone.session, "sms_text_messages", "SM1", at))
    return phone


def test_the_notice_tells_of_the_key_and_the_key_ends_the_call_with_the_session_open():
    phone = call().press("5 0")
    assert "To get this survey as a text message instead, press 8." in phone.says
    phone.press("8")
    assert phone.prompt.expects == "nothing"
    assert phone.says == "All right, we are sending you a text message now. Goodbye."
    assert (phone.session.ended, phone.session.tape) == (None, "508")
    assert outcome.current_question(phone.session) == "trust"


def with_controls(**controls):
    plain = LIKERT.model_dump(by_alias=True)
    return Survey.model_validate(plain | {"voice": plain["voice"] | {"controls": controls}})


def without_words(name):
    return LIKERT.model_copy(update={"wording": {key: words for key, words in LIKERT.wording.items() if key != name}})


@pytest.mark.parametrize(
    ("more", "survey"),
    [
        ({"takes_texts": False}, LIKERT),
        ({}, LIKERT.model_copy(update={"doors": ("voice",)})),
        ({}, with_controls(continue_by_text=None)),
        ({}, without_words("notice_by_text")),
        ({}, without_words("goes_on_by_text")),
    ],
)
def test_where_no_text_can_go_nothing_is_said_of_it_and_the_key_does_nothing(more, survey):
    phone = call(survey=survey, **more).press("5 0")
    assert "text message" not in phone.says
    assert phone.press("8").session.place == "?trust"


def test_at_a_question_the_key_is_as_wrong_as_any():
    phone = call().press("5 8")
    assert (phone.session.place, phone.session.lead) == ("?trust", ("wrong_key",))


def test_the_text_puts_the_question_at_which_the_call_was_left_and_the_answers_stay():
    phone = come_over(call().press("5 0 8"))
    assert phone.session.door == "text"
    assert "This interaction increased my trust" in phone.reads
    phone.write("4")
    assert (phone.answers["satisfaction"], phone.answers["trust"]) == (5, 4)
    assert phone.session.opening.channels == ("automated_phone", "sms_text_messages")


def test_after_the_last_answer_the_comment_is_offered_by_text_and_the_response_is_complete():
    phone = call().press(ANSWERS)
    assert "To add a comment by text message, press 8." in phone.says
    assert phone.prompt.expects == "key"
    assert (phone.status, phone.session.ended) == ("complete", None)
    assert phone.answers["comment"] == "not_offered"


@pytest.mark.parametrize("key", ["-", "5", "9", "#"])
def test_anything_else_at_the_offer_is_the_end(key):
    phone = call().press(ANSWERS).press(key)
    assert (phone.session.ended, phone.session.place) == ("completed", "end")
    assert phone.says.startswith("Thank you. Your answers help us improve")


def test_star_hears_the_offer_again_once():
    phone = call().press(ANSWERS + " *")
    assert "press 8" in phone.says
    assert phone.press("*").session.place == "end"


def test_the_comment_by_text_is_added_to_the_same_response_which_stays_complete():
    phone = come_over(call().press(ANSWERS + " 8"))
    assert phone.status == "complete"
    assert phone.reads.startswith(": your comment on your call to Help Line, as you asked by phone.")
    assert "Anything to add?" in phone.reads
    finished = phone.session.finished_at
    phone.write("She was kind")
    assert (phone.answers["comment"], phone.status, phone.session.ended) == ("She was kind", "complete", "completed")
    assert phone.session.finished_at == finished < phone.session.ended_at


@pytest.mark.parametrize(("reply", "code"), [("skip", "skipped"), (None, "not_offered")])
def test_no_comment_changes_nothing_of_the_status(reply, code):
    phone = come_over(call().press("5 5 5 5 5 # #" + " 8"))
    before = phone.status
    if reply:
        phone.write(reply)
    else:
        phone.keep(engine.leave(phone.session, "expired", 99999.0))
    assert (phone.answers["comment"], phone.status) == (code, before)


def test_a_hang_up_after_the_key_ends_nothing_and_one_before_it_is_taken_back():
    pressed = call().press("5 0 8").session
    assert engine.leave(pressed, "hung_up", 3000.0).session == pressed
    left = engine.leave(call().press("5 0").session, "hung_up", 3000.0).session
    after = engine.resume(LIKERT, left, Input(Keys("8"), at=3001.0)).session
    assert (after.place, after.ended, after.ended_at) == ("texted", None, None)


def test_a_hang_up_at_the_offer_completes_and_a_key_under_way_still_asks_for_the_text():
    offered = call().press(ANSWERS).session
    left = engine.leave(offered, "hung_up", 3000.0).session
    assert (left.ended, left.ended_at) == ("completed", offered.ended_at)
    after = engine.resume(LIKERT, left, Input(Keys("8"), at=3001.0)).session
    assert (after.place, after.ended, after.finished_at) == ("texted", None, offered.ended_at)


def test_a_hang_up_of_the_call_does_not_end_the_thread_that_it_became():
    phone = come_over(call().press("5 0 8"))
    assert engine.leave(phone.session, "hung_up", 3000.0).session == phone.session


def test_a_call_whose_session_went_on_hears_that_it_did():
    phone = come_over(call().press("5 0 8"))
    asked = engine.prompt(LIKERT, engine.on_the_phone(phone.session))
    assert asked.expects == "nothing"
    assert "sending you a text" in voice.spoken(LIKERT, asked, {})[0].words


@pytest.mark.parametrize("keys", ["5 0 8", ANSWERS + " 8", ANSWERS + " * 8", ANSWERS + " -"])
def test_the_tape_rebuilds_a_call_that_asked_for_a_text(keys):
    phone = call().press(keys)
    rebuilt = engine.rebuild(LIKERT, phone.session.opening, phone.session.tape).session
    assert (rebuilt.place, rebuilt.lead, rebuilt.resume_at, rebuilt.turn, rebuilt.ended) == (
        phone.session.place, phone.session.lead, phone.session.resume_at, phone.session.turn, phone.session.ended,
    )  # fmt: skip
    assert Session.from_json(phone.session.to_json()) == phone.session


def test_the_thread_survives_json_and_words_are_read_after_it():
    phone = come_over(call(language="es").press(ANSWERS + " 8"))
    kept = Session.from_json(phone.session.to_json())
    assert kept == phone.session
    after = engine.resume(LIKERT, kept, Input(Said("Muy amable"), at=3000.0)).session
    assert after.answered()["comment"].text == "Muy amable"
    assert sms.written(LIKERT, engine.prompt(LIKERT, kept), {}).startswith(": su comentario")


def test_a_survey_that_uses_the_shipped_key_itself_has_none_for_texts():
    assert with_controls(repeat_scale="8").voice.keys["continue_by_text"] is None


def rebuilt(phone):
    """The same call out of its tape, which holds no times."""
    phone.keep(engine.rebuild(phone.survey, phone.session.opening, phone.session.tape))
    return phone


@pytest.mark.parametrize("what", [Silence(), Keys("#")])
def test_a_call_out_of_its_tape_that_ends_at_the_offer_has_a_time_at_which_it_ended(what):
    phone = rebuilt(call().press(ANSWERS))
    after = engine.resume(LIKERT, phone.session, Input(what, at=1500.0)).session
    assert (after.ended, after.ended_at) == ("completed", 1500.0)


def test_a_call_out_of_its_tape_that_is_hung_up_at_the_offer_has_a_time_at_which_it_ended():
    phone = rebuilt(call().press(ANSWERS))
    after = engine.leave(phone.session, "hung_up", 1500.0).session
    assert (after.ended, after.ended_at) == ("completed", 1500.0)


def test_a_call_out_of_its_tape_that_goes_on_by_text_is_finished_all_the_same():
    phone = rebuilt(call().press(ANSWERS))
    phone.keep(engine.resume(LIKERT, phone.session, Input(Keys("8"), at=1500.0)))
    assert phone.session.finished_at == 1500.0
    assert outcome.status(LIKERT, phone.session) == "complete"
    assert come_over(phone).session.finished_at == 1500.0
