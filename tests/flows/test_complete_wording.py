"""Every prompt has its words, on each door and in each language."""

import pytest
from plain_survey import changed, error, found, question


@pytest.mark.parametrize("name", ["welcome", "notice", "closing", "wrong_key", "reply_unclear", "closed", "declined"])
def test_each_wording_that_a_door_needs_is_there(name):
    plain = changed()
    del plain["wording"][name]
    assert {(severity, loc) for severity, loc, _ in found(plain)} == {("error", ("wording", name))}


def test_wordings_that_no_prompt_needs_may_be_left_out():
    plain = changed(voice={"controls": {"notice": None, "decline": None}}, doors=["voice"])
    for name in ("notice", "notice_controls", "declined", "gate", "language_choice", "list_end", "closed"):
        del plain["wording"][name]
    assert found(plain) == []


def test_each_language_has_all_its_words_and_a_voice():
    plain = changed(
        languages=["en", "fr"], wording={"welcome": {"en": "Welcome.", "fr": "Bienvenue."}, "notice": {"en": "Notice."}}
    )
    plain["questions"][0]["statement"] = {"en": "I am satisfied."}
    plain["questions"][1]["ask"] = {"voice": {"en": "{statement}"}}
    plain["scales"]["agree"]["short"] = {"voice": {"en": "1 to 5."}}
    assert [(loc, told) for _, loc, told in found(plain)] == [
        (("voice", "voices", "fr"), "says nothing for the language fr"),
        (("voice", "locales", "fr"), "says nothing for the language fr"),
        (("wording", "notice"), "has no words for voice in fr"),
        (("questions", 0, "statement"), "has no words for voice in fr"),
        (("questions", 0, "statement"), "has no words for text in fr"),
        (("questions", 1, "ask"), "has no words for voice in fr"),
        (("scales", "agree", "short"), "has no words for voice in fr"),
    ]


def test_a_statement_cannot_be_blank_but_a_wording_may_say_nothing():
    plain = changed(wording={"closing": ""})
    plain["questions"][0]["statement"] = " "
    assert {loc for _, loc, _ in found(plain)} == {("questions", 0, "statement")}


def test_a_comment_needs_no_words_for_a_phone_that_cannot_ask_it():
    comment = {"id": "c", "measure": "comment", "kind": "text", "statement": {"text": "Anything?"}}
    assert found(changed(comment)) == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("Hi from {agencie}.", "nothing fills the merge field {agencie} here"),
        ("Hi from {statement}.", "nothing fills the merge field {statement} here"),
        ("Hi from {Agency}.", "a brace that is no merge field: {name}, small letters and _"),
        ("Hi {agency", "a brace that is no merge field: {name}, small letters and _"),
    ],
)
def test_a_merge_field_is_one_that_something_fills(words, told):
    assert found(changed(wording={"welcome": {"voice": words, "text": "Hi."}})) == [
        error(("wording", "welcome", "voice", "*"), told)
    ]


def test_merge_fields_of_the_session_the_survey_and_the_prompt_are_known():
    words = "{agency} {program} {control_number} {count_words} {day} {color}"
    plain = changed(question("x", ask={"voice": "{number}: {statement}"}), fields=["color"], wording={"welcome": words})
    assert found(plain) == []


def test_every_wording_may_say_how_long_the_survey_takes_and_no_statement_may():
    length = "{minutes} {minutes_words} {minutes_spoken}"
    assert found(changed(wording={"closing": length, "welcome": length})) == []
    assert found(changed(question("x", statement="It took {minutes} minutes."))) == [
        error(("questions", 2, "statement", door, "*"), "nothing fills the merge field {minutes} here")
        for door in ("voice", "text")
    ]


def test_a_text_question_has_no_number_of_its_own_beside_the_progress():
    assert found(changed(question("x", ask={"text": "{number}: {statement}"}))) == [
        error(("questions", 2, "ask", "text", "*"), "nothing fills the merge field {number} here")
    ]


def test_words_in_a_language_that_the_survey_does_not_speak_are_a_warning():
    assert found(changed(wording={"welcome": {"en": "Hi.", "sp": "Hola."}})) == [
        ("warning", ("wording", "welcome", "sp"), "sp is none of the survey's languages")
    ]


def test_a_wording_that_nothing_uses_is_a_warning():
    assert found(changed(wording={"welcom": "Hi."})) == [
        ("warning", ("wording", "welcom"), "nothing uses a wording of this name")
    ]


def test_a_prompt_that_is_too_long_to_say_is_an_error():
    longest = changed(wording={"welcome": {"voice": "word " * 590, "text": "Hi."}})
    assert [(loc, told[-35:]) for _, loc, told in found(longest)] == [
        (("questions", 0), " characters to say in en; at most 3,000"[-35:])
    ]
    assert ("wording", "notice") in {loc for _, loc, _ in found(changed(wording={"notice": "word " * 601}))}
