"""Debian's Chromium, driven by Playwright: pages as they are seen, what their console says, and what axe finds."""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright

CHROMIUM = shutil.which("chromium")
FLAGS = """--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking
--disable-component-update --disable-sync""".split()
WIDTHS = (360, 1440)
_AXE = Path(__file__).parent / "data" / "axe.min.js"


@contextlib.contextmanager
def chromium():
    """A running browser with an empty profile."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@contextlib.contextmanager
def window(browser, address, width=1440):
    """A page of its own at an address, ``width`` pixels wide; fails if its console complained."""
    page = browser.new_page(viewport={"width": width, "height": 900}, base_url=address)
    complaints = []
    page.on("console", lambda told: complaints.append(told.text) if told.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    page.close()
    assert complaints == []


def violations(page):
    """What axe finds wrong with a page, by rule: the elements."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_AXE.read_text(encoding="utf-8"))
    found = page.evaluate("() => axe.run()")["violations"]
    return {rule["id"]: [node["target"] for node in rule["nodes"]] for rule in found}


def overflows(page):
    """Whether a page is wider than its window."""
    return page.evaluate("() => document.documentElement.scrollWidth > window.innerWidth")
