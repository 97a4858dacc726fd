"""Notes on the trend as pages: adding, changing and removing them, and the list."""

import re

import pytest
from overview_examples import LINES, NORTH, author, draft, lines_file, put
from site_pages import Site

from app.access.people import Access
from app.access.roles import Role

FORM = {"kind": "outage", "words": "Down all day.", "first_day": "2026-11-03", "last_day": "", "line": "", "unit": ""}


@pytest.fixture
def lined(tmp_path, sqlite_url, valkey):
    """The pages with two lines of two units."""
    opened = Site(tmp_path, sqlite_url, valkey.url, LINES_FILE=lines_file(tmp_path))
    yield opened
    opened.close()


def inside(site, units=None, email="ann@agency.gov"):
    role = Role.ADMINISTRATOR if units is None else Role.MANAGER
    site.person(email, Access(frozenset({role}), units))
    return site.inside(email)


def only_note(browser):
    (path,) = set(re.findall(r'href="(/notes/[0-9a-f]{16})"', browser.get("/notes").text))
    return path


def test_a_note_is_added_listed_changed_and_removed(lined):
    browser = inside(lined)
    added = browser.send("/notes/new", **FORM)
    assert (added.status_code, added.headers["Location"]) == (303, "/notes?quarter=2027-Q1")
    listed = browser.get(added.headers["Location"]).text
    assert "The note stands on the trend." in listed
    assert "Down all day." in listed
    path = only_note(browser)
    form = browser.get(path).text
    assert 'id="kind-outage" type="radio" name="kind" value="outage" required checked' in form
    assert 'value="2026-11-03"' in form
    assert browser.send(path, **FORM | {"words": "Up again.", "line": "claims"}).status_code == 303
    assert "Up again." in browser.get("/notes?line=claims").text
    assert "Up again." not in browser.get("/notes?line=benefits").text
    assert browser.send(path, do="remove").status_code == 303
    assert "There are no notes on these days." in browser.get("/notes").text
    assert browser.get(path).status_code == 404
    audit = browser.get("/audit").text
    assert all(action in audit for action in ("note added", "note changed", "note removed"))


def test_a_note_leads_to_the_quarter_that_it_is_in(lined):
    added = inside(lined).send("/notes/new", **FORM | {"first_day": "2026-09-30", "last_day": "2026-10-02"})
    assert added.headers["Location"] == "/notes?quarter=2026-Q4"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"words": ""}, "1 to 500"),
        ({"kind": "party"}, "what kind of thing"),
        ({"first_day": ""}, "Please give the day"),
        ({"first_day": "soon"}, "Please give the day"),
        ({"last_day": "2026-11-02"}, "comes after the last"),
        ({"first_day": "9999-12-31", "last_day": ""}, "of the years 1900"),
        ({"line": "nowhere"}, "no such line"),
    ],
)
def test_what_makes_no_note_is_said_and_the_form_stays_filled_in(lined, changes, said):
    answer = inside(lined).send("/notes/new", **FORM | {"last_day": "2026-11-04"} | changes)
    assert (answer.status_code, said in answer.text) == (422, True), answer.text
    assert 'value="2026-11-04"' in answer.text or "last_day" in changes


def test_who_changed_it_meanwhile_is_not_written_over(lined):
    browser, other = inside(lined), inside(lined, email="ben@agency.gov")
    browser.send("/notes/new", **FORM)
    path = only_note(browser)
    late = browser.get(path).text
    other.send(path, **FORM | {"words": "Ben was here."})
    token = late.partition('name="csrf_token" value="')[2].partition('"')[0]
    answer = browser.client.post(path, data=FORM | {"csrf_token": token, "version": "1", "words": "Mine."})
    assert answer.status_code == 409
    assert "It now says: “Ben was here.”" in answer.text
    assert ">Mine.</textarea>" in answer.text
    assert browser.send(path, **FORM | {"words": "Both."}).status_code == 303
    for version in ("", "x", "²", "9" * 30):
        assert browser.send(path, **FORM | {"version": version}).status_code == 409


def test_who_has_units_writes_for_them_alone_and_opens_no_other_note(lined):
    database = lined.runtime.database
    ann = author(database)
    for_all, of_south, of_north = (
        put(database, LINES, ann, draft(words, unit=unit))
        for words, unit in (("For all.", None), ("Of the South.", "South"), ("Of the North.", "North"))
    )
    browser = inside(lined, NORTH)
    listed = browser.get("/notes").text
    assert "For all." in listed
    assert "Of the South." not in listed
    for note in (for_all, of_south, "nothing", "new%00"):
        assert browser.get(f"/notes/{note}").status_code in {400, 404}
        assert browser.send("/notes/new", to=f"/notes/{note}", **FORM, do="remove").status_code in {400, 404}
    form = browser.get(f"/notes/{of_north}").text
    assert '<option value="North" selected>' in form
    assert "South" not in form
    assert "claims" not in form
    assert browser.send("/notes/new", **FORM | {"unit": "South"}).status_code == 422
    assert browser.send("/notes/new", **FORM | {"unit": ""}).status_code == 422
    assert browser.send("/notes/new", **FORM | {"unit": "North", "line": "benefits"}).status_code == 303


def test_whoever_was_given_no_unit_is_told_so(lined):
    assert "You have not been given an organizational unit" in inside(lined, frozenset()).get("/notes/new").text


def test_older_notes_stand_behind_a_link(lined):
    database = lined.runtime.database
    ann = author(database)
    for number in range(52):
        put(database, LINES, ann, draft(f"Note {number}."))
    browser = inside(lined)
    first = browser.get("/notes").text
    link = first.partition('<p><a href="?')[2].partition('">Older notes')[0].replace("&amp;", "&")
    second = browser.get(f"/notes?{link}").text
    counts = [page.count("Noor Lee") for page in (first, second)]
    assert counts == [50, 2]
    assert "Older notes" not in second
    assert browser.get("/notes?day=x&after=y").status_code == 404
    assert browser.get("/notes?after=y").status_code == 404
