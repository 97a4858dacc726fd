"""Tokens, invited domains and one's own results as Chromium shows them: sound, and no wider than the window."""

from datetime import UTC, datetime

import pytest
from browser import WIDTHS, overflows, violations, window
from pages_served import served
from site_pages import PASSWORD
from test_own_results_page import calls

from app.access import domains, tokens
from app.access.audit import COMMAND
from app.access.people import Access
from app.access.roles import Role
from app.access.scopes import Scope

AGENT = Access(frozenset({Role.AGENT}), frozenset(), "ana")
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def address(site):
    """Where the pages are served, with a token, a domain and some calls."""
    site.person()
    site.person("ana@agency.gov", AGENT)
    tokens.create(site.runtime.database, "nightly-export", [Scope.EXPORTS_READ, Scope.REPORTS_READ], NOW)
    tokens.create(site.runtime.database, "north-dashboard", [Scope.RESPONSES_READ], NOW, units=["north", "north east"])
    with site.runtime.database.begin() as connection:
        given = Access(frozenset({Role.ANALYST}), frozenset({"north"}))
        domains.invite(connection, "contact-center.agency.gov", given, NOW, COMMAND)
    for month, score in ((11, 5), (10, 4), (8, 3)):
        calls(site, "ana", month, contacts=40, scores=[score] * 30 + [2] * (month - 6))
    with served(site.app) as address:
        yield address


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    ("email", "paths"),
    [("ann@agency.gov", ("/tokens", "/tokens/new", "/domains")), ("ana@agency.gov", ("/my-results",))],
)
def test_each_page_is_sound_at_each_width(address, chromium, width, email, paths):
    with window(chromium, address, width) as page:
        page.goto("/sign-in")
        page.get_by_label("E-mail address").fill(email)
        page.get_by_label("Password").fill(PASSWORD)
        page.locator("main").get_by_role("button", name="Sign in").click()
        page.wait_for_url(f"{address}/")
        for path in paths:
            page.goto(path)
            assert (path, violations(page), overflows(page)) == (path, {}, False)
