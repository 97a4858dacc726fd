"""The surveys that ship and the two examples of real phone scripts: complete, sound, within their limits."""

import re
from pathlib import Path

import pytest

from flows.load import SHIPPED_SURVEYS, STANDARD_WORDING, examine, load_survey, standard_wording, survey_files
from flows.sms import segments
from flows.words import FIELD, Words, merge

EXAMPLES = Path(__file__).parents[1] / "surveys"
LINE = {
    "agency": "Department of Example",
    "program": "Benefits Help Line",
    "help_number": "800-555-0100",
    "notice_url": "example.gov/s1",
    "control_number": "1234-5678",
    "expires": "05/31/2027",
    "minutes": "2",
    "day": "Nov 23",
}


@pytest.fixture(params=["a11-likert", "a11-tapped"])
def survey(request):
    return load_survey(SHIPPED_SURVEYS / f"{request.param}.yaml")


@pytest.mark.parametrize("path", survey_files(SHIPPED_SURVEYS), ids=lambda path: path.stem)
def test_a_shipped_survey_has_no_findings(path):
    loaded, complaints = examine(path)
    assert complaints == []
    assert (loaded.id, loaded.active, loaded.languages, loaded.doors) == (
        path.stem,
        True,
        ("en", "es"),
        ("voice", "text"),
    )


def test_the_likert_survey_asks_the_seven_statements_in_the_order_of_the_federal_file():
    survey = load_survey(SHIPPED_SURVEYS / "a11-likert.yaml")
    assert [question.measure for question in survey.questions] == [
        *("satisfaction", "trust", "effectiveness", "ease", "efficiency", "transparency", "employee"),
        "comment",
    ]
    assert [question.id for question in survey.questions if question.required] == ["satisfaction", "trust"]
    said = [question.statement.on("text", "en") for question in survey.questions[:7]]
    assert said == [
        "I am satisfied with the service I received from {program}.",
        "This interaction increased my trust in {program}.",
        "My need was addressed.",
        "It was easy to complete what I needed to do.",
        "It took a reasonable amount of time to do what I needed to do.",
        "I was treated fairly.",
        "The employee I interacted with was helpful.",
    ]


def test_the_tapped_lists_offer_all_seven_drivers_directly_after_trust():
    survey = load_survey(SHIPPED_SURVEYS / "a11-tapped.yaml")
    assert [question.id for question in survey.questions] == [
        "satisfaction",
        "trust",
        "went_well",
        "went_wrong",
        "comment",
    ]
    for name in ("good", "bad"):
        assert [option.measure for option in survey.scales[name].options] == [
            *("effectiveness", "ease", "efficiency", "transparency", "humanity", "employee", "other")
        ]


def first_text(survey, language):
    question = survey.questions[0]
    statement = merge(question.statement.on("text", language), LINE)
    asked = merge(survey.words("progress", "text", language), {"number": "1", "total": "8", "statement": statement})
    labels = [f"{option.key} {option.words.on('text', language)}" for option in survey.scale_of(question).options]
    return "\n".join([merge(survey.words("welcome", "text", language), LINE), asked, *labels])


def test_the_first_english_text_is_three_segments_or_fewer(survey):
    assert segments(first_text(survey, "en")) <= 3


def test_no_english_text_needs_the_costly_alphabet(survey):
    words = [*survey.wording.values(), *(question.statement for question in survey.questions)]
    words += [question.ask for question in survey.questions if question.ask is not None]
    words += [option.words for scale in survey.scales.values() for option in scale.options]
    for said in filter(None, (piece.on("text", "en") for piece in words)):
        assert len(FIELD.sub("", said).encode("gsm03.38")) > 0


def test_the_first_text_names_the_asker_the_clearance_and_the_way_out(survey):
    for language in survey.languages:
        said = first_text(survey, language)
        for part in ("Department of Example", "1234-5678", "05/31/2027", "example.gov/s1", "STOP", "HELP"):
            assert part in said


def test_the_spanish_words_use_the_same_merge_fields_as_the_english(survey):
    for door in survey.doors:
        for name, words in survey.wording.items():
            english, spanish = words.on(door, "en") or "", words.on(door, "es") or ""
            assert set(FIELD.findall(english)) == set(FIELD.findall(spanish)), name


def test_the_spanish_words_are_not_the_english_ones(survey):
    for question in survey.questions:
        for door in survey.doors:
            assert question.statement.on(door, "en") != question.statement.on(door, "es")


def test_the_first_phone_prompt_is_no_longer_than_the_script_it_follows():
    survey = load_survey(SHIPPED_SURVEYS / "a11-likert.yaml")
    fields = {**LINE, "count_words": "seven", "minutes_spoken": "two minutes"}
    said = merge(survey.words("welcome", "voice", "en"), fields)
    assert len(said.split()) <= 50


def test_the_standard_wordings_of_all_languages_have_the_same_names_and_doors():
    languages = [path.stem for path in STANDARD_WORDING.iterdir()]
    assert sorted(languages) == ["en", "es"]
    spoken = [
        {
            (name, door)
            for name, words in standard_wording(language).items()
            for door in ("voice", "text")
            if Words.model_validate(words).has(door, language)
        }
        for language in languages
    ]
    assert spoken[0] == spoken[1]


def test_no_text_of_the_surveys_holds_a_doubled_space_or_a_line_break(survey):
    assert not re.search(r"  |\\n", survey.canonical)


def test_the_gate_example_turns_satisfaction_round_and_reports_yes_and_no():
    survey = load_survey(EXAMPLES / "gate-and-yes-no.yaml")
    reported = {key: option.value for key, option in survey.scale_of(survey.by_id["satisfaction"]).by_key.items()}
    assert reported == {"1": 5, "2": 4, "3": 3, "4": 2, "5": 1}
    assert [option.value for option in survey.scale_of(survey.by_id["trust"]).options] == [1, 0]
    assert [option.value for option in survey.scale_of(survey.by_id["ease"]).options] == [5, 1]
    assert survey.gate.key == "1"
    assert len(survey.questions) == 8


def test_the_gate_example_has_the_one_warning_that_its_gate_deserves():
    complaints = examine(EXAMPLES / "gate-and-yes-no.yaml")[1]
    assert [(complaint.severity, complaint.position.key) for complaint in complaints] == [("warning", "gate.key")]


def test_the_not_sure_example_has_its_keys_and_its_four_seconds():
    survey, complaints = examine(EXAMPLES / "not-sure-and-repeat.yaml")
    assert complaints == []
    assert survey.scale_of(survey.questions[0]).by_key["9"].missing == "not_sure"
    assert (survey.voice.keys["repeat"], survey.voice.keys["repeat_scale"]) == ("*", "#")
    assert (survey.voice.waits.first, survey.voice.waits.later) == (4, 4)
    assert (survey.voice.silence.reminders, survey.voice.silence.then) == (1, "next")
