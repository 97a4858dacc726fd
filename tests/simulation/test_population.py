"""What is assumed of simulated people: shipped with its sources, and changed by a file."""

import pytest

from app.errors import BadInput
from app.simulation.population import load_population


def written(directory, text):
    path = directory / "population.yaml"
    path.write_text(text)
    return path


def test_every_shipped_assumption_has_its_source():
    told = list(load_population().told())
    assert len(told) > 20
    assert [name for name, _, source in told if source == "not said"] == []


def test_a_file_changes_what_it_names_and_nothing_else(tmp_path):
    path = written(
        tmp_path,
        "voice:\n  impatient: {value: 0.9, source: our calls of October}\n  silence: 0.2\nlanguages: {es: 1}\n",
    )
    shipped, changed = load_population(), load_population(path)
    assert (changed.voice.impatient.value, changed.voice.impatient.source) == (0.9, "our calls of October")
    assert (changed.voice.silence.value, changed.voice.silence.source) == (0.2, "not said")
    assert changed.languages.value == {"es": 1}
    assert changed.voice.wrong_key == shipped.voice.wrong_key
    assert changed.text == shipped.text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("voice:\n  patience: 0.5\n", "2: voice.patience: Extra inputs"),
        ("voice:\n  silence: 1.5\n", "2: voice.silence: Input should be less than or equal to 1"),
        ("voice:\n  silence: often\n", "2: voice.silence: Input should be a valid number"),
        ("voice:\n  silence: 0.6\n  wrong_key: 0.6\n", "1: voice: Value error, wrong_key, silence"),
        ("text:\n  begins: 0.9\n  opts_out: 0.2\n", "1: text: Value error, begins and opts_out come to more than 1"),
        ("voice:\n  hang_up_per_second: [{after: 5, rate: 0.1}]\n", "hang_up_per_second: begins after 0"),
        ("thinking: {median: 0, spread: 1}\n", "1: thinking.median: Input should be greater than 0"),
        ("[1, 2]", "1: : Input should be a valid dictionary"),
        ("voice: [", "1:"),
    ],
)
def test_what_is_wrong_is_named_with_file_line_and_key(tmp_path, text, told):
    path = written(tmp_path, text)
    with pytest.raises(BadInput) as refused:
        load_population(path)
    assert str(refused.value).startswith(f"{path}:")
    assert told in str(refused.value)


def test_a_file_that_is_not_there_is_bad_input(tmp_path):
    with pytest.raises(BadInput, match="cannot be read"):
        load_population(tmp_path / "none.yaml")
