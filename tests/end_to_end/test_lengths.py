"""How long the shipped survey is in the words of a real line: in seconds of a real voice, and in billed segments."""

import pytest

from app.conversations.beginnings import Standing
from app.conversations.wording import spoken, written
from app.lines import LOCAL_LINES, load_lines
from flows import engine
from flows.channels import CHANNELS
from flows.load import SHIPPED_SURVEYS, load_survey
from flows.session import Input, Opening
from flows.sms import segments
from flows.survey_time import typical_way
from flows.words import Words

LIKERT = load_survey(SHIPPED_SURVEYS / "a11-likert.yaml")
LINE = next(line for line in load_lines(LOCAL_LINES).lines if line.id == "demo-likert")
DOORS = {channel.door: channel.name for channel in CHANNELS.values()}
NAMES = ["Benefits Help Line", "W" * 18, "Línea Médica"]
"""Names of a program, of 18 characters at most."""
ANSWERS_AFTER = 2.0
"""Seconds from the last word of a prompt to the key."""


def line_named(program):
    own = {name: words for name, words in LINE.fields.items() if name != "program"}
    return LINE.model_copy(update={"program": program, "fields": own})


def standings(door, language, line=LINE):
    """Every standing of a session in which each question is answered at first hearing."""
    opening = Opening(
        session="00-5f0c6a0e-6a5e-8a1b-9d43-0a1b2c3d4e5f",
        line=line.id,
        survey=LIKERT.id,
        version=LIKERT.version,
        survey_hash=LIKERT.sha256,
        channel=DOORS[door],
        language=None if door == "voice" else language,
        seed=1,
        entry="walk_in",
        contact="",
        invitation="",
        respondent=None,
        source_sid="",
        started_at=1_795_000_000.0,
        languages=line.languages,
    )
    session = engine.begin(LIKERT, opening).session
    for one in typical_way(LIKERT, door, language, languages=line.languages):
        yield Standing(LIKERT, line, session)
        if one.reply is not None:
            session = engine.resume(LIKERT, session, Input(one.reply)).session


def speech(standing):
    return [(part.words, part.language) for part in spoken(standing)[1]]


def test_the_welcome_with_the_short_notice_takes_20_seconds_at_most(said_in):
    """From the first sound of the line, its second of silence included, to the first word of the first question."""
    beginning = list(standings("voice", "en"))[1]
    ((words, language),) = speech(beginning)
    welcome = words[: words.index("How much do you agree?")]
    for part in ("Department of Example", "voluntary", "O-M-B control number 1 2 3 4, 5 6 7 8", "press 0"):
        assert part in welcome
    assert LIKERT.voice.opening_pause + said_in(welcome, language) <= 20


def test_a_whole_call_without_interruption_takes_150_seconds_at_most(said_in):
    """The choice of language, all speech to its end, and a key two seconds after the last word of every prompt."""
    standing = list(standings("voice", "en"))
    heard = sum(said_in(words, language) for one in standing for words, language in speech(one))
    keys = len(standing) - 1
    assert keys == 8
    assert LIKERT.voice.opening_pause + heard + keys * ANSWERS_AFTER <= 150


def test_the_welcome_says_the_length_that_was_computed():
    call = {language: speech(list(standings("voice", language))[1])[0][0] for language in ("en", "es")}
    assert "seven statements, about two minutes." in call["en"]
    assert "siete afirmaciones, cerca de dos minutos." in call["es"]
    text = {language: written(next(standings("text", language))) for language in ("en", "es")}
    assert "? 2 min, voluntary" in text["en"]
    assert "? 2 min, voluntaria" in text["es"]


def test_a_line_may_say_the_length_in_its_own_words():
    own = {**LINE.fields, "minutes_spoken": Words.model_validate("the time of a song")}
    line = LINE.model_copy(update={"id": "sung", "fields": own})
    assert "about the time of a song." in speech(list(standings("voice", "en", line))[1])[0][0]


@pytest.mark.parametrize("program", NAMES[:2])
def test_the_english_invitation_is_three_segments_at_most_and_every_other_text_one(program):
    first, *others = (written(one) for one in standings("text", "en", line_named(program)))
    assert first.count(program) == 2
    assert segments(first) <= 3
    assert [segments(text) for text in others] == [1] * len(others)


@pytest.mark.parametrize("program", NAMES)
def test_every_spanish_question_is_three_segments_at_most_with_its_accents_and_whole_labels(program):
    labels = [
        f"{option.key} {option.words.on('text', 'es')}" for option in LIKERT.scale_of(LIKERT.questions[0]).options
    ]
    _, *others = (written(one) for one in standings("text", "es", line_named(program)))
    assert max(map(segments, others)) <= 3
    assert all(text.endswith("\n".join(labels)) for text in others[:6])
    assert "interacción aumentó" in others[0]
