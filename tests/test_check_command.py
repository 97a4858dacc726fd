"""``aftercall check``: what it prints and how it ends."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.commands.check import check
from app.errors import BadInput
from flows.load import SHIPPED_SURVEYS, load_survey
from flows.rules import RULES

CLEAN = Path(__file__).parent / "surveys" / "rules" / "clean.yaml"
LINES = """\
lines:
  - id: north
    number: "+12025550100"
    surveys: {voice: a11-likert, text: a11-likert}
    languages: [en, es]
    agency: Department of Example
    program: Benefits Help Line
    clearance: {control_number: 1234-5678, expires: 2099-05-31, burden_minutes: 2, contact: cx@example.gov, \
privacy_act_not_applicable: nothing is kept}
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


def of_file(path, ended):
    """What is printed of one file, without its name."""
    return [line.removeprefix(f"{path}:") for line in ended.stdout.splitlines() if line.startswith(f"{path}:")]


def test_the_shipped_surveys_and_a_good_lines_file_pass(lines):
    ended = run("--lines", lines)
    assert (ended.exit_code, of_file(lines, ended)) == (0, [])
    warnings = ended.stdout.count(": warning: ")
    assert ended.stderr == f"2 survey file(s) and {lines}: 0 error(s), {warnings} warning(s)\n"


def test_findings_come_file_by_file_and_line_by_line_each_with_its_rule_and_source(lines):
    lines.write_text(LINES.replace("expires: 2099", "expires: 2019"))
    found = json.loads(run("--lines", lines, "--json").stdout)
    files = [one["path"] for one in found]
    assert list(dict.fromkeys(files)) == [*sorted({*files} - {str(lines)}), str(lines)]
    assert found == sorted(found, key=lambda one: (files.index(one["path"]), one["line"]))
    assert all(one["source"] == RULES[one["rule"]].source for one in found)
    (expired,) = (one for one in found if one["path"] == str(lines))
    assert (expired["rule"], expired["severity"], expired["key"]) == (
        "clearance-valid",
        "error",
        "lines.0.clearance.expires",
    )


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
        {
            "path": str(path),
            "line": 1,
            "key": "",
            "severity": "error",
            "message": "is empty",
            "rule": None,
            "source": None,
        }
    ]
    assert json.loads(run("--json", CLEAN).stdout) == []


def test_warnings_alone_do_not_fail(tmp_path):
    path = tmp_path / "spare.yaml"
    text = CLEAN.read_text()
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
    version = load_survey(SHIPPED_SURVEYS / "a11-likert.yaml").version
    assert f"{directory}/again.yaml:1: error: version: a11-likert version {version} stands in" in ended.stdout


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
    told = "9: warning: lines.0.fields.office: ours needs it by voice: each contact must carry it"
    assert (ended.exit_code, of_file(lines, ended)) == (0, [told])


OUTREACH = """\
    outreach:
      invite: text
      follow_up:
        question: trust
        yes: "5"
        survey: a11-tapped
        after: 30d
"""


def told(path, text, **environment):
    """What is printed of a lines file, without its name, and how the command ends."""
    path.write_text(text)
    ended = run(LINES_FILE=str(path), **environment)
    return of_file(path, ended), ended.exit_code


def test_a_good_later_survey_is_no_finding(lines):
    assert told(lines, LINES + OUTREACH) == ([], 0)


@pytest.mark.parametrize(
    ("old", "new", "findings"),
    [
        (
            "survey: a11-tapped",
            "survey: a11-missing",
            ["18: error: lines.0.outreach.follow_up.survey: no survey has the id a11-missing"],
        ),
        (
            "question: trust",
            "question: again",
            [
                f"16: error: lines.0.outreach.follow_up.question: a11-likert, which is asked by {door}, "
                "has no question again"
                for door in ("voice", "text")
            ],
        ),
        (
            'yes: "5"',
            'yes: "7"',
            ["17: error: lines.0.outreach.follow_up.yes: 7 is no answer to trust of a11-likert"],
        ),
        (
            '        yes: "5"\n',
            "",
            [],
        ),
        (
            "question: trust",
            "question: comment",
            ["17: error: lines.0.outreach.follow_up.yes: 5 is no answer to comment of a11-likert"],
        ),
        (
            "      invite: text\n",
            "",
            ["14: error: lines.0.outreach.follow_up: nobody can be invited to it: outreach.invite is none"],
        ),
    ],
)
def test_a_later_survey_is_held_against_line_and_surveys(lines, old, new, findings):
    assert old in OUTREACH
    assert told(lines, LINES + OUTREACH.replace(old, new)) == (findings, 1 if findings else 0)


def test_the_question_of_a_later_survey_may_be_asked_through_one_door_alone(lines):
    text = LINES.replace("text: a11-likert", "text: a11-tapped") + OUTREACH.replace("trust", "ease")
    assert told(lines, text) == (
        ["16: warning: lines.0.outreach.follow_up.question: a11-tapped, which is asked by text, has no question ease"],
        0,
    )


def test_a_later_survey_has_to_be_one_that_the_line_can_ask(tmp_path, lines):
    directory = tmp_path / "surveys"
    directory.mkdir()
    ours = (SHIPPED_SURVEYS / "a11-likert.yaml").read_text().replace("id: a11-likert\n", "id: ours\n")
    (directory / "ours.yaml").write_text(ours.replace("doors: [voice, text]", "doors: [voice]"))
    text = LINES + OUTREACH.replace("a11-tapped", "ours")
    findings = ["18: error: lines.0.outreach.follow_up.survey: ours cannot be asked by text"]
    assert told(lines, text, SURVEYS_DIR=str(directory)) == (findings, 1)


CLEARANCE_LINE = LINES[LINES.index("    clearance") : LINES.index("    fields")]


def test_a_line_needs_a_clearance_or_the_reason_why_there_is_none(tmp_path, lines):
    directory = tmp_path / "surveys"
    directory.mkdir()
    ours = (SHIPPED_SURVEYS / "a11-likert.yaml").read_text().replace("id: a11-likert\n", "id: ours\n")
    for name in ("control_number_spoken", "control_number", "expires_spoken", "expires"):
        ours = ours.replace(f"{{{name}}}", "none")
    (directory / "ours.yaml").write_text(ours)
    text = LINES.replace("a11-likert", "ours").replace(CLEARANCE_LINE, "")
    (finding,), code = told(lines, text, SURVEYS_DIR=str(directory))
    assert (finding.split(": there is none")[0], code) == ("2: error: lines.0.clearance", 1)
    stated = f"{text}    clearance_not_needed: A trial with our own staff\n"
    assert told(lines, stated, SURVEYS_DIR=str(directory)) == ([], 0)


def test_a_merge_field_that_a_line_leaves_out_is_the_only_finding_of_its_file():
    path = CLEAN.parent / "lines" / "merge-fields-filled.yaml"
    found = json.loads(run("--surveys-dir", CLEAN.parent, "--lines", path, "--json").stdout)
    (line,) = [i for i, text in enumerate(path.read_text().splitlines(), 1) if "# <- merge-fields-filled" in text]
    here = [one for one in found if one["path"] == str(path) and one["rule"] in RULES]
    assert [(one["rule"], one["severity"], one["line"]) for one in here] == [("merge-fields-filled", "error", line)]
