"""Each rule of lines has a lines file that breaks only it, and the finding names the rule and the line."""

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from app.line_requirements import line_rule_findings
from app.lines import load_lines
from flows.load import complaint, load_survey, located_yaml, read_text
from flows.rules import RULES

SURVEYS = Path(__file__).parent / "surveys" / "rules"
LINES = SURVEYS / "lines"
TODAY = date(2026, 11, 2)
ASKED = [load_survey(SURVEYS / "clean.yaml"), load_survey(LINES / "without-number-survey.yaml")]
BROKEN = [
    path.stem for path in sorted(LINES.glob("*.yaml")) if path.stem in RULES and path.stem != "merge-fields-filled"
]


def found(path, today=TODAY):
    positions = located_yaml(read_text(path), path)[1]
    (line,) = load_lines(path).lines
    return [complaint(path, positions, finding) for finding in line_rule_findings(0, line, ASKED, today)]


def changed(tmp_path, name, old, new):
    text = (LINES / f"{name}.yaml").read_text()
    assert old in text
    path = tmp_path / "lines.yaml"
    path.write_text(text.replace(old, new))
    return path


def test_the_clean_line_keeps_every_rule():
    assert found(LINES / "clean.yaml") == []


@pytest.mark.parametrize("name", BROKEN)
def test_the_line_that_breaks_a_rule_has_exactly_that_finding_at_that_line(name):
    path = LINES / f"{name}.yaml"
    (line,) = [i for i, text in enumerate(path.read_text().splitlines(), 1) if text.endswith(f"# <- {name}")]
    assert [(one.rule.id, one.severity, one.position.line) for one in found(path)] == [(name, "error", line)]


def test_a_line_needs_no_clearance_where_a_reason_says_so(tmp_path):
    reason = "    clearance_not_needed: Only our own staff are asked.\n    fields:\n"
    assert found(changed(tmp_path, "clearance-or-reason", "    fields:\n", reason)) == []


def test_the_last_day_of_a_clearance_is_valid_and_an_extension_moves_it(tmp_path):
    assert found(LINES / "clean.yaml", date(2027, 5, 31)) == []
    (late,) = found(LINES / "clean.yaml", date(2027, 6, 1))
    assert late.rule.id == "clearance-valid"
    more = (
        "expires: 2027-05-31\n      extended_until: 2027-08-31\n      extended_reason: Review\n      extended_by: OMB"
    )
    assert found(changed(tmp_path, "clean", "expires: 2027-05-31", more), date(2027, 8, 31)) == []


def test_a_number_that_stands_in_the_words_themselves_is_shown(tmp_path):
    shutil.copytree(SURVEYS, tmp_path, dirs_exist_ok=True)
    survey = tmp_path / "clean.yaml"
    survey.write_text(survey.read_text().replace("{control_number_spoken}", "1234-5678"))
    (line,) = load_lines(LINES / "clean.yaml").lines
    assert list(line_rule_findings(0, line, [load_survey(survey)], TODAY)) == []


def test_the_burden_is_held_against_the_minutes_of_each_door_and_language(tmp_path):
    (one,) = found(changed(tmp_path, "clean", "burden_minutes: 2", "burden_minutes: 0.5"))
    told = re.findall(r"clean takes \d min by (\w+) in (\w+)", one.message)
    assert told == [("voice", "en"), ("voice", "es"), ("text", "en"), ("text", "es")]
    assert one.message.endswith("; approved are 0.5")
