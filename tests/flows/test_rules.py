"""Each rule has a survey that breaks only it, and the finding names the rule, its source and the line."""

from pathlib import Path

import pytest
from generated import surveys
from hypothesis import given, settings
from phones import EXAMPLES

from flows.consistency import findings
from flows.load import SHIPPED_SURVEYS, SurveyError, load_survey, survey_files
from flows.rules import RULES, look_through, rule_findings

BROKEN = EXAMPLES / "rules"
LINES = BROKEN / "lines"
RULES_PAGE = Path(__file__).parents[2] / "docs" / "rules.md"
OF_SURVEYS = [rule for rule in RULES.values() if not (LINES / f"{rule.id}.yaml").exists()]


def complaints(path):
    return look_through(path)[1]


def marked(path, rule):
    """The line of a file that says which rule it breaks."""
    (line,) = [i for i, text in enumerate(path.read_text().splitlines(), 1) if text.endswith(f"# <- {rule.id}")]
    return line


def changed(tmp_path, name, *edits):
    """A survey that breaks a rule, with pieces of its text replaced."""
    text = (BROKEN / f"{name}.yaml").read_text()
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    path = tmp_path / "changed.yaml"
    path.write_text(text)
    return path


def test_the_clean_survey_keeps_every_rule():
    assert complaints(BROKEN / "clean.yaml") == []


@pytest.mark.parametrize("rule", OF_SURVEYS, ids=lambda rule: rule.id)
def test_the_survey_that_breaks_a_rule_has_exactly_that_finding_at_that_line(rule):
    path = BROKEN / f"{rule.id}.yaml"
    found = [(one.rule, one.severity, one.position.line) for one in complaints(path)]
    assert found == [(rule, rule.severity, marked(path, rule))]


@pytest.mark.parametrize("rule", OF_SURVEYS, ids=lambda rule: rule.id)
def test_only_what_cannot_be_asked_at_all_keeps_a_file_from_being_loaded(rule):
    path = BROKEN / f"{rule.id}.yaml"
    if rule.stops == "loading" and rule.severity == "error":
        with pytest.raises(SurveyError):
            load_survey(path)
    else:
        assert load_survey(path).id == rule.id


def test_a_finding_is_told_with_its_rule_and_its_source():
    (one,) = complaints(BROKEN / "satisfaction-on-five-points.yaml")
    assert str(one).endswith("(satisfaction-on-five-points: OMB Circular A-11 section 280.10)")


def test_the_page_of_rules_says_what_the_code_says():
    rows = [line.strip("|").split("|") for line in RULES_PAGE.read_text().splitlines() if line.startswith("| `")]
    told = {tuple(cell.strip() for cell in row) for row in rows if row[0].strip(" `") in RULES}
    stops = {"loading": "error, not loaded", "starting": "error, not started", "nothing": ""}
    assert told == {
        (f"`{rule.id}`", stops[rule.stops] or rule.severity, rule.says, rule.source) for rule in RULES.values()
    }


@pytest.mark.parametrize("name", ["trust-wording", "satisfaction-wording", "driver-wording"])
def test_another_wording_may_stand_once_it_was_discussed(tmp_path, name):
    talk = "discussed_with_omb: {date: 2026-03-02, reference: Letter of the desk officer}"
    whole = changed(tmp_path, name, ("languages: [en, es]\n", f"languages: [en, es]\n{talk}\n"))
    assert complaints(whole) == []


@pytest.mark.parametrize("name", ["trust-on-five-points", "driver-on-five-points", "icons-discussed"])
def test_another_scale_may_stand_once_it_was_discussed(tmp_path, name):
    mark = f"  # <- {name}"
    talk = "\n    discussed_with_omb: {date: 2026-03-02, reference: Letter of the desk officer}"
    assert complaints(changed(tmp_path, name, (mark, talk))) == []


