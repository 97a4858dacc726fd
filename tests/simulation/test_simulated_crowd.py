"""A crowd of simulated people: repeatable, complete in its sums, and moved by what is assumed as it should be."""

import json
from itertools import pairwise

import pytest

from app.line_fields import fields_of, time_fields
from app.lines import LOCAL_LINES, load_lines
from app.simulation.crowd import crowd, outcomes
from app.simulation.people import scene
from app.simulation.population import SHIPPED_POPULATION, Population, load_population
from flows.load import SHIPPED_SURVEYS, load_survey, located_yaml
from flows.sms import segments, written
from flows.survey import Survey
from flows.survey_time import survey_time, typical_way

LIKERT = load_survey(SHIPPED_SURVEYS / "a11-likert.yaml")
TAPPED = load_survey(SHIPPED_SURVEYS / "a11-tapped.yaml")
LINE = load_lines(LOCAL_LINES).lines[0]
SHIPPED = located_yaml(SHIPPED_POPULATION.read_text(), SHIPPED_POPULATION)[0]
STEADY = {
    "satisfied": 1,
    "thinking": {"median": 1.35, "spread": 0},
    "voice": {
        **dict.fromkeys(("impatient", "wrong_key", "silence", "repeat", "skip", "notice", "decline"), 0),
        "hang_up_at_start": {"share": 0, "within": 10},
        "hang_up_per_second": [{"after": 0, "rate": 0}],
    },
    "text": {
        **dict.fromkeys(("opts_out", "stops_answering", "opts_out_later", "unreadable", "skip"), 0),
        "begins": 1,
        "comment": 1,
        "reply_delay": {"median": 30, "spread": 0},
    },
}
"""Nobody hesitates, errs or leaves."""


def people(given=None, base=SHIPPED):
    """The population with some assumptions changed: ``{"voice": {"silence": 0.5}}``."""
    return Population.model_validate(
        {
            name: {**one, **(given or {}).get(name, {})} if name in ("voice", "text") else (given or {}).get(name, one)
            for name, one in base.items()
        }
    )


def crowd_of(survey=LIKERT, door="voice", n=400, seed=1, language=None, price=None, **changed):
    staged = scene(survey, door, LINE.languages, people(changed), language)
    return crowd(staged, LINE, n, seed, price)


def everybody(survey=LIKERT, door="voice", n=400, **more):
    return crowd_of(survey, door, n, **more).groups[0]


def shortened(survey, questions):
    plain = json.loads(survey.canonical)
    return Survey.model_validate({**plain, "questions": plain["questions"][:questions]})


@pytest.mark.parametrize("door", ["voice", "text"])
def test_a_seed_repeats_exactly_and_another_one_does_not(door):
    assert crowd_of(door=door) == crowd_of(door=door)
    assert crowd_of(door=door) != crowd_of(door=door, seed=2)


def test_more_people_leave_the_first_ones_as_they_are():
    staged = scene(LIKERT, "voice", LINE.languages, load_population())
    assert list(outcomes(staged, LINE, 60, 1))[:20] == list(outcomes(staged, LINE, 20, 1))


@pytest.mark.parametrize("door", ["voice", "text"])
@pytest.mark.parametrize("survey", [LIKERT, TAPPED], ids=lambda survey: survey.id)
def test_everybody_ends_somewhere_and_once(survey, door):
    found = crowd_of(survey, door)
    for one in found.groups:
        assert sum(figure.part for figure in one.outcomes.values()) == one.people
        assert one.reached_end.part + sum(figure.part for figure in one.left_at.values()) == one.people
        assert one.median_seconds.n == one.ninetieth_seconds.n == one.reached_end.part
    first, *by_language = found.groups
    assert first.people == 400 == sum(one.people for one in by_language)
    assert [one.language for one in by_language] == ["en", "es"]


def test_whoever_comes_to_a_question_leaves_there_or_comes_to_the_next():
    one = everybody(shortened(LIKERT, 4), language="en")
    places = list(one.left_at.values())
    for figure, after in pairwise(places):
        assert after.n == figure.n - figure.part
    assert one.reached_end.part == places[-1].n - places[-1].part


def test_more_impatience_brings_fewer_complete_responses():
    complete = [everybody(n=1500, voice={"impatient": share}).outcomes["complete"].value for share in (0.0, 0.5, 1.0)]
    assert complete[0] > complete[1] > complete[2]


def test_a_longer_survey_is_broken_off_more_often():
    at_end = [everybody(shortened(LIKERT, questions), n=1500).reached_end.value for questions in (2, 7)]
    assert at_end[0] > at_end[1]


