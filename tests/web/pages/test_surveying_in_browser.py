"""Surveys, lines and the plan as Chromium shows them, and a pause and a try by hand."""

import os

import pytest
from browser import WIDTHS, overflows, violations, window
from pages_served import served, sign_in
from site_pages import Site
from surveying_site import collect, lines_file

PAGES = {
    "surveys": "/surveys",
    "survey": "/surveys/a11-likert",
    "script": "/surveys/a11-tapped/script?version=2&line=appeals",
    "lines": "/lines",
    "line": "/lines/benefits",
    "plan": "/plan",
}
SHOTS = os.environ.get("SHOTS")
"""A directory for pictures of the pages, where somebody wants to look at them."""


@pytest.fixture
def site(tmp_path, sqlite_url, valkey):
    opened = Site(tmp_path, sqlite_url, valkey.url, LINES_FILE=lines_file(tmp_path))
    opened.runtime.catalogue.publish()
    collect(opened, "north", "north", "south", None)
    opened.person()
    yield opened
    opened.close()


@pytest.fixture
def address(site):
    """Where the pages are served."""
    with served(site.app) as address:
        yield address


def pause(page):
    page.goto("/lines/benefits")
    page.get_by_label("Reason").fill("The center is closed by the storm.")
    page.get_by_label("Last day").fill("2026-11-25")
    page.get_by_label("Until").fill("08:00")
    page.get_by_role("button", name="Pause the line").click()
    page.get_by_role("heading", name="Paused until Nov 25, 2026, 8:00 a.m. EST").wait_for()


def test_every_page_is_sound_at_each_width_and_a_line_is_paused_by_hand(address, chromium):
    with window(chromium, address) as page:
        sign_in(page)
        pause(page)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            for name, path in PAGES.items():
                page.goto(path)
                assert (path, violations(page), overflows(page)) == (path, {}, False)
                if SHOTS:
                    page.screenshot(path=f"{SHOTS}/{name}-{width}.png", full_page=True)
        page.goto("/lines/benefits")
        page.get_by_role("button", name="Go on now").click()
        page.get_by_text("This line asks.").wait_for()


def test_a_line_is_tried_by_hand_without_script_and_the_plan_is_printed(address, chromium):
    context = chromium.new_context(java_script_enabled=False, base_url=address)
    page = context.new_page()
    sign_in(page)
    page.goto("/lines/benefits")
    page.get_by_text("Text me", exact=True).click()
    page.get_by_label("Your phone number").fill("202-555-0123")
    page.get_by_text("This number is my own").click()
    page.get_by_role("button", name="Call or text me").click()
    page.get_by_text("benefits texts +1202***0123 within a few seconds").wait_for()
    page.goto("/plan")
    page.emulate_media(media="print")
    assert not page.get_by_role("button", name="Show").is_visible()
    assert not page.get_by_role("navigation", name="Pages").is_visible()
    assert page.get_by_role("heading", name="Customer experience of benefits callers").is_visible()
    context.close()
