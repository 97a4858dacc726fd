"""The model of speech: held against a real voice, and against what is true of any."""

from itertools import pairwise

import pytest
from every_prompt import every_prompt
from hypothesis import given
from hypothesis import strategies as st

from flows.load import SHIPPED_SURVEYS, load_survey, survey_files
from flows.spoken_time import PACES, prompt_seconds, seconds_of
from flows.survey_time import survey_time, typical_way
from flows.voice import spoken

MOST_OFF = 0.15
SHORT = 3.0
"""Seconds under which a single sound weighs too much for a share to mean anything."""
FIELDS = {
    "en": {
        "agency": "Department of Example",
        "program": "Benefits Help Line",
        "count_words": "seven",
        "minutes_spoken": "two minutes",
        "control_number_spoken": "1 2 3 4, 5 6 7 8",
        "expires_spoken": "May 31, 2027",
        "notice_url_spoken": "example dot gov, slash, s, 1",
    },
    "es": {
        "agency": "la agencia Departamento de Ejemplo",
        "program": "la Línea de Ayuda de Beneficios",
        "count_words": "siete",
        "minutes_spoken": "dos minutos",
        "control_number_spoken": "1 2 3 4, 5 6 7 8",
        "expires_spoken": "31 de mayo de 2027",
        "notice_url_spoken": "example punto gov, barra, s, 1",
    },
}
OTHERS = {
    "en": [
        "Thank you for holding. The next agent will be with you in about 15 minutes.",
        "Was the letter that we sent you on February 3, 2026 easy to read and to understand?",
        "For the status of a claim, press 1. For a replacement card, press 2. For all other questions, press 3.",
        "The Federal Emergency Management Agency explained every step of my application.",
        "You can also find the form at the counter, on our website, or at any post office near you.",
        "If you would rather not say, press 7; if you do not know, press 8.",
    ],
    "es": [
        "Gracias por esperar. El próximo agente le atenderá en unos 15 minutos.",
        "¿Fue fácil leer y entender la carta que le enviamos el 3 de febrero de 2026?",
        "Para saber el estado de un reclamo, oprima el 1. Para reemplazar una tarjeta, oprima el 2. Si no, el 3.",
        "La Agencia Federal para el Manejo de Emergencias me explicó cada paso de mi solicitud.",
        "También puede encontrar el formulario en la ventanilla, en nuestro sitio web o en una oficina de correos.",
        "Si prefiere no decirlo, oprima el 7; si no lo sabe, oprima el 8.",
    ],
}


@pytest.fixture(params=survey_files(SHIPPED_SURVEYS), ids=lambda path: path.stem)
def survey(request):
    return load_survey(request.param)


@pytest.fixture(params=["en", "es"])
def language(request):
    return request.param


def off(computed, real):
    return abs(computed / real - 1)


def test_every_longer_prompt_of_the_shipped_surveys_takes_as_long_as_a_real_voice(survey, language, said_in):
    measured = 0
    for prompt in every_prompt(survey, language):
        words = " ".join(part.words for part in spoken(survey, prompt, FIELDS[language]))
        real = said_in(words, language)
        if real > SHORT:
            assert off(prompt_seconds(survey, prompt, FIELDS[language]), real) < MOST_OFF, words
            measured += 1
    assert measured > 10


@pytest.mark.parametrize("first", [True, False])
def test_a_whole_shipped_survey_takes_as_long_as_a_real_voice(survey, language, said_in, first):
    prompts = [one.prompt for one in typical_way(survey, "voice", language, first=first)]
    parts = [part for prompt in prompts for part in spoken(survey, prompt, FIELDS[language])]
    real = sum(said_in(part.words, part.language) for part in parts)
    assert off(sum(prompt_seconds(survey, prompt, FIELDS[language]) for prompt in prompts), real) < MOST_OFF


def test_the_speech_of_the_survey_time_is_that_of_a_real_voice(survey, language, said_in):
    longer = max(
        sum(
            said_in(part.words, part.language)
            for one in typical_way(survey, "voice", language, first=first)
            for part in spoken(survey, one.prompt, FIELDS[language])
        )
        for first in (True, False)
    )
    assert off(survey_time(survey, "voice", language, FIELDS[language]).speech, longer) < MOST_OFF


def test_sentences_of_other_surveys_take_as_long_as_a_real_voice(language, said_in):
    for words in OTHERS[language]:
        assert off(seconds_of(words, language), said_in(words, language)) < MOST_OFF, words


@pytest.mark.parametrize("pause", ["800ms", "1s", "2500ms"])
def test_a_break_lengthens_speech_as_a_real_voice_lengthens_it(language, said_in, pause):
    words = OTHERS[language][0].replace(". ", f'. <break time="{pause}"/>')
    assert off(seconds_of(words, language), said_in(words, language)) < MOST_OFF
    assert seconds_of(words, language) > seconds_of(OTHERS[language][0], language)


def test_nothing_takes_no_time():
    assert seconds_of("", "en") == seconds_of("  ", "en") == 0
    assert seconds_of('<break time="500ms"/>', "en") == 0.5


def test_digits_and_letters_apart_take_longer_than_together():
    assert seconds_of("1 2 3 4", "en") > seconds_of("1234", "en")
    assert seconds_of("O-M-B", "en") == seconds_of("OMB", "en") > seconds_of("omb", "en")
    for element in ('<say-as interpret-as="digits">1234</say-as>', "<say-as interpret-as='characters'>1234</say-as>"):
        assert seconds_of(element, "en") == seconds_of("1 2 3 4", "en")


def test_pauses_grow_from_comma_to_stop():
    lengths = [
        seconds_of(words, "en") for words in ("One two.", "One, two.", "One. Two.", 'One. <break time="2s"/>Two.')
    ]
    assert all(shorter < longer for shorter, longer in pairwise(lengths))


def test_a_break_only_lengthens_the_pause_that_is_there_already():
    assert seconds_of('One. <break time="100ms"/>Two.', "en") == seconds_of("One. Two.", "en")
    assert seconds_of('One <break strength="medium"/>two.', "en") == seconds_of("One, two.", "en")
    assert seconds_of('One <break strength="none"/>two.', "en") == seconds_of("One two.", "en")


def test_no_pause_is_longer_than_the_longest_that_voices_make():
    assert seconds_of('<break time="90s"/>', "en") == 10


def test_points_within_abbreviations_and_numbers_end_no_sentence():
    assert seconds_of("At 5 p.m. on Monday.", "en") < seconds_of("At 5 pm. On Monday.", "en")
    assert seconds_of("It is 4.5 long.", "en") < seconds_of("It is 4. 5 long.", "en")


def test_a_language_without_a_pace_of_its_own_lies_between_those_that_have_one():
    words = "Obrigado por ligar para nós."
    known = sorted(seconds_of(words, language) for language in PACES)
    assert known[0] < seconds_of(words, "pt") < known[-1]


def test_a_character_that_is_a_syllable_takes_as_long_as_one():
    assert 2 < seconds_of("感谢您来电。您满意吗。", "zh") < 5


@given(st.text(), st.sampled_from(["en", "es", "zh"]))
def test_any_text_has_a_length(words, language):
    assert seconds_of(words, language) >= 0


sentences = st.lists(st.sampled_from(["press", "9", "star", "O-M-B", "or", "2027,", "gracias"]), min_size=1).map(
    lambda words: " ".join(words) + "."
)


@given(sentences, sentences)
def test_two_sentences_take_as_long_as_both(one, other):
    assert seconds_of(f"{one} {other}", "en") == pytest.approx(seconds_of(one, "en") + seconds_of(other, "en"))
