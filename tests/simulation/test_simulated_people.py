"""``aftercall simulate --people``: figures on standard output, progress beside them, one line for what is wrong."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.cli import main

GATED = Path(__file__).parents[1] / "surveys" / "gate-and-yes-no.yaml"
PEOPLE = ("--people", "200", "--survey", "a11-likert")


def aftercall(*arguments, **settings):
    environment = {"LINES_FILE": None, "SURVEYS_DIR": None, **settings}
    return CliRunner().invoke(main, ["simulate", *arguments], env=environment)


def test_completion_break_off_times_and_assumptions_are_told_without_a_service():
    told = aftercall(*PEOPLE)
    assert told.exit_code == 0
    lines = told.stdout.splitlines()
    assert lines[0] == "a11-likert version 2 by voice, 200 people, seed 1"
    for beginning in (
        "all languages: 200 people",
        "  complete  ",
        "    left at trust  ",
        "  time to the end, median  ",
    ):
        assert any(line.startswith(beginning) for line in lines)
    assert "of 200" in next(line for line in lines if line.startswith("  complete"))
    assert any("population.yaml" in line for line in lines)
    assert "  voice.impatient 0.4 (assumed; the share that presses ahead)" in lines


def test_progress_goes_to_standard_error_only():
    told = aftercall(*PEOPLE)
    assert "20 of 200 people" in told.stderr
    assert "of 200 people" not in told.stdout


def test_the_same_command_prints_the_same():
    assert aftercall(*PEOPLE).stdout == aftercall(*PEOPLE).stdout
    assert aftercall(*PEOPLE).stdout != aftercall(*PEOPLE, "--seed", "2").stdout


def test_a_program_reads_one_json_object():
    told = aftercall(*PEOPLE, "--json", "--door", "text", "--language", "es", "--price-segment", "0.01")
    found = json.loads(told.stdout)
    assert (found["survey"], found["door"], found["people"], found["unit"]) == ("a11-likert", "text", 200, "segments")
    (one,) = found["groups"]
    assert one["language"] == "es"
    assert sum(figure["part"] for figure in one["outcomes"].values()) == 200
    assert one["dollars_in_all"] == pytest.approx(0.01 * 200 * one["billed"]["value"])
    assert found["assumptions"]["text.begins"]["value"] == "0.25"


def test_a_price_comes_from_the_option_then_from_the_line(tmp_path):
    lines = tmp_path / "lines.yaml"
    lines.write_text(
        "lines:\n- id: one\n  number: '+12025550100'\n  surveys: {voice: a11-likert}\n  languages: [en]\n"
        "  agency: Agency\n  program: Program\n  outreach: {prices: {minute: 0.5}}\n"
    )
    assert "not known" in aftercall(*PEOPLE).stdout
    own = aftercall(*PEOPLE, "--json", LINES_FILE=str(lines))
    given = aftercall(*PEOPLE, "--json", "--price-minute", "0.25", "--lines", str(lines))
    amounts = [json.loads(told.stdout)["groups"][0]["dollars_in_all"] for told in (own, given)]
    assert amounts[0] == pytest.approx(2 * amounts[1])


def test_a_survey_may_be_a_file_and_the_population_too(tmp_path):
    own = tmp_path / "population.yaml"
    own.write_text("voice: {impatient: 1}\n")
    told = aftercall(
        *(
            "--people",
            "20",
            "--survey",
            str(GATED),
            "--population",
            str(own),
            "--language",
            "en",
        )
    )
    assert told.exit_code == 0
    assert "left at gate" in told.stdout
    assert f"assumptions, from {own}" in told.stdout
    assert "voice.impatient 1 (not said)" in told.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--people", "0", "--survey", "a11-likert"), "0 is not in the range"),
        (("--people", "many", "--survey", "a11-likert"), "not a valid integer"),
        (("--people", "5"), "--people and --survey belong together"),
        (("--survey", "a11-likert"), "--people and --survey belong together"),
        (("--people", "5", "--survey", "a12"), "none has the id a12: a11-likert, a11-tapped"),
        (("--people", "5", "--survey", "none.yaml"), "none.yaml:1: cannot be read"),
        ((*PEOPLE, "--language", "fr"), "a11-likert does not speak fr, but en, es"),
        ((*PEOPLE, "--door", "fax"), "'fax' is not one of"),
        ((*PEOPLE, "--price-minute", "-1"), "-1.0 is not in the range"),
        ((*PEOPLE, "--population", "none.yaml"), "none.yaml:1: cannot be read"),
        ((*PEOPLE, "inbox"), "--people stands alone"),
    ],
)
def test_bad_input_exits_2_with_what_is_wrong(arguments, said):
    told = aftercall(*arguments)
    assert told.exit_code == 2
    assert said in told.stderr
    assert told.stdout == ""


def test_a_population_that_speaks_no_language_of_the_survey_is_bad_input(tmp_path):
    path = tmp_path / "population.yaml"
    path.write_text("languages: {fr: 1}\n")
    told = aftercall(*PEOPLE, "--population", str(path))
    assert told.exit_code == 2
    assert "nobody speaks en or es" in told.stderr
