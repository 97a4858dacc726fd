"""Drivers and funnel as Chromium shows them: nothing in the console, nothing that axe finds, nothing too wide."""

from __future__ import annotations

import pytest
from browser import WIDTHS, overflows, violations, window
from figure_examples import QUARTER, filled
from pages_served import served, sign_in


@pytest.fixture
def address(site):
    """Where the pages are served, with a quarter of figures."""
    filled(site.runtime.database)
    site.person()
    with served(site.app) as address:
        yield address


def test_both_pages_are_sound_at_each_width(address, chromium):
    with window(chromium, address) as page:
        sign_in(page)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            for path in (f"/drivers?{QUARTER}", f"/funnel?{QUARTER}", "/drivers", "/funnel"):
                page.goto(path)
                assert (path, violations(page), overflows(page)) == (path, {}, False)


def test_bars_are_drawn_in_proportion_and_without_a_style_of_their_own(address, chromium):
    with window(chromium, address) as page:
        sign_in(page)
        page.goto(f"/drivers?{QUARTER}")
        bar = page.locator("svg.diverging").first
        widths = [piece.evaluate("one => one.getBBox().width") for piece in bar.locator("rect").all()]
        counts = [
            int(cell.inner_text().split()[0]) for cell in bar.locator("xpath=ancestor::tr").locator("td.count").all()
        ]
        assert [round(width / sum(widths), 2) for width in widths] == [
            round(count / counts[-1], 2) for count in counts[:-1]
        ]
        colours = {piece.evaluate("one => getComputedStyle(one).fill") for piece in bar.locator("rect").all()}
        assert len(colours) == 5
        assert page.locator("main [style]").count() == 0
