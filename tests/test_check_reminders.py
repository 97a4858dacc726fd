"""``aftercall check``: reminders that would never be sent."""

import pytest
from click.testing import CliRunner

from app.commands.check import check
from flows.load import SHIPPED_SURVEYS

LINES = """\
lines:
  - id: north
    number: "+12025550100"
    surveys: {text: ours}
    languages: [en]
    agency: Department of Example
    program: Benefits Help Line
    clearance: {control_number: 1234-5678, expires: 2027-05-31, burden_minutes: 2}
    fields: {help_number: 800-555-0100, notice_url: example.gov/s1, notice_url_spoken: example dot gov}
    outreach:
      invite: text
      delay: 1h
      reminder: {after: AFTER}
"""
SURVEY = (SHIPPED_SURVEYS / "a11-likert.yaml").read_text().replace("id: a11-likert\n", "id: ours\n")


@pytest.fixture
def told(tmp_path):
    """What is said of the reminders of a line, ``after`` so long, of a survey that stays ``open_for`` so long."""

    def checking(after, open_for=""):
        surveys, lines = tmp_path / "surveys", tmp_path / "lines.yaml"
        surveys.mkdir()
        (surveys / "ours.yaml").write_text(SURVEY + (f"open_for: {open_for}\n" if open_for else ""))
        lines.write_text(LINES.replace("AFTER", after))
        ended = CliRunner(env={"SURVEYS_DIR": str(surveys), "LINES_FILE": str(lines)}).invoke(check, [])
        said = [line.removeprefix(f"{lines}:") for line in ended.stdout.splitlines() if "reminder" in line]
        return said, ended.exit_code

    return checking


@pytest.mark.parametrize(
    ("after", "open_for"), [("20h", ""), ("1439m", ""), ("24h", "{after_last_text: 30h}"), ("10h", "{text: 12h}")]
)
def test_one_that_comes_while_the_survey_is_open_is_no_finding(told, after, open_for):
    assert told(after, open_for)[0] == []


@pytest.mark.parametrize(
    ("after", "open_for", "closes"),
    [
        ("24h", "", "24h after its last text"),
        ("36h", "", "24h after its last text"),
        ("12h", "{after_last_text: 12h}", "12h after its last text"),
        ("11h", "{text: 12h}", "12h after the contact"),
    ],
)
def test_one_that_comes_after_the_close_is_an_error_with_line_and_key(told, after, open_for, closes):
    said = f"13: error: lines.0.outreach.reminder.after: it would never be sent: ours closes {closes}"
    assert told(after, open_for) == ([said], 1)
