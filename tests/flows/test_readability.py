"""How hard words are to read, by the published formulas."""

import pytest

from flows.readability import Counts, counts, english_grade, english_syllables, spanish_perspicuity, spanish_syllables

ENGLISH = {
    1: "trust asked kept please whole while year claim called the rate",
    2: "statement service people table simple wanted noticed create being quiet science social patient",
    3: "agency satisfied employee example department understand museum radio",
    4: "interaction voluntary reasonable experience situation eligible",
    5: "evaluation cooperation individual representative administration",
}
SPANISH = {
    1: "muy ley quien",
    2: "guíe día país oír fácil ciudad",
    3: "aumentó servicio llamada encuesta agencia oprima ahora",
    4: "interacción teléfono desacuerdo voluntaria",
}


def each(words):
    return [(word, many) for many, several in words.items() for word in several.split()]


@pytest.mark.parametrize(("word", "many"), each(ENGLISH))
def test_english_syllables_are_counted_by_spelling(word, many):
    assert english_syllables(word) == many


@pytest.mark.parametrize(("word", "many"), each(SPANISH))
def test_spanish_syllables_are_counted_by_vowels(word, many):
    assert spanish_syllables(word) == many


def test_digits_count_as_nothing_and_letters_said_one_by_one_as_one_word():
    assert counts("The O-M-B number is 1 2 3 4.", "en") == Counts(sentences=1, words=4, syllables=7)


def test_a_very_short_sentence_counts_with_its_neighbour():
    assert counts("Two. My need was addressed.", "en") == Counts(sentences=1, words=5, syllables=6)


def test_the_english_grade_is_that_of_flesch_and_kincaid():
    # 10 words of 12 syllables in 2 sentences.
    assert english_grade("We ask you about the call. It takes two minutes.") == pytest.approx(
        0.39 * 5 + 11.8 * 1.2 - 15.59
    )


def test_spanish_perspicuity_is_that_of_szigriszt_pazos():
    # 7 words of 16 syllables in 1 sentence.
    assert spanish_perspicuity("Esta llamada aumenta mi confianza en ustedes.") == pytest.approx(
        206.835 - 62.3 * 16 / 7 - 7
    )


@pytest.mark.parametrize("passage", ["", " ", "1 2 3, 45."])
def test_words_that_are_none_are_easy(passage):
    assert english_grade(passage) == 0
    assert spanish_perspicuity(passage) == 100
