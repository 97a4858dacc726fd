import pytest
from people import LIKERT, TAPPED
from questions_heard import STATEMENTS, question_in

from app.simulation.calls import ProviderCall

QUESTIONS = ("satisfaction", "trust", "effectiveness", "ease", "efficiency", "transparency", "employee")
PRESSED = dict(zip(QUESTIONS, "4513254", strict=True))
VOICES = {"en": ("Polly.Joanna-Neural", "en-US"), "es": ("Polly.Lupe-Neural", "es-US")}
WELCOME = {
    "en": "This is a short survey from the Department of Example about your call to the Benefits Help Line",
    "es": "Esta es una breve encuesta de la agencia Departamento de Ejemplo sobre su llamada a la Línea de Ayuda",
}
NUMBER_SPOKEN = "O-M-B control number 1 2 3 4, 5 6 7 8", "Número de control de O-M-B 1 2 3 4, 5 6 7 8"
CLOSING = {
    "en": "Thank you. Your answers help us improve. Goodbye.",
    "es": "Gracias. Sus respuestas nos ayudan a mejorar. Adiós.",
}


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_whole_call_by_keypad_becomes_one_complete_row(provider, number, recorded, language):
    call = ProviderCall(provider, number, LIKERT)
    heard = call.dial()
    assert heard.words == "For English, press 1. Para español, oprima el 2."
    heard = call.press("1" if language == "en" else "2")
    assert heard.words.startswith(WELCOME[language])
    assert NUMBER_SPOKEN[language == "es"] in heard.words
    assert heard.gather.timeout == 8
    for question, key in PRESSED.items():
        assert question_in(heard.words) == question
        assert {(said.voice, said.language) for said in heard.said} == {VOICES[language]}
        heard = call.press(key)
    assert "8" in heard.words
    assert call.keep_silent().words == CLOSING[language]
    assert call.over
    response, present = recorded(number)
    assert (response.status, response.language, response.channel) == ("complete", language, "automated_phone")
    assert (response.asked_count, response.answered_count, response.entry) == (7, 7, "walk_in")
    assert {question: str(getattr(response, question)) for question in QUESTIONS} == PRESSED
    assert response.trust_scale == "likert_5"
    assert present.given(response) == PRESSED
    assert present.missing(response) == {"comment": "not_offered"}
    assert len(present.answers[response.response_id]) == 8


@pytest.mark.parametrize(("language", "list_keys", "trust"), [("en", "1 3 #", "2"), ("es", "7 1 4 #", "5")])
def test_tapped_drivers_are_keyed_in_and_ended_with_pound(provider, number, recorded, language, list_keys, trust):
    call = ProviderCall(provider, number, TAPPED)
    call.dial()
    call.press("1" if language == "en" else "2")
    call.press("5")
    heard = call.press(trust)
    asked, sign = ("went_wrong", "negative") if trust == "2" else ("went_well", "positive")
    assert question_in(heard.words) == asked
    call.press(list_keys.replace(" ", ""))
    assert call.keep_silent().words == CLOSING[language]
    response, present = recorded(number)
    tapped = {"effectiveness": "1", "ease": "2", "efficiency": "3", "transparency": "4", "humanity": "5"}
    tapped |= {"employee": "6", "other": "7"}
    for driver, key in tapped.items():
        assert getattr(response, f"{sign}_{driver}") == int(key in list_keys)
    other = "went_well" if asked == "went_wrong" else "went_wrong"
    assert present.missing(response) == {"comment": "not_offered", other: "not_applicable"}
    assert response.status == "complete"


def test_pound_alone_at_a_list_says_none_and_a_wait_after_keys_counts_as_pound(provider, numbers, recorded):
    alone, waited = next(numbers), next(numbers)
    for number, keys in ((alone, "#"), (waited, "26")):
        call = ProviderCall(provider, number, TAPPED)
        call.dial()
        for pressed in ("1", "3", "3", keys):
            call.press(pressed)
        call.keep_silent()
        assert call.over
    response, present = recorded(alone)
    assert present.given(response)["went_wrong"] == "0"
    response, present = recorded(waited)
    assert present.given(response)["went_wrong"] == "2,6"


