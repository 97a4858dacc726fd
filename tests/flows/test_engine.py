import pytest
from phones import EXAMPLES, TAPPED, call

from flows import engine, outcome
from flows.load import load_survey
from flows.session import Keys


def test_seven_keys_make_a_complete_response_and_the_comment_is_not_offered():
    phone = call().press("5 4 3 2 1 5 4")
    assert phone.answers == {
        "satisfaction": 5, "trust": 4, "effectiveness": 3, "ease": 2, "efficiency": 1, "transparency": 5, "employee": 4,
        "comment": "not_offered",
    }  # fmt: skip
    assert phone.status == "complete"
    assert phone.session.ended == "completed"
    assert phone.prompt.expects == "nothing"


def test_the_first_prompt_waits_eight_seconds_later_ones_five_and_after_star_twenty():
    phone = call()
    waits = [phone.prompt.wait, phone.press("5").prompt.wait, phone.press("*").prompt.wait]
    assert waits == [8, 5, 20]


def test_the_scale_is_read_in_full_first_short_after_and_in_full_again_on_star():
    phone = call()
    assert "If you strongly disagree, press 1" in phone.says
    assert "If you strongly disagree, press 1" not in phone.press("5").says
    assert "If you strongly disagree, press 1" in phone.press("*").says


def test_star_repeats_the_question_and_a_second_star_at_once_goes_to_the_question_before():
    phone = call().press("5 *")
    assert phone.session.place == "?trust"
    phone.press("*", seconds=1)
    assert phone.session.place == "?satisfaction"
    phone.press("2 4")
    assert (phone.answers["satisfaction"], phone.answers["trust"]) == (2, 4)


def test_a_second_star_after_a_while_only_repeats_again():
    assert call().press("5 * *").session.place == "?trust"


def test_going_back_without_a_new_answer_keeps_the_old_one():
    phone = call().press("5 *").press("*", seconds=1).press("#")
    assert phone.answers["satisfaction"] == 5
    assert phone.session.place == "?trust"


def test_pound_skips_a_question():
    assert call().press("#").answers["satisfaction"] == "skipped"


def test_silence_brings_a_reminder_then_the_next_question_and_the_third_in_a_row_ends():
    phone = call().press("5 -")
    assert (phone.session.place, phone.session.lead) == ("?trust", ("not_heard",))
    assert "press star" in phone.says
    phone.press("-")
    assert phone.session.place == "?effectiveness"
    phone.press("-")
    assert phone.session.ended == "gave_up"
    assert (phone.answers["satisfaction"], phone.answers["trust"]) == (5, "no_input")
    assert (phone.answers["effectiveness"], phone.answers["ease"]) == ("no_input", "not_reached")


def test_a_key_breaks_the_row_of_silences():
    phone = call().press("- - 5 - -")
    assert phone.session.ended is None
    assert phone.answers["trust"] == 5


def test_a_wrong_key_has_its_own_words_and_counts_and_two_reminders():
    phone = call().press("8 7")
    assert phone.session.lead == ("wrong_key",)
    phone.press("6")
    assert phone.answers["satisfaction"] == "invalid"
    assert phone.session.answers[0].wrong == 3
    assert phone.session.place == "?trust"


def test_zero_reads_the_notice_and_pound_goes_back_to_the_question():
    phone = call().press("5 0")
    assert phone.session.place == "notice"
    assert phone.press("*").session.place == "notice"
    assert phone.press("#").session.place == "?trust"


def test_nine_at_the_welcome_declines_and_opts_out_and_later_is_a_wrong_key():
    phone = call().press("9")
    assert (phone.status, phone.session.ended) == ("declined", "declined")
    assert "opted_out" in [event.kind for event in phone.events]
    assert call().press("5 9").session.lead == ("wrong_key",)


def test_the_language_is_chosen_by_key_and_silence_takes_the_first():
    phone = call(language=None)
    assert phone.says == "For English, press 1. / Para español, oprima el 2."
    assert phone.press("2").session.language == "es"
    assert call(language=None).press("-").session.language == "en"
    assert call(language=None).press("7 7").session.place == "?satisfaction"


def test_the_employee_is_asked_about_unless_the_contact_says_that_none_was_involved():
    assert "employee" not in call(facts={"employee_involved": True}).answers
    phone = call(facts={"employee_involved": False}).press("1 1 1 1 1 1")
    assert phone.answers["employee"] == "not_applicable"
    assert phone.status == "complete"


