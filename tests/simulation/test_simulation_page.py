"""docs/simulation.md against the code."""

import re
from pathlib import Path

from app.commands.simulate import simulate
from app.simulation.population import load_population
from flows.survey_time import (
    COMMENT,
    HOMING_SECONDS,
    KEY_SECONDS,
    MENTAL_SECONDS,
    POINTING_SECONDS,
    READING_WORDS_A_MINUTE,
    TYPING_LETTERS_A_MINUTE,
)

PAGE = (Path(__file__).parents[2] / "docs" / "simulation.md").read_text()


def test_every_option_is_documented():
    documented = set(re.findall(r"--[a-z][a-z-]*", PAGE))
    options = {name for option in simulate.params for name in option.opts if name.startswith("--")}
    assert options - documented == set()
    assert documented - options == set()


def test_the_table_of_seconds_has_the_values_of_the_code():
    for value in (
        f"{MENTAL_SECONDS} a prompt",
        f"{HOMING_SECONDS} for the hand, then {POINTING_SECONDS + KEY_SECONDS:.2f} a key",
        f"{READING_WORDS_A_MINUTE} words",
        f"{TYPING_LETTERS_A_MINUTE:.0f} letters a minute; a comment has {len(COMMENT)}",
    ):
        assert value in PAGE


def test_the_example_of_a_population_is_one(tmp_path):
    path = tmp_path / "population.yaml"
    path.write_text(re.search(r"```yaml\n(.*?)```", PAGE, re.DOTALL)[1])
    assert load_population(path).voice.impatient.value == 0.55
