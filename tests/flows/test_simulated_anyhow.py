"""Simulated people come to an end in every survey, whatever it asks."""

from generated import surveys
from hypothesis import given, settings
from hypothesis import strategies as st

from app.lines import LOCAL_LINES, load_lines
from app.simulation.crowd import crowd
from app.simulation.people import scene
from app.simulation.population import load_population

LINE = load_lines(LOCAL_LINES).lines[0]


@settings(max_examples=40, deadline=None)
@given(surveys(), st.sampled_from(["voice", "text"]), st.integers(0, 99))
def test_any_survey_can_be_played_to_its_end(survey, door, seed):
    (one, *_) = crowd(scene(survey, door, LINE.languages, load_population()), LINE, 10, seed, None).groups
    assert sum(figure.part for figure in one.outcomes.values()) == 10
    assert one.reached_end.part + sum(figure.part for figure in one.left_at.values()) == 10
