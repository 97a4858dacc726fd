"""Pictures on the pages as Chromium shows them: drawn, in words for who does not see them, and nothing axe finds."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from browser import WIDTHS, overflows, violations, window
from figure_examples import QUARTER, filled
from pages_served import served, sign_in
from sqlalchemy import select

from app.pictures.drawing import draw
from app.records.pictures import KeptPicture

PAGES = {"/overview": 4, "/drivers": 1, "/funnel": 1}
"""The pages that have pictures, and how many each has at least."""
DRAWN = "(one) => one.complete && one.naturalWidth === 640"


@pytest.fixture
def address(site):
    """Where the pages of a quarter are served, every picture of them drawn."""
    filled(site.runtime.database, contacts=60)
    site.person()
    inside = site.inside()
    for path in PAGES:
        assert inside.get(f"{path}?{QUARTER}").status_code == 200
    with site.runtime.database.read() as connection:
        keys = connection.execute(select(KeptPicture.key)).scalars().all()
    for key in keys:
        draw(site.runtime.database, key, datetime.now(UTC))
    with served(site.app) as address:
        yield address


def test_pictures_are_seen_and_said_on_every_page_that_has_them(address, chromium):
    for width in WIDTHS:
        with window(chromium, address, width) as page:
            sign_in(page)
            for path, least in PAGES.items():
                page.goto(f"{path}?{QUARTER}")
                for summary in page.locator("details.pictures > summary").all():
                    summary.click()
                shown = page.locator("figure.picture img")
                assert shown.count() >= least, path
                for picture in shown.all():
                    picture.scroll_into_view_if_needed()
                    page.wait_for_function(DRAWN, arg=picture.element_handle())
                    assert "n = " in picture.get_attribute("alt") or "contacts" in picture.get_attribute("alt")
                assert (path, violations(page), overflows(page)) == (path, {}, False)
