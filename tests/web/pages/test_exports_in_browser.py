"""Files and scheduled reports as Chromium shows them: sound at each width, and a file is watched until it is ready."""

import os
from pathlib import Path

import pytest
from browser import WIDTHS, overflows, violations, window
from many_responses import store_responses
from pages_served import served, sign_in

from app.access.audit import Actor
from app.access.people import Access, by_id
from app.access.roles import Role
from app.pictures.report.ordered import of_pictures
from app.records.access import File
from app.reporting.orders import taking
from app.reporting.orders.making import make
from app.reporting.orders.order import BoundOrder
from app.schedules import keeping
from app.schedules.drafts import Draft
from app.schedules.planning import plan_reports
from app.schedules.preparing import prepare_due

SHOTS = os.environ.get("SHOTS")


@pytest.fixture
def address(site):
    """Where the pages are served."""
    with served(site.app) as address:
        yield address


def order(site, person_id, **fields):
    """A file that a worker has made."""
    row = taking.take(site.runtime, BoundOrder(**fields), f"person:{person_id}")
    make(site.runtime, row.id, lambda: False)
    return row.id


def fill(site):
    """Files in several states and schedules with runs; the paths to look at."""
    store_responses(site.runtime.database, 40)
    person_id = site.person(access=Access(frozenset({Role.ADMINISTRATOR})))
    quarter = order(site, person_id, format="quarter", quarter="2026-Q4")
    order(site, person_id, format="xlsx", quarter="2026-Q4", line="demo-likert")
    failed = order(site, person_id, format="csv", language="es")
    report = taking.take(site.runtime, BoundOrder(format="report-pdf", quarter="2026-Q4"), f"person:{person_id}")
    make(site.runtime, report.id, lambda: False, of_pictures)
    row = taking.take(site.runtime, BoundOrder(format="csv"), f"person:{person_id}")
    values = {"state": "running", "written": 412_300, "expected": 1_000_000, "beat_at": site.moment}
    with site.runtime.database.begin() as connection:
        connection.execute(File.__table__.update().where(File.id == row.id).values(**values))
        why = {"state": "failed", "error": "the file could not be written: No space left on device"}
        connection.execute(File.__table__.update().where(File.id == failed).values(**why))
        me = by_id(connection, person_id)
    desk = keeping.Desk(site.runtime, me, Actor.person(person_id, None), site.moment)
    draft = Draft("Benefits digest", "daily", ("ann@agency.gov", "director.of.benefits@agency.gov"), attached="xlsx")
    schedule, _ = keeping.create(desk, draft)
    keeping.create(desk, Draft("Quarter for the CX office", "quarterly", ("cx@agency.gov",), attached="quarter"))
    keeping.create(desk, Draft("Benefits, each week", "weekly", ("cx@agency.gov",), attached="report-pdf"))
    site.now += 25 * 3600
    plan_reports(site.runtime)
    prepare_due(site.runtime)
    site.now -= 25 * 3600
    files = (f"/exports/{quarter}", f"/exports/{report.id}")
    return ("/exports", "/exports/new", *files, "/schedules", "/schedules/new", f"/schedules/{schedule}")


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_of_files_and_reports_is_sound_at_each_width(site, address, chromium, width):
    paths = fill(site)
    with window(chromium, address, width) as page:
        sign_in(page)
        for path in paths:
            page.goto(path)
            assert (path, violations(page), overflows(page)) == (path, {}, False)
            if SHOTS:
                name = "-".join(path.strip("/").split("/"))[:24]
                page.screenshot(path=Path(SHOTS) / f"{name}-{width}.png", full_page=True)


def test_a_file_is_ordered_watched_and_downloaded(site, address, chromium):
    site.person()
    with window(chromium, address) as page:
        sign_in(page)
        page.goto("/exports/new")
        page.get_by_text("CSV: one row a response").click()
        page.get_by_role("button", name="Make the file").click()
        page.get_by_text("Waiting").wait_for()
        make(site.runtime, page.url.rpartition("/")[2], lambda: False)
        page.get_by_role("link", name="Download").wait_for()
        assert page.locator("#file-news").inner_text().endswith(": Ready")
        with page.expect_download() as download:
            page.get_by_role("link", name="Download").click()
        assert download.value.suggested_filename.startswith("csv-")