def test_star_repeats_twice_goes_back_and_pound_skips(provider, number, recorded):
    call = ProviderCall(provider, number, LIKERT)
    call.dial()
    call.press("1")
    call.press("4")
    again = call.press("*")
    assert question_in(again.words) == "trust"
    assert "If you strongly disagree, press 1." in again.words
    assert again.gather.timeout == 20
    assert question_in(call.press("*").words) == "satisfaction"
    assert question_in(call.press("2").words) == "trust"
    assert question_in(call.press("#").words) == "effectiveness"
    call.hang_up()
    response, present = recorded(number)
    assert present.given(response) == {"satisfaction": "2"}
    assert present.missing(response)["trust"] == "skipped"
    assert present.missing(response)["effectiveness"] == "broken_off"
    assert present.missing(response)["employee"] == "not_reached"
    assert response.status == "broken_off"


def test_a_wrong_key_and_silence_have_words_of_their_own_and_the_third_silence_in_a_row_ends(
    provider, number, recorded
):
    call = ProviderCall(provider, number, LIKERT)
    call.dial()
    call.press("1")
    assert call.press("7").words.startswith("That is not one of the answers.")
    assert question_in(call.press("5").words) == "trust"
    assert call.keep_silent().words.startswith("I did not hear a key. Press 1, strongly disagree, to 5")
    assert question_in(call.keep_silent().words) == "effectiveness"
    assert call.keep_silent().words.startswith("We will end the survey here.")
    assert call.over
    response, present = recorded(number)
    assert present.given(response) == {"satisfaction": "5"}
    row = present.answers[response.response_id]["satisfaction"]
    assert (row.wrong, row.silent) == (1, 0)
    assert present.missing(response)["trust"] == "no_input"


def test_zero_reads_the_notice_and_comes_back_to_the_question(provider, number):
    call = ProviderCall(provider, number, LIKERT)
    call.dial()
    call.press("1")
    call.press("3")
    notice = call.press("0").words
    assert "You do not have to answer unless we show a valid O-M-B control number." in notice
    assert "It expires May 31, 2099." in notice
    assert call.press("*").words == notice
    assert question_in(call.press("#").words) == "trust"
    call.hang_up()


def test_nine_at_the_start_declines_and_opts_out(provider, number, recorded):
    call = ProviderCall(provider, number, LIKERT)
    call.dial()
    call.press("1")
    assert call.press("9").words.startswith("All right, we will not ask you again.")
    response, present = recorded(number)
    assert response.status == "declined"
    opted_out = present.opt_outs[response.respondent_key]
    assert (opted_out.how, opted_out.lifted) == ("key", False)


@pytest.mark.parametrize("withheld", ["+266696687", "Restricted", "anonymous", ""])
def test_a_call_without_caller_id_is_asked_by_its_call_id(provider, withheld, records, service):
    call = ProviderCall(provider, withheld, LIKERT)
    call.dial()
    for key in "14513254":
        heard = call.press(key)
    assert heard.words == CLOSING["en"]
    assert call.over


def test_keys_pressed_ahead_are_taken_one_by_one(provider, number, recorded):
    call = ProviderCall(provider, number, LIKERT)
    call.dial()
    heard = call.press("14513254")
    assert all(piece[0] in heard.words for name, piece in STATEMENTS.items() if name in QUESTIONS)
    response, present = recorded(number)
    assert present.given(response) == PRESSED


def test_a_handed_over_contact_is_one_response_however_often_it_is_dialled(provider, number, recorded):
    for _ in range(2):
        call = ProviderCall(provider, number, LIKERT, contact=f"case {number}/7")
        call.dial()
        call.press("13")
        call.hang_up()
    response, present = recorded(number)
    assert response.entry == "handed_over"
    assert len(present.responses[response.respondent_key]) == 1


def test_a_call_to_an_unknown_line_hears_a_sorry(provider, service, number):
    heard = ProviderCall(provider, number, "+12025559999").dial()
    assert heard.words == "We are sorry, there is no survey at this number now. Goodbye."
    assert heard.gather is None
    assert "call to a line that asks nothing" in service.log_file.read_text()
