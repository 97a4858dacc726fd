"""Comments and responses as Chromium shows them: sound at each width, and usable without script and by keyboard."""

import os
from pathlib import Path

import pytest
from browser import WIDTHS, overflows, violations
from comment_pages import fill, opened
from pages_served import served, sign_in
from sqlalchemy import update

from app.access.people import Access
from app.access.roles import Role
from app.records.contacts import Contact

NOVEMBER = "since=2026-11-01&until=2026-11-30"


@pytest.fixture
def commented(tmp_path, sqlite_url, valkey):
    """Where the pages are served, and the ids of the responses."""
    site = opened(tmp_path, sqlite_url, valkey.url)
    ids = fill(site)
    with site.runtime.database.begin() as connection:
        connection.execute(update(Contact).where(Contact.id == "c1").values(external_id="IVR-88121"))
    site.person(access=Access(frozenset({Role.MANAGER}), frozenset({"north"})))
    with served(site.app) as address:
        yield address, ids
    site.close()


def work(page, response_id):
    """Tag, flag and take on by the forms of the pages."""
    page.goto(f"/comments?{NOVEMBER}&words=hold")
    page.get_by_label("New tag").fill("hold time")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Flag", exact=True).click()
    assert page.url.endswith(f"#r-{response_id}")
    page.locator(".comments a.usa-link").click()
    page.get_by_label("Until").fill("2026-11-20")
    page.get_by_role("button", name="Take on").click()


def test_the_pages_work_without_script_and_are_sound_at_each_width(commented, chromium):
    address, ids = commented
    context = chromium.new_context(base_url=address, java_script_enabled=False)
    plain = context.new_page()
    sign_in(plain)
    work(plain, ids[0])
    assert "IVR-88121" in plain.locator("main").inner_text()
    state = context.storage_state()
    context.close()
    shots = os.environ.get("SHOTS")
    complaints = []

    def complain(told):
        if told.type in {"error", "warning"}:
            complaints.append(told.text)

    for width in WIDTHS:
        signed_in = chromium.new_context(
            base_url=address, storage_state=state, viewport={"width": width, "height": 900}
        )
        page = signed_in.new_page()
        page.on("console", complain)
        for name, path in (
            ("comments", f"/comments?{NOVEMBER}"),
            ("responses", f"/responses?{NOVEMBER}"),
            ("response", f"/responses/{ids[0]}"),
        ):
            page.goto(path)
            if shots:
                page.screenshot(path=Path(shots) / f"{name}-{width}.png", full_page=True)
            assert (path, violations(page), overflows(page)) == (path, {}, False)
        signed_in.close()
    assert complaints == []