def test_satisfaction_stays_on_five_points_whatever_was_discussed(tmp_path):
    talk = "\n    discussed_with_omb: {date: 2026-03-02, reference: Letter of the desk officer}"
    path = changed(tmp_path, "satisfaction-on-five-points", ("  # <- satisfaction-on-five-points", talk))
    assert [one.rule.id for one in complaints(path)] == ["satisfaction-on-five-points"]


def test_a_driver_may_be_left_out_for_a_reason(tmp_path):
    reason = "\nnot_applicable_because: {transparency: Nothing is decided on the call.}\n\nwording:\n"
    assert complaints(changed(tmp_path, "every-driver-asked", ("\nwording:\n", reason))) == []


def test_the_edits_of_a_statement_are_shown():
    (one,) = complaints(BROKEN / "driver-wording.yaml")
    assert one.message.startswith(
        "more than a minor edit of “My need was addressed.”: “somebody” added, “looked” for “my”"
    )


def test_the_letter_that_makes_texts_dear_is_shown_with_the_cost():
    (one,) = complaints(BROKEN / "text-alphabet.yaml")
    assert one.message.startswith("“’” not in GSM-7: in en 1 of 8 texts go out in UCS-2")  # noqa: RUF001
    assert "segments instead of" in one.message


def test_a_survey_that_waives_the_rules_is_told_to_be_a_trial(tmp_path):
    waived = 'rules: {none_because: "a trial of the scale"}\n'
    path = changed(tmp_path, "trust-asked", ("languages: [en, es]\n", f"languages: [en, es]\n{waived}"))
    (one,) = complaints(path)
    assert (one.severity, one.position.key) == ("warning", "rules")
    assert one.message == "held against no rule, so its responses are marked as test: a trial of the scale"


@pytest.mark.parametrize("path", survey_files(SHIPPED_SURVEYS), ids=lambda path: path.stem)
def test_the_surveys_that_ship_keep_every_rule_that_stops_anything(path):
    found = complaints(path)
    assert [one for one in found if one.severity == "error"] == []
    assert {one.rule.id for one in found} <= {"prompt-length", "text-segments", "text-alphabet", "translation-reviewed"}


def test_what_is_only_said_about_a_survey_is_not_part_of_its_frozen_definition(tmp_path):
    talk = "{date: 2026-03-02, reference: Letter}"
    more = [
        ("reviewed: {es: {by: Office of language access, date: 2026-09-01}}\n", f"discussed_with_omb: {talk}\n"),
        ("    required: true\n", f"    required: true\n    use: To compare.\n    discussed_with_omb: {talk}\n"),
        ("\nwording:\n", "\nnot_applicable_because: {ease: Never.}\nactive: false\n\nwording:\n"),
        ("active: true\n", ""),
    ]
    assert load_survey(changed(tmp_path, "clean", *more)).sha256 == load_survey(BROKEN / "clean.yaml").sha256


def test_that_a_survey_waives_the_rules_is_part_of_its_frozen_definition(tmp_path):
    waived = ("active: true\n", "active: true\nrules: {none_because: A trial.}\n")
    assert load_survey(changed(tmp_path, "clean", waived)).sha256 != load_survey(BROKEN / "clean.yaml").sha256


@settings(deadline=None, max_examples=100)
@given(surveys())
def test_any_survey_that_holds_together_can_be_held_against_the_rules(survey):
    if all(one.severity == "warning" for one in findings(survey)):
        found = list(rule_findings(survey))
        assert {"trust-asked", "satisfaction-asked"} <= {one.rule.id for one in found}


def test_a_reviewed_language_is_one_that_the_survey_speaks(tmp_path):
    path = changed(tmp_path, "clean", ("reviewed: {es: ", "reviewed: {fr: {by: Somebody, date: 2026-09-01}, es: "))
    (one,) = complaints(path)
    assert (one.severity, one.position.key) == ("warning", "reviewed.fr")
