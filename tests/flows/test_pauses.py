"""Pauses in a wording: made by voices that can, left out by others and in texts."""

import pytest
from phones import LIKERT, call
from twiml_schema import check_twiml

from flows import voice
from flows.spoken_time import seconds_of
from flows.words import Words

PAUSED = 'Statement one. <break time="700ms"/> I am satisfied, 5 < 6.'


def said(words, name):
    survey = LIKERT.model_copy(update={"voice": LIKERT.voice.model_copy(update={"voices": {"en": name}})})
    prompt = call(survey).prompt
    return voice.gather(survey, prompt, [voice.Speech("en", words)], "https://example.com/a")


@pytest.mark.parametrize("name", ["Polly.Joanna-Neural", "Google.en-US-Chirp3-HD-Kore"])
def test_a_voice_that_can_makes_the_pause(name):
    document = said(PAUSED, name)
    assert 'Statement one. <break time="700ms"/> I am satisfied, 5 &lt; 6.</Say>' in document
    check_twiml(document, "voice")


@pytest.mark.parametrize("name", ["alice", "man"])
def test_another_voice_goes_on_without_it(name):
    document = said(PAUSED, name)
    assert "<break" not in document
    assert ">Statement one. I am satisfied, 5 &lt; 6.</Say>" in document


@pytest.mark.parametrize(
    "words", ['<break time="x"/> Hello', "<break/> Hello", '<emphasis level="strong">Hi</emphasis>']
)
def test_what_is_no_pause_is_said_as_it_stands_and_never_becomes_an_element(words):
    document = said(words, "Polly.Joanna-Neural")
    assert "&lt;" in document
    check_twiml(document, "voice")


def test_a_pause_alone_says_nothing_where_the_voice_makes_none():
    assert "<Say" not in said('<break time="1s"/>', "alice")


def test_a_text_holds_no_pause():
    words = Words.model_validate({"en": 'One <break time="1.5s"/> two'})
    assert words.on("text", "en") == "One two"
    assert words.on("voice", "en") == 'One <break time="1.5s"/> two'


def test_a_pause_counts_in_how_long_the_survey_takes():
    assert seconds_of(PAUSED, "en") > seconds_of(PAUSED.replace(' <break time="700ms"/>', ""), "en")
