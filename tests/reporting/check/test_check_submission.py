"""A whole submission is checked file by file, against its manifest, and one file against the other."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from correct_files import DRIVERS, HEADERS, written

from app.cli import main
from app.errors import BadInput
from app.reporting.check.submission import SubmissionExamination

VOLUMES = ("volume_of_customers", "volume_of_customers_provided_survey_opportunity", "volume_of_respondents")
GOLDEN = Path(__file__).parents[1] / "quarter" / "golden"
CLEARANCE, SERVICE = "1545-2290", "Enrollment"
COUNTS = [[1, 2, 3, 4, number] for number in range(5, 11)]
NOTHING = {f"{sign}_{name}": "0" for sign in ("positive", "negative") for name in DRIVERS}


def response(number, trust):
    return {**NOTHING, "external_id": f"r{number}", "question_1": trust, "question_4": ""}


def question(number, counts):
    return {
        "standardized_question_number": str(number),
        "standardized_question_identifier": f"answer_{number:02}",
        "customized_question_text": f"Question {number}",
        **{f"likert_scale_{point}": str(count) for point, count in enumerate(counts, start=1)},
        "response_volume": str(sum(counts)),
        "start_date": "2025-10-01",
        "end_date": "2025-12-31",
    }


def detail(trust, respondents):
    return {
        "cx_collection_fiscal_year": "2026",
        "cx_collection_quarter": "1",
        "service_name": SERVICE,
        "transaction_point": "post_interaction",
        "channel": "sms_text_messages",
        **dict(zip(VOLUMES, ("900", "30", str(respondents)), strict=True)),
        "omb_control_number": CLEARANCE,
        "survey_type": trust,
        "trust_question_text": "I trust the agency.",
    }


def quarterly_row():
    row = {
        "collection_year": "2026",
        "collection_quarter": "1",
        "channel": "automated_phone",
        "omb_control_number": CLEARANCE,
        **dict(zip(VOLUMES, ("900", "30", "20"), strict=True)),
        **{f"q{number}_{point}": "0" for number in range(1, 12) for point in range(1, 6)},
    }
    for number, counts in enumerate(COUNTS, start=1):
        row[f"q{number}_text"] = f"Question {number}"
        row |= {f"q{number}_{point}": str(count) for point, count in enumerate(counts, start=1)}
    return row


def header_row():
    return {
        "mode": "Phone",
        "start_date": "2025-10-01",
        "end_date": "2025-12-31",
        **dict(zip(("total_volume", "survey_opp_volume", "response_count"), ("900", "30", "20"), strict=True)),
        "OMB_control_number": CLEARANCE,
    }


def collection():
    quarter = {"fiscal_year": "2026", "quarter": "1", "service_name": SERVICE}
    return {**quarter, "rating": "TRUE", "aasm_state": "draft", "cx_collection_details_count": "2"}


def metrics_row():
    counts = {"days": "92", "customers": "900", "abandoned": "30", "abandonment_customers": "800"}
    waits = {"abandonment_percent": "3.8", "speed_of_answer_seconds": "42.5", "answered_customers": "770"}
    return {"service": SERVICE, "channel": "phone", **counts, **waits}


FILES = {
    "likert_responses.csv": ("touchpoints-v2", "responses", lambda: [response(1, "5"), response(2, "1")]),
    "thumbs_responses.csv": ("touchpoints-v2", "responses", lambda: [response(n, "0") for n in range(3)]),
    "header.csv": ("touchpoints-v1-header", "header-v1", lambda: [header_row()]),
    "questions.csv": (
        "touchpoints-v1-questions",
        "questions-v1",
        lambda: [question(number, counts) for number, counts in enumerate(COUNTS, start=1)],
    ),
    "quarterly.csv": ("touchpoints-v1-quarterly", "quarterly-v1", lambda: [quarterly_row()]),
    "details.csv": (
        "touchpoints-v2-details",
        "details-v2",
        lambda: [detail("likert_scale", 2), detail("thumbs_up_down", 3)],
    ),
    "metrics.csv": ("operational_metrics", "operational-metrics", lambda: [metrics_row()]),
    "collections.csv": ("touchpoints-v2-collections", "collections-v2", lambda: [collection()]),
    "self-check.md": ("self-check", None, None),
}


def submission(directory, **changes):
    """Writes the submission; ``changes`` are made to the first row of the file that they are named for."""
    entries = []
    for name, (holds, kind, rows) in FILES.items():
        made = [] if rows is None else rows()
        made[:1] = [{**row, **changes.get(name.removesuffix(".csv"), {})} for row in made[:1]]
        content = b"# Green\n" if kind is None else written(HEADERS[kind], made)[0]
        (directory / name).write_bytes(content)
        digest = hashlib.sha256(content).hexdigest()
        counted = {} if kind is None else {"rows": len(made)}
        entries.append({"name": name, "holds": holds, "bytes": len(content), "sha256": digest, **counted})
    facts = {"fiscal_year": 2026, "quarter": 1, "first_day": "2025-10-01", "last_day": "2025-12-31"}
    (directory / "MANIFEST.json").write_text(json.dumps({"kind": "aftercall quarter", **facts, "files": entries}))
    return directory


def found(directory):
    findings = SubmissionExamination(directory).findings()
    return [(each.code, each.file.rpartition("/")[2], each.row, each.column) for each in findings]


def test_a_submission_that_agrees_has_no_findings(tmp_path):
    examination = SubmissionExamination(submission(tmp_path))
    assert list(examination.findings()) == []
    assert (examination.rows, examination.recomputed) == (17, 7)


@pytest.mark.parametrize(
    ("file", "changes", "expected"),
    [
        ("details", {VOLUMES[2]: "3"}, ("count-differs", "details.csv", 2, VOLUMES[2])),
        ("details", {"survey_type": "thumbs_up_down"}, ("survey-type-differs", "details.csv", 2, "survey_type")),
        ("thumbs_responses", {"question_1": "4"}, ("survey-type-differs", "details.csv", 3, "survey_type")),
        ("details", {"service_name": "Other"}, ("count-differs", "collections.csv", 2, "cx_collection_details_count")),
        ("details", {"cx_collection_quarter": "2"}, ("quarter-differs", "details.csv", 2, "cx_collection_quarter")),
        ("collections", {"fiscal_year": "2025"}, ("quarter-differs", "collections.csv", 2, "fiscal_year")),
        ("quarterly", {"collection_quarter": "4"}, ("quarter-differs", "quarterly.csv", 2, "collection_quarter")),
        ("header", {"end_date": "2026-03-31"}, ("quarter-differs", "header.csv", 2, "end_date")),
        ("header", {"response_count": "21"}, ("count-differs", "quarterly.csv", 2, VOLUMES[2])),
        ("header", {"total_volume": ""}, ("count-differs", "quarterly.csv", 2, VOLUMES[0])),
        ("quarterly", {"q1_5": "6"}, ("count-differs", "quarterly.csv", 2, "q1_5")),
        (
            "questions",
            {"likert_scale_1": "9", "response_volume": "23"},
            ("answers-exceed-respondents", "questions.csv", 2, "response_volume"),
        ),
        ("metrics", {"abandonment_percent": "3.7"}, ("rate-differs", "metrics.csv", 2, "abandonment_percent")),
        ("metrics", {"abandoned": "801"}, ("abandoned-exceed-customers", "metrics.csv", 2, "abandoned")),
        (
            "metrics",
            {"answered_customers": "901"},
            ("abandoned-exceed-customers", "metrics.csv", 2, "answered_customers"),
        ),
    ],
)
def test_files_that_disagree_are_named_with_row_and_column(tmp_path, file, changes, expected):
    assert expected in found(submission(tmp_path, **{file: changes}))


def test_a_file_that_was_changed_afterwards_is_named(tmp_path):
    file = submission(tmp_path) / "self-check.md"
    file.write_text("# Green!\n")
    assert [code for code, *_ in found(tmp_path)] == ["file-differs", "file-differs"]


def test_rows_taken_away_afterwards_are_named_everywhere(tmp_path):
    file = submission(tmp_path) / "likert_responses.csv"
    file.write_bytes(b"".join(file.read_bytes().splitlines(keepends=True)[:-1]))
    assert [(code, name) for code, name, *_ in found(tmp_path)] == [
        *[("file-differs", "likert_responses.csv")] * 3,
        ("count-differs", "details.csv"),
    ]


def test_missing_unknown_and_unreadable_files_are_named(tmp_path):
    submission(tmp_path)
    (tmp_path / "self-check.md").unlink()
    (tmp_path / "notes.txt").write_text("mine")
    (tmp_path / "metrics.csv").write_text("a,b\n")
    assert {(code, name) for code, name, *_ in found(tmp_path)} == {
        ("file-missing", "MANIFEST.json"),
        ("file-unlisted", "notes.txt"),
        ("file-differs", "metrics.csv"),
        ("file-refused", "metrics.csv"),
    }


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs a file that nobody can read from its beginning")
def test_a_file_that_cannot_be_read_is_named_and_the_others_are_checked(tmp_path):
    submission(tmp_path)
    (tmp_path / "metrics.csv").unlink()
    (tmp_path / "metrics.csv").symlink_to("/proc/self/mem")
    assert [(code, name) for code, name, *_ in found(tmp_path)] == [("file-refused", "metrics.csv")]


def test_a_response_file_without_its_detail_is_found(tmp_path):
    manifest = json.loads((submission(tmp_path) / "MANIFEST.json").read_text())
    manifest["files"] = [file for file in manifest["files"] if file["name"] != "thumbs_responses.csv"]
    (tmp_path / "MANIFEST.json").write_text(json.dumps(manifest))
    assert ("count-differs", "likert_responses.csv", None, None) in found(tmp_path)


@pytest.mark.parametrize("name", ["../outside.csv", "/etc/passwd", ""])
def test_a_manifest_leads_nowhere_outside_its_directory(tmp_path, name):
    (tmp_path / "MANIFEST.json").write_text(json.dumps({"files": [{"name": name}]}))
    assert found(tmp_path) == [("file-missing", "MANIFEST.json", None, None)]


@pytest.mark.parametrize(
    "content", [None, "", "[]", '{"files": 3}', '{"files": [3]}', '{"files": [{"holds": "x"}]}', "[" * 100_000]
)
def test_a_directory_without_a_manifest_to_be_read_is_refused(tmp_path, content):
    if content is not None:
        (tmp_path / "MANIFEST.json").write_text(content)
    with pytest.raises(BadInput):
        list(SubmissionExamination(tmp_path).findings())


def test_a_submission_as_the_command_writes_it_agrees():
    findings = list(SubmissionExamination(GOLDEN).findings())
    assert {(finding.code, finding.severity) for finding in findings} == {
        ("question-without-counts", "note"),
        ("comment-would-run", "note"),
    }


def test_the_command_takes_a_directory_and_names_its_files(tmp_path):
    submission(tmp_path, header={"mode": "Telegram"})
    done = CliRunner().invoke(main, ["report", "check", str(tmp_path)], catch_exceptions=False)
    assert done.exit_code == 1
    lines = done.stdout.splitlines()
    assert lines[0] == f"{tmp_path}: submission of a quarter, 17 row(s)"
    assert f"{tmp_path / 'header.csv'}: line 2: mode: “Telegram”: is none of" in done.stdout
