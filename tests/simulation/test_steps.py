import json

import pytest

from app.errors import BadInput
from app.simulation.steps import Step, step_of, steps_of_keys, steps_of_script
from app.simulation.transcript import Transcript


@pytest.mark.parametrize(
    ("line", "step"),
    [
        ("4", Step("press", "4")),
        (" 1 3 # ", Step("press", "13#")),
        ("*", Step("press", "*")),
        ("-", Step("silence")),
        ("silence", Step("silence")),
        ("", Step("silence")),
        ("hangup", Step("hang_up")),
        ("say strongly agree", Step("say", "strongly agree")),
    ],
)
def test_a_line_is_one_step(line, step):
    assert step_of(line, "here") == step


def test_a_script_leaves_out_empty_lines_and_comments():
    assert steps_of_script("// the language\n1\n\n  // then\n1 3 #\n", "f") == [
        Step("press", "1"),
        Step("press", "13#"),
    ]


def test_a_line_that_is_no_step_is_named_with_its_place():
    with pytest.raises(BadInput, match=r"^call\.txt:2: 'press 4' is no step"):
        steps_of_script("1\npress 4\n", "call.txt")


def test_each_word_of_the_keys_is_one_step():
    assert steps_of_keys("4 - 13#") == [Step("press", "4"), Step("silence"), Step("press", "13#")]


def test_a_transcript_names_the_voice_where_it_changes_and_is_json_where_a_script_reads_it():
    lines = []
    plain = Transcript(lines.append, as_json=False)
    for language, voice in (("en-US", "Joanna"), ("en-US", "Joanna"), ("es-US", "Lupe")):
        plain.tell("said", words="Hi.", language=language, voice=voice)
    plain.tell("ended", who="Caller", fault=None)
    plain.tell("ended", who="Caller", fault="no answer")
    assert lines == [
        "Aftercall (en-US, Joanna): Hi.",
        "Aftercall: Hi.",
        "Aftercall (es-US, Lupe): Hi.",
        "Caller ends the call",
        "The call broke down: no answer",
    ]
    Transcript(lines.append, as_json=True).tell("sent", body="sí")
    assert json.loads(lines[-1]) == {"event": "sent", "body": "sí"}


def test_a_transcript_tells_which_recording_is_played():
    lines = []
    Transcript(lines.append, as_json=False).tell(
        "plays", file="welcome-en.mp3", url="https://a.b/audio/1/welcome-en.mp3"
    )
    assert lines == ["Aftercall plays welcome-en.mp3"]
