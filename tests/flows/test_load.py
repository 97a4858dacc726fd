"""YAML to surveys: values, positions, standard wording, refusals."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.load import (
    Complaint,
    Position,
    SurveyError,
    Unreadable,
    examine,
    load_survey,
    load_surveys,
    located_yaml,
    read_text,
    survey_from_json,
)

SMALL = """\
id: small
version: 1
active: true
instrument: a11-likert
title: Small
languages: [en]
doors: [voice]
wording:
  welcome: Welcome.
  notice: Notice.
scales:
  agree:
    reports_as: likert_5
    options:
      - {key: 1, value: 1, words: low}
      - {key: 5, value: 5, words: high}
questions:
  - id: satisfaction
    measure: satisfaction
    scale: agree
    statement: I am satisfied.
"""


def values(text: str) -> object:
    return located_yaml(text, Path("x.yaml"))[0]


def refused(text: str) -> str:
    with pytest.raises(SurveyError) as caught:
        located_yaml(text, Path("x.yaml"))
    return str(caught.value)


def written(directory: Path, text: str, name: str = "small.yaml") -> Path:
    path = directory / name
    path.write_text(text, encoding="utf-8")
    return path


def test_only_true_and_false_are_booleans():
    given = "{a: true, b: False, c: no, d: yes, e: on, no: off, on: y}"
    assert values(given) == {"a": True, "b": False, "c": "no", "d": "yes", "e": "on", "no": "off", "on": "y"}


def test_octal_hexadecimal_sexagesimal_and_dates_are_words():
    given = "[010, 0o10, 0x1f, 12:30, 1_000, 2027-05-31, .5, 1e3, .inf, .nan]"
    assert values(given) == ["010", "0o10", "0x1f", "12:30", "1_000", "2027-05-31", ".5", "1e3", ".inf", ".nan"]


def test_plain_numbers_and_nothing_are_read():
    assert values("[0, -7, 12, 2.50, 1.5e3, ~, null, '5', \"true\"]") == [
        0,
        -7,
        12,
        2.5,
        1500.0,
        None,
        None,
        "5",
        "true",
    ]


def test_a_number_of_five_thousand_digits_stays_a_word():
    assert values("9" * 5000) == "9" * 5000


def test_keys_are_words_whatever_they_look_like():
    assert values("{1: a, true: b, ~: c}") == {"1": "a", "true": "b", "~": "c"}


def test_an_alias_repeats_its_value():
    assert values("a: &x {b: 1}\nc: *x") == {"a": {"b": 1}, "c": {"b": 1}}


def test_a_key_given_twice_is_refused_with_its_line():
    assert refused("a: 1\nb:\n  c: 1\n  c: 2\n") == "x.yaml:4: b.c: this key stands here twice"


def test_an_alias_bomb_is_refused():
    layers = "".join(f"l{i}: &l{i} [{', '.join([f'*l{i - 1}'] * 9)}]\n" for i in range(1, 12))
    assert "too many values" in refused("l0: &l0 [x, x, x]\n" + layers)


def test_a_value_that_holds_itself_is_refused():
    assert "too deeply" in refused("&a [*a]")


@pytest.mark.parametrize("text", ["[" * 20_000, "{a: " * 20_000, "[" * 100 + "]" * 100])
def test_values_nested_too_deeply_are_refused(text):
    assert "too deeply" in refused(text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "x.yaml:1: is empty"),
        ("# only words\n", "x.yaml:1: is empty"),
        ("a: 1\nb: [1, 2\n", "x.yaml:3: is not YAML: "),
        ("a: 1\n\tb: 2\n", "x.yaml:2: is not YAML: "),
        ("a: 1\n---\nb: 2\n", "x.yaml:2: is not YAML: "),
        ("a: 1\nb: \x07\n", "x.yaml:2: is not YAML: "),
        ("a: *nobody\n", "x.yaml:1: is not YAML: "),
        ("a: !!python/object:os.system {}\n", "x.yaml:1: a: the tag "),
        ("a: !!binary aGk=\n", "x.yaml:1: a: the tag "),
        ("? [a, b]\n: c\n", "x.yaml:1: a key must be a word"),
    ],
)
def test_what_is_not_plain_yaml_is_refused_on_one_line(text, told):
    assert refused(text).startswith(told)
    assert "\n" not in refused(text)


@given(st.text(max_size=60) | st.text(alphabet="ab:-[]{}&*!|>'\"#%@ \n\t0123.~?,", max_size=60))
def test_any_text_gives_values_or_a_refusal_with_its_place(text):
    told = "x.yaml:"
    try:
        values(text)
    except SurveyError as refusal:
        told = str(refusal)
    assert told.startswith("x.yaml:")


def test_a_position_is_that_of_the_key_itself():
    positions = located_yaml("a: 1\nb:\n  - x\n  - c: |\n      long\n      words\n", Path("x.yaml"))[1]
    assert positions.nearest(("b", 1, "c")) == Position(4, "b.1.c")
    assert positions.nearest(()) == Position(1, "")


def test_the_nearest_position_names_what_is_missing():
    positions = located_yaml("a: 1\nb:\n  - x: 1\n", Path("x.yaml"))[1]
    assert positions.nearest(("b", 0, "y")) == Position(3, "b.0.y")
    assert positions.nearest(("b", 7)) == Position(2, "b")


def test_steps_that_the_file_does_not_have_are_passed_over():
    positions = located_yaml("when:\n  all:\n    - answer: trust\n      in: []\n", Path("x.yaml"))[1]
    assert positions.nearest(("when", "all", "all", 0, "answer", "in")) == Position(4, "when.all.0.in")


def test_a_survey_is_loaded_with_the_standard_wording(tmp_path):
    survey = load_survey(written(tmp_path, SMALL))
    assert survey.words("closing", "voice", "en").startswith("Thank you.")
    assert survey.words("closing", "text", "en") == ""


def test_the_surveys_own_words_win_by_door_and_language(tmp_path):
    text = SMALL.replace("[en]", "[en, es]").replace("[voice]", "[voice, text]").replace("I am satisfied.", "Yes?")
    own = "  closing: {voice: {en: Bye.}}\n  gave_up: {voice: Enough.}\n"
    survey = load_survey(written(tmp_path, text.replace("wording:\n", "wording:\n" + own)))
    assert survey.words("closing", "voice", "en") == "Bye."
    assert survey.words("closing", "voice", "es").startswith("Gracias.")
    assert survey.words("closing", "text", "en").startswith("Thank you.")
    assert survey.words("gave_up", "voice", "es") == "Enough."


def test_a_survey_read_back_from_its_canonical_json_has_the_same_hash(tmp_path):
    waits = (
        "voice: {waits: {first: 4s, later: 5, more_time: 0.5m}}\nopen_for: {text: 24h}\neffective: {from: 2026-10-01}\n"
    )
    survey = load_survey(written(tmp_path, SMALL + waits))
    again = survey_from_json(survey.canonical)
    assert (again.sha256, again.canonical) == (survey.sha256, survey.canonical)
    assert again.voice.waits.more_time == 30
    assert not again.active


def test_the_hash_follows_the_words_but_not_whether_the_survey_is_active(tmp_path):
    first = load_survey(written(tmp_path, SMALL))
    asleep = load_survey(written(tmp_path, SMALL.replace("active: true", "active: false")))
    other = load_survey(written(tmp_path, SMALL.replace("I am satisfied.", "I was satisfied.")))
    assert first.sha256 == asleep.sha256 != other.sha256


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("version: 1", "version: one", "2: version: Input should be a valid integer"),
        ("version: 1\n", "", "1: version: Field required"),
        ("    scale: agree\n", "    scail: agree\n", "20: questions.0.scail: Extra inputs are not permitted"),
        ("measure: satisfaction", "measure: joy", "19: questions.0.measure: Input should be"),
        ("    scale: agree", "    scale: [agree", "21: is not YAML:"),
        ("statement: I am satisfied.", "statement: {en: [x]}", "21: questions.0.statement.en: Input should be"),
        ("{key: 5, value", "{key: 55, value", "16: scales.agree.options.1.key: String should match"),
        ("languages: [en]", "languages: en", "6: languages: Input should be"),
        ("wording:", "wording: []\nother:", "8: wording: Input should be"),
    ],
)
def test_an_error_names_file_line_and_key(tmp_path, old, new, told):
    path = written(tmp_path, SMALL.replace(old, new))
    with pytest.raises(SurveyError) as caught:
        load_survey(path)
    assert str(caught.value).startswith(f"{path}:{told}")


def test_an_error_in_a_condition_names_the_condition(tmp_path):
    path = written(tmp_path, SMALL + "    when: {anser: trust, in: [4]}\n")
    with pytest.raises(SurveyError, match=r"small\.yaml:22: questions\.0\.when: a condition has one of the keys"):
        load_survey(path)


def test_an_error_of_the_whole_survey_is_raised_with_its_line(tmp_path):
    path = written(tmp_path, SMALL.replace("    scale: agree\n", "    scale: agre\n"))
    with pytest.raises(SurveyError, match=r"small\.yaml:20: questions\.0\.scale: no scale is called agre"):
        load_survey(path)


def test_a_warning_does_not_keep_a_survey_from_being_loaded(tmp_path):
    path = written(tmp_path, SMALL.replace("wording:\n", "wording:\n  sayonara: Bye.\n"))
    survey, complaints = examine(path)
    assert survey == load_survey(path)
    assert complaints == [
        Complaint(path, Position(9, "wording.sayonara"), "warning", "nothing uses a wording of this name")
    ]


def test_a_list_in_place_of_a_survey_is_refused(tmp_path):
    with pytest.raises(SurveyError, match=r"small\.yaml:1: Input should be"):
        load_survey(written(tmp_path, "- id: small\n"))


def test_files_that_cannot_be_read_are_named(tmp_path):
    latin = tmp_path / "latin.yaml"
    latin.write_bytes(b"id: x\ntitle: Espa\xf1ol\n")
    with pytest.raises(Unreadable, match=r"latin\.yaml:2: is not UTF-8"):
        read_text(latin)
    with pytest.raises(Unreadable, match=r"none\.yaml:1: cannot be read: No such file"):
        load_survey(tmp_path / "none.yaml")
    with pytest.raises(Unreadable, match="cannot be read: Is a directory"):
        read_text(tmp_path)
    with pytest.raises(Unreadable, match="is larger than"):
        read_text(written(tmp_path, "#" * 1_000_001))
    with pytest.raises(Unreadable, match="cannot be read"):
        load_surveys(tmp_path / "nowhere")


def test_a_byte_order_mark_is_no_part_of_the_first_key():
    assert values("\ufeffid: x\n") == {"id": "x"}


def test_a_directory_is_loaded_by_file_name_other_files_left_out(tmp_path):
    written(tmp_path, SMALL.replace("version: 1", "version: 2"), "b.yaml")
    written(tmp_path, SMALL.replace("active: true", "active: false"), "a.yml")
    written(tmp_path, "not: a survey", "readme.txt")
    assert [survey.version for survey in load_surveys(tmp_path)] == [1, 2]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("version: 1", r"b\.yaml:1: version: small version 1 stands in .*a\.yaml too"),
        ("version: 2", r"b\.yaml:1: active: small is active in .*a\.yaml too"),
    ],
)
def test_surveys_that_clash_are_refused(tmp_path, change, told):
    written(tmp_path, SMALL, "a.yaml")
    written(tmp_path, SMALL.replace("version: 1", change), "b.yaml")
    with pytest.raises(SurveyError, match=told):
        load_surveys(tmp_path)