@pytest.mark.parametrize(
    ("door", "name"),
    [
        ("voice", "wrong_key"),
        ("voice", "silence"),
        ("text", "unreadable"),
        ("text", "stops_answering"),
        ("text", "opts_out_later"),
    ],
)
def test_more_trouble_brings_fewer_complete_responses(door, name):
    complete = [everybody(door=door, **{door: {name: share}}).outcomes["complete"].value for share in (0.0, 0.35, 0.7)]
    assert complete[0] > complete[1] > complete[2]


@pytest.mark.parametrize("language", ["en", "es"])
def test_whoever_does_as_the_typical_person_takes_as_long(language):
    """The plain twin: with no chance at work a call takes what flows.survey_time says."""
    staged = scene(LIKERT, "voice", LINE.languages, people(STEADY), language)
    fields = {**time_fields(LIKERT, LINE, "voice", language), **fields_of(LINE, "voice", language)}
    twin = survey_time(LIKERT, "voice", language, {**fields, "count_words": "seven" if language == "en" else "siete"})
    for one in outcomes(staged, LINE, 5, 1):
        assert one.status == "complete"
        assert one.seconds == pytest.approx(twin.total)
        assert one.units == -(-twin.total // 60)


def test_a_thread_is_billed_for_all_segments_of_both_sides():
    staged = scene(LIKERT, "text", LINE.languages, people(STEADY), "en")
    fields = {**time_fields(LIKERT, LINE, "text", "en"), **fields_of(LINE, "text", "en"), "day": "Jan 1"}
    ours = sum(segments(written(LIKERT, one.prompt, fields)) for one in typical_way(LIKERT, "text", "en"))
    for one in outcomes(staged, LINE, 5, 1):
        assert one.status == "complete"
        assert one.units == ours + len(LIKERT.questions)


def test_whoever_is_never_texted_back_has_not_replied():
    one = everybody(door="text", text={"begins": 0, "opts_out": 0.2})
    assert one.outcomes["no_reply"].part + one.outcomes["declined"].part == one.people
    assert one.reached_end.part == 0
    assert one.median_seconds.value is None
    assert list(one.left_at) == ["satisfaction"]


def test_a_thread_closes_before_a_reply_that_comes_days_later():
    one = everybody(door="text", text={"begins": 1, "opts_out": 0, "reply_delay": {"median": 200_000, "spread": 0}})
    assert one.outcomes["no_reply"].part == one.people


def test_callers_who_hang_up_at_once_reach_no_question():
    one = everybody(voice={"hang_up_at_start": {"share": 1, "within": 2}})
    assert list(one.left_at) == ["language"]
    assert one.reached_end.part == 0
    assert one.billed.value == 1


def test_only_what_begins_with_a_hazard_of_its_own_second_ends_there():
    late = [{"after": 0, "rate": 0}, {"after": 60, "rate": 1}]
    staged = scene(
        LIKERT,
        "voice",
        LINE.languages,
        people({**STEADY, "voice": {**STEADY["voice"], "hang_up_per_second": late}}),
        "en",
    )
    assert {one.left_at is None for one in outcomes(staged, LINE, 50, 1)} == {False}
    assert min(one.seconds for one in outcomes(staged, LINE, 50, 1)) >= 60


def test_declining_and_opting_out_count_as_declined():
    assert everybody(voice={"decline": 0.5}).outcomes["declined"].part > 100
    assert everybody(door="text", text={"begins": 0, "opts_out": 1}).outcomes["declined"].part == 400


def test_one_language_makes_one_group_and_nothing_to_compare():
    found = crowd_of(language="es", n=30)
    assert [one.language for one in found.groups] == ["es"]
    assert found.compared == ()
    assert "language" not in found.groups[0].left_at


def test_languages_are_held_against_the_first():
    (pair,) = crowd_of(n=600, languages={"en": 0.5, "es": 0.5}).compared
    assert (pair.language, pair.against) == ("es", "en")
    assert pair.complete.low < pair.complete.value < pair.complete.high
    assert pair.complete.n == 600


def test_money_is_the_price_of_all_that_is_billed():
    one = everybody(price=0.02)
    assert one.dollars_in_all == pytest.approx(0.02 * one.billed.value * one.people)
    assert one.dollars.value == pytest.approx(one.dollars_in_all / one.people)
    assert one.dollars_a_complete == pytest.approx(one.dollars_in_all / one.outcomes["complete"].part)
    assert everybody().dollars is everybody().dollars_in_all is None


def test_spanish_takes_longer_than_english():
    english, spanish = (everybody(language=language).median_seconds for language in ("en", "es"))
    assert english.high < spanish.low


def test_the_shipped_population_breaks_off_as_federal_phone_surveys_of_seven_items_did():
    one = everybody(n=4000, language="en")
    assert 0.08 < 1 - one.reached_end.value < 0.11
