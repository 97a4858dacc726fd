"""``aftercall check``: what it prints and how it ends."""

import json
import shutil

import pytest
from click.testing import CliRunner

from app.commands.check import check
from app.errors import BadInput
from flows.load import SHIPPED_SURVEYS

LINES = """\
lines:
  - id: north
    number: "+12025550100"
    surveys: {voice: a11-likert, text: a11-likert}
    languages: [en, es]
    agency: Department of Example
    program: Benefits Help Line
    clearance: {control_number: 1234-5678, expires: 2027-05-31, burden_minutes: 2}
    fields:
      help_number: 800-555-0100
      notice_url: example.gov/s1
      notice_url_spoken: example dot gov, slash, s, 1
"""


def run(*arguments, **environment):
    return CliRunner(env={"SURVEYS_DIR": None, "LINES_FILE": None, **environment}).invoke(
        check, [str(argument) for argument in arguments]
    )


@pytest.fixture
def lines(tmp_path):
    path = tmp_path / "lines.yaml"
    path.write_text(LINES)
    return path


def test_the_shipped_surveys_and_a_good_lines_file_pass(lines):
    ended = run("--lines", lines)
    assert (ended.exit_code, ended.stdout) == (0, "")
    assert ended.stderr == f"2 survey file(s) and {lines}: 0 error(s), 0 warning(s)\n"


def test_a_malformed_survey_is_told_with_file_line_and_key(tmp_path):
    path = tmp_path / "broken.yaml"
    text = (SHIPPED_SURVEYS / "a11-likert.yaml").read_text()
    path.write_text(
        text.replace("measure: trust\n", "measure: trusty\n").replace("    required: true\n", "    require: 1\n")
    )
    line = text[: text.index("measure: trust\n")].count("\n") + 1
    ended = run(path)
    assert ended.exit_code == 1
    assert f"{path}:{line}: error: questions.1.measure: Input should be" in ended.stdout
    assert f"{path}:{line + 2}: error: questions.1.require: Extra inputs are not permitted" in ended.stdout
    assert ended.stderr == "1 survey file(s): 3 error(s), 0 warning(s)\n"


def test_json_says_the_same_to_a_script(tmp_path):
    path = tmp_path / "empty.yaml"
    path.write_text("")
    ended = run("--json", path)
    assert ended.exit_code == 1
    assert json.loads(ended.stdout) == [
        {"path": str(path), "line": 1, "key": "", "severity": "error", "message": "is empty"}
    ]
    assert json.loads(run("--json", SHIPPED_SURVEYS).stdout) == []


def test_warnings_alone_do_not_fail(tmp_path):
    path = tmp_path / "spare.yaml"
    text = (SHIPPED_SURVEYS / "a11-likert.yaml").read_text()
    path.write_text(text.replace("\nwording:\n", "\nwording:\n  sayonara: Bye.\n"))
    ended = run(path)
    assert (ended.exit_code, ended.stdout.count(": warning: ")) == (0, 1)


def test_a_file_that_cannot_be_read_is_bad_input(tmp_path):
    ended = run(tmp_path / "none.yaml")
    assert isinstance(ended.exception, BadInput)
    assert str(ended.exception) == f"{tmp_path}/none.yaml:1: cannot be read: No such file or directory"


def test_surveys_of_the_surveys_directory_are_looked_through_beside_the_shipped(tmp_path, lines):
    directory = tmp_path / "surveys"
    directory.mkdir()
    shutil.copy(SHIPPED_SURVEYS / "a11-likert.yaml", directory / "again.yaml")
    ended = run(SURVEYS_DIR=str(directory), LINES_FILE=str(lines))
    assert ended.exit_code == 1
    assert f"{directory}/again.yaml:1: error: version: a11-likert version 1 stands in" in ended.stdout


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "voice: a11-likert",
            "voice: a11-missing",
            "4: error: lines.0.surveys.voice: no survey has the id a11-missing",
        ),
        ("[en, es]", "[en, fr]", "5: error: lines.0.languages: a11-likert does not speak fr"),
        (
            "      help_number: 800-555-0100\n",
            "",
            "9: error: lines.0.fields.help_number: a11-likert says {help_number} by text",
        ),
        (
            LINES[LINES.index("    clearance") : LINES.index("    fields")],
            "",
            "2: error: lines.0.clearance: a11-likert says",
        ),
        ("id: north", "id: North", "2: error: lines.0.id: String should match"),
        ("    agency: Department of Example\n", "", "2: error: lines.0.agency: Field required"),
        ("lines:\n", "lines:\n  - &x [*x]\n", "2: error: "),
    ],
)
def test_a_line_is_held_against_its_surveys(lines, old, new, told):
    lines.write_text(LINES.replace(old, new))
    ended = run(LINES_FILE=str(lines))
    assert ended.exit_code == 1
    assert f"{lines}:{told}" in ended.stdout


def test_a_line_needs_an_active_version_that_can_be_asked_through_its_door(tmp_path, lines):
    directory = tmp_path / "surveys"
    directory.mkdir()
    text = (SHIPPED_SURVEYS / "a11-likert.yaml").read_text().replace("id: a11-likert\n", "id: ours\n")
    lines.write_text(LINES.replace("text: a11-likert", "text: ours"))
    (directory / "ours.yaml").write_text(text.replace("active: true", "active: false"))
    assert "no version of ours is active" in run("--surveys-dir", directory, "--lines", lines).stdout
    (directory / "ours.yaml").write_text(text.replace("doors: [voice, text]", "doors: [voice]"))
    assert "surveys.text: ours cannot be asked by text" in run("--surveys-dir", directory, "--lines", lines).stdout


def test_a_merge_field_of_the_surveys_own_may_come_with_the_contact(tmp_path, lines):
    directory = tmp_path / "surveys"
    directory.mkdir()
    text = (SHIPPED_SURVEYS / "a11-likert.yaml").read_text().replace("id: a11-likert\n", "id: ours\nfields: [office]\n")
    (directory / "ours.yaml").write_text(text.replace("It took a reasonable", "The {office} took a reasonable"))
    lines.write_text(LINES.replace("voice: a11-likert", "voice: ours"))
    ended = run("--surveys-dir", directory, "--lines", lines)
    assert (ended.exit_code, ended.stdout) == (
        0,
        f"{lines}:9: warning: lines.0.fields.office: ours needs it by voice: each contact must carry it\n",
    )
