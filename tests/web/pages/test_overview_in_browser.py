"""The overview and its notes as Chromium shows them, on a phone, a desk and a wall."""

from datetime import date

import pytest
from browser import overflows, violations
from overview_examples import LINES, author, draft, lines_file, put, store, two_quarters
from pages_served import served, sign_in
from site_pages import Site

from app.notes.drafts import NoteKind

PAGES = (
    "/overview",
    "/overview?since=2026-10-27&until=2026-11-23&line=benefits",
    "/overview?quarter=2020-Q1&queue=x",
    "/overview?since=never",
    "/notes",
    "/notes/new?line=benefits",
)


@pytest.fixture
def address(tmp_path, sqlite_url, valkey):
    """Where the pages are served, with two quarters of responses and two notes."""
    site = Site(tmp_path, sqlite_url, valkey.url, LINES_FILE=lines_file(tmp_path))
    site.person()
    database = site.runtime.database
    store(database, two_quarters())
    ann = author(database)
    put(database, LINES, ann, draft("The telephones were down from 9 to 11 a.m."))
    storm = {"kind": NoteKind.DISASTER, "first_day": date(2026, 10, 20), "last_day": date(2026, 10, 24)}
    put(database, LINES, ann, draft("A storm closed three offices.", line="benefits", **storm))
    with served(site.app) as address:
        yield address
    site.close()


@pytest.fixture
def page(chromium, address):
    """A window of somebody who is signed in; its console has nothing to say but that a page was refused."""
    context = chromium.new_context(base_url=address)
    page = context.new_page()
    complaints = []
    page.on("console", lambda told: complaints.append(told.text) if "status of 422" not in told.text else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    sign_in(page)
    yield page
    context.close()
    assert complaints == []


def test_pages_are_sound_at_every_width_and_the_figures_stand_at_the_top(page):
    for width, height in ((360, 900), (1440, 900), (3840, 2160)):
        page.set_viewport_size({"width": width, "height": height})
        for path in PAGES:
            page.goto(path)
            assert (width, path, violations(page), overflows(page)) == (width, path, {}, False)
        page.goto("/overview")
        assert page.locator(".cards .big").first.bounding_box()["y"] < height - 200
    cards = page.locator(".cards").first.bounding_box()
    assert cards["width"] > 3200


def test_a_note_is_put_on_the_trend_and_found_beside_its_week(page):
    page.goto("/overview")
    page.get_by_role("link", name="Put a note on the trend of Claims Line (claims)").click()
    page.get_by_text("Wording change").click()
    page.get_by_label("In words").fill("The question on trust was worded anew.")
    page.get_by_label("First day").fill("2026-11-09")
    assert page.get_by_label("Line", exact=True).input_value() == "claims"
    page.get_by_role("button", name="Add").click()
    page.goto("/overview?line=claims")
    row = page.get_by_role("row", name="Week of Nov 9, 2026")
    row.get_by_role("link", name="Wording change").click()
    assert "worded anew" in page.locator("li:target").inner_text()


def test_days_and_filters_are_chosen_with_links_and_the_form(page):
    page.goto("/overview")
    page.get_by_text("Filters and days").click()
    page.get_by_label("Line", exact=True).select_option("claims")
    page.get_by_label("From", exact=True).fill("2026-11-01")
    page.get_by_role("button", name="Show").click()
    assert "Nov 1, 2026 to Dec 31, 2026" in page.locator("main").inner_text()
    page.get_by_role("link", name="FY2026 Q4").click()
    told = page.locator("main").inner_text()
    assert "Jul 1, 2026 to Sep 30, 2026" in told
    assert "Benefits" not in told
    page.get_by_role("link", name="remove the filter line").click()
    assert "Benefits Help Line" in page.locator("main").inner_text()
    assert page.url.endswith("?quarter=2026-Q4")
