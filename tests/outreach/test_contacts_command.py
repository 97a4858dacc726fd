"""``aftercall contacts import``: what is taken, what is told, and how it ends."""

import json
from datetime import UTC, datetime, timedelta

import pytest
import yaml
from click.testing import CliRunner
from reported_contacts import CLEARANCE
from service import environment_on
from sqlalchemy import select

from app.commands.contacts import contacts
from app.errors import BadInput
from app.records.contacts import Contact, Invitation

ENDED = (datetime.now(UTC) - timedelta(minutes=1)).isoformat()
HEADER = "line,contact_id,number,ended_at,queue,consent,wait_seconds,facts"


@pytest.fixture
def run(tmp_path, database, database_url):
    """Imports the rows of a file with further options."""
    line = {
        "id": "benefits",
        "number": "+12025550100",
        "surveys": {"text": "a11-tapped"},
        "languages": ["en"],
        "agency": "Department of Example",
        "program": "Benefits",
        "clearance": {**CLEARANCE, "expires": "2099-12-31"},
        "outreach": {"invite": "text", "holidays": "none"},
    }
    lines = tmp_path / "lines.yaml"
    lines.write_text(yaml.safe_dump({"lines": [line]}), encoding="utf-8")
    environment = environment_on(database_url, LINES_FILE=str(lines))

    def imported(rows, *options, header=HEADER):
        file = tmp_path / "contacts.csv"
        file.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
        return CliRunner(env=environment).invoke(contacts, ["import", str(file), *options])

    return imported


def row(number, queue="claims", consent="", wait="12", facts=""):
    return f"benefits,c-{number},+1212{2_000_000 + number},{ENDED},{queue},{consent},{wait},{facts}"


def stored(database, model):
    with database.read() as connection:
        return connection.execute(select(model)).all()


def test_a_file_is_imported_and_may_be_imported_again(database, run):
    rows = [row(1), row(2, consent="no"), row(3, facts='"{""visits"": 2, ""web"": true}"'), row(1, queue="tax")]
    first = run(rows)
    assert first.exit_code == 0, first.output
    assert first.stdout == ""
    assert first.stderr == "decisions: ask 2, no_consent 1\n3 new, 0 changed, 0 unchanged\n"
    assert {one.external_id: one.queue for one in stored(database, Contact)} == {
        "c-1": "tax",
        "c-2": "claims",
        "c-3": "claims",
    }
    assert next(one.facts for one in stored(database, Contact) if one.facts) == {"visits": 2, "web": True}
    planned = stored(database, Invitation)
    again = run(rows[1:])
    assert again.stderr == "decisions: ask 2, no_consent 1\n0 new, 0 changed, 3 unchanged\n"
    assert stored(database, Invitation) == planned


def test_bad_lines_are_told_by_line_and_column_and_the_others_are_kept(database, run):
    rows = [
        row(1),
        row(2, wait="soon"),
        "nowhere" + row(3)[8:],
        row(4) + ",more",
        row(5, facts="[1]"),
        "benefits,,,,,,,",
    ]
    told = run(rows)
    assert told.exit_code == 0
    file = told.stderr.split(":", 1)[0]
    assert told.stderr.splitlines()[:-2] == [
        f"{file}:3: wait_seconds: 'soon' Input should be a valid integer, unable to parse string as an integer",
        f"{file}:4: line: 'nowhere' is neither the id nor the number of a line",
        f"{file}:5: has 9 cells where the header has 8",
        f"{file}:6: facts: '[1]' Input should be a valid dictionary",
        f"{file}:7: contact_id: is missing",
        f"{file}:7: ended_at: is needed of a call that has ended",
    ]
    assert told.stderr.endswith("1 new, 0 changed, 0 unchanged; 5 records with bad cells left out\n")
    assert [one.external_id for one in stored(database, Contact)] == ["c-1"]


def test_nothing_is_written_where_a_bad_line_is_to_refuse_the_file(database, run):
    refused = run([row(1), row(2, wait="soon")], "--on-error", "refuse")
    assert isinstance(refused.exception, BadInput)
    assert stored(database, Contact) == []
    assert run([row(1)], "--on-error", "refuse").exit_code == 0
    assert len(stored(database, Contact)) == 1


def test_a_trial_run_says_what_would_be(database, run):
    told = run([row(1)], "--dry-run")
    assert told.stderr == "decisions would be: ask 1\nwould be: 1 new, 0 changed, 0 unchanged\n"
    assert stored(database, Contact) == []


def test_times_without_a_zone_are_local_where_one_is_named(database, run):
    header = "line,contact_id,number,started_at,ended_at"
    rows = ["benefits,c-1,+12122000001,2026-10-05 09:58,2026-10-05T10:04:30"]
    refused = run(rows, header=header)
    assert [line.split(": ")[1] for line in refused.stderr.splitlines()[:2]] == ["started_at", "ended_at"]
    assert run(rows, "--zone", "America/Denver", header=header).stderr.endswith("1 new, 0 changed, 0 unchanged\n")
    (contact,) = stored(database, Contact)
    assert contact.started_at == datetime(2026, 10, 5, 15, 58, tzinfo=UTC)
    assert contact.ended_at == datetime(2026, 10, 5, 16, 4, 30, tzinfo=UTC)


TIMES = "line,contact_id,number,state,started_at,ended_at"
BEGUN = datetime.now(UTC) - timedelta(minutes=9)


def times(number, state="ended", started="", ended=""):
    return f"benefits,c-{number},+1212{2_000_000 + number},{state},{started},{ended}"


def test_a_line_that_contradicts_an_earlier_report_is_told_and_left_out(database, run):
    run([times(1, "started", BEGUN.isoformat())], header=TIMES)
    early = (BEGUN - timedelta(seconds=1)).isoformat()
    rows = [times(2, ended=ENDED), times(1, ended=early), times(3, "started", BEGUN.isoformat()), times(3, ended=early)]
    refused = run(rows, "--on-error", "refuse", header=TIMES)
    assert isinstance(refused.exception, BadInput)
    assert len(stored(database, Contact)) == 1
    told = run(rows, header=TIMES)
    assert told.exit_code == 0
    assert [line.split(":", 1)[1] for line in told.stderr.splitlines()[:2]] == [
        f"{line}: ended_at: {early!r} is before started_at of an earlier report, {BEGUN.isoformat()}" for line in (3, 5)
    ]
    assert told.stderr.endswith("2 new, 0 changed, 0 unchanged; 2 records with bad cells left out\n")
    assert {one.external_id: one.ended_at is None for one in stored(database, Contact)} == {
        "c-1": True,
        "c-2": False,
        "c-3": True,
    }


def test_programs_read_json(run):
    told = [json.loads(line) for line in run([row(1), row(2, wait="soon")], "--json").stdout.splitlines()]
    assert [one["kind"] for one in told] == ["bad_cell", "decisions", "summary"]
    assert (told[0]["line"], told[0]["column"]) == (3, "wait_seconds")
    assert told[1] == {"kind": "decisions", "ask": 1}
    assert (told[2]["new"], told[2]["records"], told[2]["bad_records"]) == (1, 1, 1)


def test_more_than_a_batch_is_taken_batch_by_batch(database, run):
    told = run([row(number) for number in range(1001)])
    assert told.stderr.endswith("1,001 new, 0 changed, 0 unchanged\n")
    assert len(stored(database, Invitation)) == 1001


def test_a_header_with_an_unknown_column_is_refused(run):
    refused = run([], header="contact_id,line,colour")
    assert isinstance(refused.exception, BadInput)
    assert "colour" in str(refused.exception)
