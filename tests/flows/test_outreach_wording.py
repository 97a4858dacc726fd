"""What is said beside surveys: the same in every language, in no survey's hash, and short enough."""

import re

from flows.load import OUTREACH_WORDING, SHIPPED_SURVEYS, load_survey, outreach_wording, standard_wording, survey_files
from flows.sms import segments
from flows.words import FIELD, Words

LANGUAGES = sorted(path.stem for path in OUTREACH_WORDING.iterdir())
LINE = {"agency": "Dept. of Example", "program": "la Linea de Ayuda de Beneficios", "decline_key": "9"}


def test_all_languages_say_the_same_things_through_the_same_doors_with_the_same_fields():
    assert LANGUAGES == ["en", "es"]
    english, spanish = (
        {
            (name, door): sorted(FIELD.findall(Words.model_validate(words).on(door, language)))
            for name, words in outreach_wording(language).items()
            for door in ("voice", "text")
            if Words.model_validate(words).has(door, language)
        }
        for language in LANGUAGES
    )
    assert english == spanish
    assert {field for fields in english.values() for field in fields} == set(LINE)


def test_none_of_it_is_part_of_a_survey_or_of_its_hash():
    names = {name for language in LANGUAGES for name in outreach_wording(language)}
    for path in survey_files(SHIPPED_SURVEYS):
        assert names.isdisjoint(load_survey(path).wording)
    assert names.isdisjoint(standard_wording("en"))


def test_a_reminder_names_the_agency_first_says_how_to_stop_and_is_one_segment():
    for language in LANGUAGES:
        words = outreach_wording(language)["reminder"]["text"]
        assert words.startswith("{agency}: ")
        assert {"HELP", "STOP"} <= set(re.findall(r"[A-Z]+", words))
        assert segments(FIELD.sub(lambda field: LINE[field[1]], words)) == 1


def test_the_offer_says_who_asks_that_it_is_voluntary_and_both_keys():
    for language, free in (("en", "voluntary"), ("es", "voluntarias")):
        words = outreach_wording(language)["offer"]["voice"]
        assert "{agency}" in words
        assert free in words
        assert re.findall(r"\b[0-9]\b", words) == ["1", "2"]
