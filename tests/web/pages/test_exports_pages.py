"""Files of people: nobody gets rows, columns or files that are not theirs, and what is taken away is accounted for."""

import csv
import io
import json
import re
import zipfile

import pytest
from many_responses import store_responses
from sqlalchemy import select, text

from app.access import people
from app.access.audit import COMMAND
from app.access.people import Access
from app.access.roles import PERMITTED, Permission, Role
from app.pictures.report.ordered import of_pictures
from app.records.access import File
from app.records.people import AuditEvent
from app.reporting.orders.making import make

NORTH = frozenset({"north"})
REPORT_OF_A_DAY = {"format": "report-pdf", "since": "2026-09-21", "until": "2026-09-21"}


@pytest.fixture
def filled(site):
    """Six responses with comments: of unit north, south and none, two each."""
    store_responses(site.runtime.database, 6)
    with site.runtime.database.begin() as connection:
        for number in range(6):
            row = {"unit": ("north", "south", None)[number // 2], "id": number + 1, "words": f"secret word {number}"}
            connection.execute(
                text("update responses set organizational_unit = :unit, comment = :words where id = :id"), row
            )
    return site


def reader(site, role, units=frozenset(), email="ann@agency.gov"):
    site.person(email, Access(frozenset({role}), units))
    return site.inside(email)


def ordered(site, browser, **fields):
    """The address of a file that somebody orders and a worker has made."""
    answer = browser.send("/exports/new", **({"format": "csv"} | fields))
    assert answer.status_code == 303, re.findall(r'alert__text">([^<]*)', answer.text)
    address = answer.headers["Location"]
    make(site.runtime, address.rpartition("/")[2], lambda: False)
    return address


def rows_of(answer):
    return list(csv.DictReader(io.StringIO(answer.text)))


@pytest.mark.parametrize("form", ["csv", "long-csv", "jsonl", "xlsx", "touchpoints-v2", "touchpoints-combined"])
def test_an_analysts_file_holds_only_rows_of_their_units_and_no_comment(filled, form):
    browser = reader(filled, Role.ANALYST, NORTH)
    answer = browser.get(ordered(filled, browser, format=form, unit="", walk_ins="yes") + "/file")
    assert answer.status_code == 200
    if form == "xlsx":
        archive = zipfile.ZipFile(io.BytesIO(answer.data))
        told = "".join(archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml"))
    else:
        told = answer.text
    assert "secret word" not in told
    assert "south" not in told
    with filled.runtime.database.read() as connection:
        assert connection.execute(select(File.written)).scalar_one() == 2


def test_a_managers_file_holds_the_comments_of_their_units(filled):
    browser = reader(filled, Role.MANAGER, NORTH)
    rows = rows_of(browser.get(ordered(filled, browser) + "/file"))
    assert {row["comment"] for row in rows} == {"secret word 0", "secret word 1"}


def test_a_report_with_pictures_is_ordered_watched_and_taken_away_as_any_file(filled):
    browser = reader(filled, Role.ANALYST, NORTH)
    address = browser.send("/exports/new", **REPORT_OF_A_DAY).headers["Location"]
    values = {"state": "running", "written": 3, "expected": 12}
    with filled.runtime.database.begin() as connection:
        connection.execute(File.__table__.update().values(**values))
    assert "25%, 3 of 12 pictures" in browser.get(f"{address}/state").text
    with filled.runtime.database.begin() as connection:
        connection.execute(File.__table__.update().values(state="queued"))
    make(filled.runtime, address.rpartition("/")[2], lambda: False, of_pictures)
    told = browser.get(address).text
    assert "Report with pictures (PDF)" in told
    assert re.search(r"0 pictures, [\d.]+ kB, kept until", told)
    answer = browser.get(f"{address}/file")
    assert (answer.status_code, answer.mimetype, answer.data[:5]) == (200, "application/pdf", b"%PDF-")
    with filled.runtime.database.read() as connection:
        events = connection.execute(select(AuditEvent).order_by(AuditEvent.id)).all()
    made, taken = (event for event in events if event.action in {"file_ordered", "exported"})
    assert (made.details["order"]["units"], taken.details["format"]) == (["north"], "report-pdf")


def test_reports_are_for_those_who_may_see_results_when_they_order_and_when_they_fetch(filled, monkeypatch):
    browser = reader(filled, Role.ANALYST, NORTH)
    address = browser.send("/exports/new", **REPORT_OF_A_DAY).headers["Location"]
    make(filled.runtime, address.rpartition("/")[2], lambda: False, of_pictures)
    assert browser.get(f"{address}/file").status_code == 200
    monkeypatch.setitem(PERMITTED, Role.ANALYST, PERMITTED[Role.ANALYST] - {Permission.RESULTS_READ})
    assert browser.get(f"{address}/file").status_code == 302
    assert "more than you may see now" in browser.get(address).text
    assert browser.send("/exports", to="/exports/new", **REPORT_OF_A_DAY).status_code == 403
    with filled.runtime.database.read() as connection:
        assert len(connection.execute(select(File.id)).all()) == 1


@pytest.mark.parametrize("form", ["quarter", "touchpoints-v1-header", "touchpoints-v2-collections"])
def test_files_of_the_whole_agency_are_for_those_who_see_all_units(filled, form):
    browser = reader(filled, Role.MANAGER, NORTH)
    assert f'value="{form}"' not in browser.get("/exports/new").text
    answer = browser.send("/exports/new", format=form, quarter="2026-Q4")
    assert (answer.status_code, "who see all units" in answer.text) == (422, True)


def test_identifying_columns_are_for_those_who_may(filled):
    manager = reader(filled, Role.MANAGER, None)
    assert 'name="identifying"' not in manager.get("/exports/new").text
    assert manager.send("/exports/new", format="csv", identifying="yes").status_code == 422
    root = reader(filled, Role.ADMINISTRATOR, email="root@agency.gov")
    assert "agent_key" in rows_of(root.get(ordered(filled, root, identifying="yes") + "/file"))[0]


def test_a_file_that_holds_more_than_one_may_see_by_now_cannot_be_fetched(filled):
    browser = reader(filled, Role.MANAGER, frozenset({"north", "south"}))
    address = ordered(filled, browser)
    assert len(rows_of(browser.get(address + "/file"))) == 4
    with filled.runtime.database.begin() as connection:
        ann = people.by_email(connection, "ann@agency.gov")
        root = people.add(
            connection, "root@agency.gov", "Root", Access(frozenset({Role.ADMINISTRATOR})), filled.moment, COMMAND
        )
        assert root
        people.change(connection, ann.id, Access(frozenset({Role.MANAGER}), NORTH), filled.moment, COMMAND)
    answer = browser.get(address + "/file")
    assert (answer.status_code, answer.data) != (200, b"")
    assert "secret word" not in answer.text
    assert "more than you may see now" in browser.get(address).text


def test_nobody_sees_the_files_of_others_but_administrators(filled):
    mine = ordered(filled, reader(filled, Role.MANAGER, None))
    other = reader(filled, Role.MANAGER, None, "other@agency.gov")
    assert "There are no files yet" in other.get("/exports").text
    for path in (mine, f"{mine}/file", f"{mine}/state"):
        assert other.get(path).status_code == 404
    assert other.send("/exports/new", to=f"{mine}/cancel").status_code == 404
    root = reader(filled, Role.ADMINISTRATOR, email="root@agency.gov")
    assert mine in root.get("/exports").text
    assert root.get(f"{mine}/file").status_code == 200


def test_ordering_and_taking_away_stand_in_the_audit(filled):
    browser = reader(filled, Role.ANALYST, NORTH)
    browser.get(ordered(filled, browser) + "/file")
    with filled.runtime.database.read() as connection:
        events = connection.execute(select(AuditEvent).order_by(AuditEvent.id)).all()
    made, taken = (event for event in events if event.action in {"file_ordered", "exported"})
    assert (made.action, taken.action) == ("file_ordered", "exported")
    assert made.actor == taken.actor
    assert made.details["order"]["units"] == ["north"]


def test_progress_cancel_and_expiry_are_told(filled):
    browser = reader(filled, Role.MANAGER, None)
    address = browser.send("/exports/new", format="csv").headers["Location"]
    with filled.runtime.database.begin() as connection:
        connection.execute(File.__table__.update().values(state="running", written=25, expected=200))
    told = browser.get(f"{address}/state").text
    assert "12%" in told
    assert "25 of 200 responses" in told
    assert "data-open" in told
    answer = browser.send(address, to=f"{address}/cancel")
    assert (answer.status_code, "Canceled" in browser.get(address).text) == (303, True)
    with filled.runtime.database.read() as connection:
        taken_back = select(AuditEvent.subject).where(AuditEvent.action == "file_taken_back")
        assert connection.execute(taken_back).scalars().all() == [f"file:{address.rpartition('/')[2]}"]
    made = ordered(filled, browser, line="demo-likert")
    assert "kept until Nov 24, 2026" in browser.get(made).text
    filled.now += 25 * 3600
    again = filled.inside()
    assert "No longer kept" in again.get(made).text
    assert again.get(f"{made}/file").status_code == 302


def test_a_form_sent_twice_makes_one_file_and_another_choice_another(filled):
    browser = reader(filled, Role.MANAGER, None)
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', browser.get("/exports/new").text))
    places = [
        browser.client.post("/exports/new", data={**hidden, "format": form}).headers["Location"]
        for form in ("csv", "csv", "jsonl")
    ]
    assert places[0] == places[1] != places[2]


def test_a_submission_shows_what_its_self_check_found(filled):
    browser = reader(filled, Role.MANAGER, None)
    address = ordered(filled, browser, format="quarter", quarter="2026-Q4")
    told = browser.get(address).text
    archive = zipfile.ZipFile(io.BytesIO(browser.get(f"{address}/file").data))
    check = json.loads(archive.read("self-check.json"))
    reasons = [reason for service in check["services"] for reason in service["reasons"]]
    assert reasons
    for reason in reasons:
        assert f"<code>{reason['code']}</code>" in told
    assert f"{len(reasons)} finding" in told


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"format": "csv", "quarter": "2026"}, "is no fiscal quarter"),
        ({"format": "csv", "quarter": "2026-Q1", "since": "2026-01-01"}, "Quarter excludes since and until"),
        ({"format": "csv", "since": "2026-02-02", "until": "2026-02-01"}, "comes after until"),
        ({"format": "exe"}, "Format"),
        ({"format": "quarter"}, "give the fiscal quarter"),
        ({"format": "report-pdf", "until": "2026-02-01"}, "A report needs a fiscal quarter, or both days."),
        ({"format": "report-pdf", "quarter": "2026-Q1", "status": "complete"}, "please leave out: status"),
        ({"format": "quarter", "quarter": "2026-Q1", "line": "demo-likert"}, "always whole"),
        ({"format": "touchpoints-v2", "identifying": "yes"}, "no columns that identify"),
    ],
)
def test_what_makes_no_sense_is_said_and_nothing_is_ordered(site, fields, said):
    answer = reader(site, Role.ADMINISTRATOR).send("/exports/new", **fields)
    assert (answer.status_code, said in answer.text) == (422, True), re.findall(r'alert__text">([^<]*)', answer.text)
    with site.runtime.database.read() as connection:
        assert connection.execute(select(File.id)).first() is None


def test_older_files_are_behind_a_link(site):
    browser = reader(site, Role.MANAGER, None)
    for number in range(27):
        site.now += 1
        browser.send("/exports/new", format="csv", queue=f"q{number}")
    first = browser.get("/exports").text
    older = re.search(r'href="(/exports\?before=[^"]*)"', first)[1].replace("&amp;", "&")
    assert (first.count("<tr>"), browser.get(older).text.count("<tr>")) == (26, 3)
    for day in ("yesterday", "0001-01-01T00:00:00%2B14:00", "2026-01-01"):
        assert browser.get(f"/exports?before={day}").status_code == 404
