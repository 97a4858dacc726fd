"""What the rules forbid stops the start, naming file and line, while it would be used; a trial starts."""

from pathlib import Path

import pytest

from app.activation import refuse_lines, refuse_surveys
from app.errors import BadInput
from app.lines import LOCAL_LINES, load_lines
from flows.load import load_survey

RULES = Path(__file__).parent / "surveys" / "rules"
TRIAL = "rules: {none_because: A trial of the words.}"


@pytest.fixture
def start(tmp_path):
    def started(name="clean", lines_file=LOCAL_LINES, **changes):
        text = (RULES / f"{name}.yaml").read_text()
        for old, new in changes.items():
            assert f"{old}: true" in text
            text = text.replace(f"{old}: true", new)
        path = tmp_path / f"{name}.yaml"
        path.write_text(text)
        refuse_surveys({path: load_survey(path)})
        refuse_lines(lines_file, load_lines(lines_file))
        return path

    return started


def refusal(start, *given, **more):
    with pytest.raises(BadInput) as refused:
        start(*given, **more)
    return str(refused.value)


def test_a_survey_that_keeps_the_rules_starts(start):
    start()


def test_an_active_survey_with_a_rule_error_stops_the_start_naming_file_line_and_rule(start, tmp_path):
    text = (RULES / "trust-asked.yaml").read_text()
    line = text[: text.index("# <- trust-asked")].count("\n") + 1
    told = refusal(start, "trust-asked")
    assert told.startswith(f"{tmp_path}/trust-asked.yaml:{line}: error: questions: no question by voice measures trust")
    assert told.endswith("(trust-asked: OMB Circular A-11 section 280.10)")


def test_a_draft_that_is_not_active_stops_nothing(start):
    start("trust-asked", active="active: false")


def test_warnings_stop_nothing(start):
    start("prompt-length")


def test_a_trial_starts_whatever_it_breaks(start):
    start("trust-asked", active=f"active: true\n{TRIAL}")


def test_a_line_without_clearance_or_reason_stops_the_start(start):
    path = RULES / "lines" / "clearance-or-reason.yaml"
    assert refusal(start, lines_file=path).startswith(f"{path}:3: error: lines.0.clearance: there is none")


def test_a_clearance_that_has_expired_stops_no_start(start):
    start(lines_file=RULES / "lines" / "clearance-valid.yaml")
