"""``aftercall understand``: what it prints and how it ends."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.cli import main

SURVEY = str(Path(__file__).parent / "survey.yaml")


def understood(*options, replies=b"", survey=SURVEY, question="agree"):
    arguments = ["understand", "--survey", survey, "--question", question, *options]
    return CliRunner().invoke(main, arguments, input=replies)


def test_each_reply_gets_a_line_with_its_keys_and_why():
    ended = understood(replies=b"4 or 5\nstrongly agre\r\n\nI meant 2")

    assert ended.exit_code == 0
    assert [line.split() for line in ended.stdout.splitlines()] == [
        ["-", "ambiguous", "4", "or", "5"],
        ["5", "label_typo", "strongly", "agre"],
        ["-", "empty"],
        ["2", "correction", "I", "meant", "2"],
    ]


def test_json_has_one_object_a_line_with_null_where_refused():
    ended = understood("--json", "--language", "es", question="agree_inverted", replies="de acuerdo\n¿4?".encode())
    taken, refused = map(json.loads, ended.stdout.splitlines())

    assert {key: taken[key] for key in ("reply", "value", "native", "text", "reason", "how", "flags")} == {
        "reply": "de acuerdo",
        "value": 4,
        "native": "2",
        "text": None,
        "reason": None,
        "how": "label",
        "flags": [],
    }
    assert (refused["value"], refused["reason"], refused["how"]) == (None, "ambiguous", None)


def test_keys_are_the_value_where_the_scale_reports_none_and_words_at_a_comment():
    listed = json.loads(understood("--json", question="went_wrong", replies=b"1,3").stdout)
    said = json.loads(understood("--json", question="comment", replies=b" my check never came ").stdout)
    danger = json.loads(understood("--json", question="comment", replies=b"I want to die").stdout)

    assert (listed["value"], listed["native"]) == ("1,3", "1,3")
    assert (said["value"], said["flags"]) == ("my check never came", ["service_request"])
    assert (danger["value"], danger["text"], danger["reason"]) == (None, "I want to die", "distress")


def test_replies_come_from_a_file_and_a_survey_by_its_id(tmp_path):
    replies = tmp_path / "replies.txt"
    replies.write_bytes("\ufeff5\n".encode())

    ended = understood(str(replies), survey="a11-likert", question="trust")

    assert ended.stdout == f"{5:<8} {'number':<18} 5\n"


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"question": "nope"}, "--question nope: replies asks agree, agree_inverted, satisfied"),
        ({"survey": "nope"}, "--survey: none has the id nope: a11-likert, a11-tapped"),
        ({"replies": b"4\n\xff\n"}, "standard input:2: is not UTF-8"),
    ],
)
def test_bad_input_ends_with_one_line_that_says_what_there_is(options, told):
    ended = understood(**options)

    assert ended.exit_code == 2
    assert told in ended.stderr
    assert ended.stderr.count("\n") == 1


def test_a_language_that_the_survey_does_not_speak_and_a_missing_file_are_told():
    assert "--language fr: replies speaks en, es" in understood("--language", "fr").stderr
    assert "nowhere.txt: cannot be read: No such file" in understood("nowhere.txt").stderr
