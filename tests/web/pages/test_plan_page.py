"""The collection plan: a row for every survey that the reader may know of, as a page and as a file."""

import csv
import io
import re
from html import unescape

import pytest
from site_pages import Site
from surveying_site import collect, lines_file, sees


@pytest.fixture
def site(tmp_path, database_url, valkey):
    opened = Site(tmp_path, database_url, valkey.url, LINES_FILE=lines_file(tmp_path))
    collect(opened, "north", "north", "south", None)
    yield opened
    opened.close()


def plan_of(browser, query=""):
    """The rows of the file by survey."""
    answer = browser.get(f"/plan.csv{query}")
    assert answer.content_type == "text/csv; charset=utf-8"
    return {row["survey"]: row for row in csv.DictReader(io.StringIO(answer.text))}


def test_the_plan_has_what_the_circular_asks_for(site):
    site.person()
    rows = plan_of(site.inside())
    assert list(rows) == ["a11-likert", "a11-tapped", "web-exit"]
    mine = rows["a11-likert"]
    assert mine["title"] == "Customer experience of benefits callers"
    assert mine["timing"] == "Transaction: after a single interaction; 15 minutes to 48 hours after the contact's end"
    assert mine["channels"] == "automated_phone, sms_text_messages"
    assert mine["population"] == "Everybody who was in contact with Benefits Help Line"
    assert mine["sampling"] == "complaints 100%, all others 20%"
    assert mine["quarantine"] == "nobody is asked again within 60 days, but for callers of type provider"
    assert (mine["control_number"], mine["expires"], mine["burden_minutes"]) == ("1234-5678", "2027-05-31", "2")
    assert (mine["responses_allowed"], mine["hours_allowed"], mine["customers"]) == ("50000", "1667", "12345")
    assert (mine["responses"], mine["respondents"], mine["quarter"]) == ("4", "4", "2027-Q1")
    assert mine["contact"] == "Customer experience office, cx@example.gov"
    assert rows["web-exit"]["title"] == "Exit survey of the website"


def test_another_quarter_has_figures_of_its_own(site):
    site.person()
    mine = site.inside()
    assert plan_of(mine, "?quarter=2026-Q4")["a11-likert"]["responses"] == "0"
    wrong = mine.get("/plan?quarter=soon")
    assert (wrong.status_code, "no fiscal quarter" in unescape(wrong.text)) == (422, True)
    assert mine.get("/plan.csv?quarter=soon").status_code == 422


def test_who_sees_a_unit_sees_its_lines_and_its_responses_alone(site):
    site.person(access=sees("north"))
    rows = plan_of(site.inside())
    assert list(rows) == ["a11-likert"]
    assert (rows["a11-likert"]["responses"], rows["a11-likert"]["customers"]) == ("2", "")


def test_the_page_says_the_same(site):
    site.person()
    told = " ".join(unescape(re.sub(r"<[^>]*>", " ", site.inside().get("/plan").text)).split())
    for words in (
        "OMB 1234-5678, expires May 31, 2027; 0 responses used of 50,000 a year",
        "Responses in the quarter 4 (n = 4 with an answer)",
        "Customers in the quarter 12,345",
        "figures of fiscal quarter 2027-Q1 (Oct 1, 2026 to Dec 31, 2026)",
    ):
        assert words in told, words