@pytest.mark.parametrize(
    ("keys", "asked", "passed"), [("5 5", "went_well", None), ("5 2", "went_wrong", "went_well"), ("# #", None, None)]
)
def test_the_tapped_list_follows_trust(keys, asked, passed):
    phone = call(TAPPED).press(keys)
    assert phone.session.place == ("end" if asked is None else "?" + asked)
    if passed:
        assert phone.answers[passed] == "not_applicable"
    if asked is None:
        assert phone.answers["went_well"] == phone.answers["went_wrong"] == "not_applicable"


def test_with_trust_missing_the_list_goes_by_satisfaction():
    assert call(TAPPED).press("5 #").session.place == "?went_well"


@pytest.mark.parametrize(("keys", "native"), [("13#", "1,3"), ("3131#", "1,3"), ("0#", "0"), ("#", "0"), ("7", "7")])
def test_tapped_digits_are_a_set_and_zero_or_pound_alone_is_none(keys, native):
    phone = call(TAPPED).press("5 5").press(keys)
    assert phone.answers["went_well"] == native
    scores = outcome.scores(TAPPED, phone.session.answers)
    assert sum(scores[f"positive_{name}"] for name in ("effectiveness", "ease", "efficiency")) == len(
        set(native.split(",")) & {"1", "2", "3"}
    )
    assert scores["negative_ease"] is None


def test_star_anywhere_in_a_list_repeats_it_and_a_key_that_is_none_is_wrong():
    assert call(TAPPED).press("5 5").give(Keys("1*3")).session.manner == "again"
    assert call(TAPPED).press("5 5").give(Keys("18", finished=True)).session.lead == ("wrong_key",)
    assert call(TAPPED).press("5 5").give(Keys("10", finished=True)).session.lead == ("wrong_key",)


def test_silence_at_a_list_is_no_input_and_leaves_the_indicators_empty():
    phone = call(TAPPED).press("5 5 - -")
    assert phone.answers["went_well"] == "no_input"
    assert outcome.scores(TAPPED, phone.session.answers)["positive_ease"] is None


def test_hanging_up_breaks_off_the_question_and_an_answer_in_flight_still_counts():
    phone = call().press("5 4 3 2")
    phone.keep(engine.leave(phone.session, "hung_up", 2000.0))
    assert (phone.answers["efficiency"], phone.answers["employee"]) == ("broken_off", "not_reached")
    assert phone.status == "partial"
    phone.press("1")
    assert (phone.answers["efficiency"], phone.session.ended) == (1, "hung_up")


def test_a_session_that_was_superseded_goes_on_if_its_caller_presses_a_key():
    phone = call().press("5")
    phone.keep(engine.leave(phone.session, "superseded", 2000.0))
    assert phone.press("4").session.ended is None


def test_a_survey_with_a_gate_and_an_inverted_scale_needs_only_yaml():
    phone = call(load_survey(EXAMPLES / "gate-and-yes-no.yaml"))
    assert phone.session.place == "gate"
    phone.press("1")
    assert "consented" in [event.kind for event in phone.events]
    phone.press("1 1 2 1 2 1 2 1")
    scores = outcome.scores(phone.survey, phone.session.answers)
    assert (scores["satisfaction"], scores["trust"], scores["trust_scale"]) == (5, 1, "thumbs")
    assert phone.status == "complete"


def test_silence_at_the_gate_is_reminded_once_and_then_ends_without_a_question():
    phone = call(load_survey(EXAMPLES / "gate-and-yes-no.yaml")).press("-")
    assert phone.session.place == "gate"
    while phone.session.ended is None:
        phone.press("-")
    assert outcome.counts(phone.session)["asked_count"] == 0


def test_a_survey_with_not_sure_and_a_key_for_the_scale_needs_only_yaml():
    phone = call(load_survey(EXAMPLES / "not-sure-and-repeat.yaml"))
    first = phone.prompt.question.id
    assert phone.prompt.wait == 4
    assert phone.press("#").session.manner == "scale"
    assert phone.prompt.question.id == first
    assert phone.press("*").session.manner == "again"
    phone.press("9")
    assert phone.answers[first] == "not_sure"
    phone.press("-")
    assert phone.session.lead == ("not_heard",)
    second = phone.prompt.question.id
    phone.press("-")
    assert phone.answers[second] == "no_input"
    assert phone.session.ended is None
