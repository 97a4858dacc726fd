"""The overview and its filters: a shared address shows each reader what they may see, and no more."""

import re

import pytest
from counted_days import count_all
from many_responses import store_responses
from sqlalchemy import text

from app.access.people import Access
from app.access.roles import Role

QUARTER = "quarter=2026-Q4"


@pytest.fixture
def filled(site):
    """Six responses in the quarter: of unit north, south and none, two each, by agents A and B."""
    store_responses(site.runtime.database, 6)
    with site.runtime.database.begin() as connection:
        for number in range(6):
            unit, agent = (("north", "south", None)[number // 2], "AB"[number % 2])
            row = {"unit": unit, "agent": agent, "id": number + 1}
            connection.execute(
                text("update responses set organizational_unit = :unit, agent_key = :agent where id = :id"), row
            )
    count_all(site.runtime.database)
    return site


def reader(site, role, units=frozenset(), agent=None):
    site.person(access=Access(frozenset({role}), units, agent))
    return site.inside()


def shown(browser, query=QUARTER):
    """How many respondents the page counts; 0 where it says that there are none."""
    page = browser.get(f"/overview?{query}")
    assert page.status_code == 200, page.text
    if "There are no responses that fit" in page.text:
        return 0
    (counted,) = re.findall(r'<th scope="row">Respondents</th><td>(\d+)</td>', page.text)
    return int(counted)


def test_an_administrator_sees_every_unit_and_responses_without_one(filled):
    browser = reader(filled, Role.ADMINISTRATOR)
    assert shown(browser) == 6
    assert shown(browser, f"{QUARTER}&unit=south") == 2
    assert shown(browser, f"{QUARTER}&line=demo-likert&language=en&channel=automated_phone") == 6
    assert shown(browser, f"{QUARTER}&queue=none") == 0


@pytest.mark.parametrize("role", [Role.MANAGER, Role.ANALYST])
def test_whoever_has_one_unit_counts_no_other_by_any_filter(filled, role):
    browser = reader(filled, role, frozenset({"north"}))
    assert shown(browser) == 2
    for query in (
        "unit=south",
        "unit=&line=demo-likert",
        "unit=north&unit=south",
        "units=south",
        "location=",
        "language=en",
    ):
        assert shown(browser, f"{QUARTER}&{query}") in {0, 2}
    assert shown(browser, f"{QUARTER}&unit=south") == 0


def test_whoever_has_no_unit_sees_nothing_and_is_told_why(filled):
    browser = reader(filled, Role.MANAGER)
    assert shown(browser) == 0
    assert "You have not been given an organizational unit yet" in browser.get("/overview").text


def test_only_those_who_may_see_agents_can_ask_for_one_and_the_page_says_that_it_knows_none(filled):
    analyst = reader(filled, Role.ANALYST, frozenset({"north"}))
    assert analyst.get(f"/overview?{QUARTER}&agent=A").status_code == 403
    filled.person("boss@agency.gov", Access(frozenset({Role.MANAGER}), frozenset({"north"})))
    boss = filled.inside("boss@agency.gov")
    assert shown(boss, f"{QUARTER}&agent=A") == 2
    assert "not by agent: they are of all agents, not of A alone" in boss.get(f"/overview?{QUARTER}&agent=A").text
    assert 'name="agent"' not in boss.get("/overview").text


def test_only_lines_of_ones_own_units_are_offered(site):
    assert '<option value="demo-likert">' in reader(site, Role.ADMINISTRATOR).get("/overview").text
    site.person("north@agency.gov", Access(frozenset({Role.MANAGER}), frozenset({"north"})))
    told = site.inside("north@agency.gov").get("/overview").text
    assert '<option value="demo-likert">' not in told
    assert '<option value="north">' in told


def test_the_filters_stay_in_the_form_and_without_days_it_is_the_present_quarter(site):
    browser = reader(site, Role.ADMINISTRATOR)
    assert 'value="2026-10-01"' in browser.get("/overview").text
    told = browser.get("/overview?line=demo-tapped&queue=%22%3E%3Cscript%3E&since=2026-09-01&until=2026-09-30").text
    assert '<option value="demo-tapped" selected>' in told
    assert 'value="2026-09-01"' in told
    assert "><script>" not in told


def test_links_to_other_days_keep_the_filters_and_links_that_remove_one_keep_the_days(site):
    told = reader(site, Role.ADMINISTRATOR).get("/overview?quarter=2026-Q4&line=demo-likert&queue=a%26b").text
    assert 'href="?line=demo-likert&amp;queue=a%26b&amp;quarter=2026-Q3"' in told
    assert 'href="?line=demo-likert&amp;queue=a%26b&amp;since=2026-10-27&amp;until=2026-11-23"' in told
    assert 'href="?line=demo-likert&amp;quarter=2026-Q4"' in told
    assert '<a href="?quarter=2026-Q4">Show these days without the filters.</a>' in told


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("quarter=2026", "is no fiscal quarter"),
        ("since=yesterday", "is no day"),
        ("since=2026-02-30", "is no day"),
        ("since=2026-02-02&until=2026-02-01", "comes after the last"),
        ("since=2026-11-24", "lies in the future"),
        ("since=1990-01-01", "At most 3,700 days"),
        ("quarter=2026-Q1&since=2026-02-02", "either a fiscal quarter or days"),
        ("queue=" + "x" * 300, "more than 200"),
        ("until=9999-12-31", "outside the calendar"),
        ("since=0001-01-01&until=0001-01-02", "outside the calendar"),
    ],
)
def test_a_filter_that_makes_no_sense_shows_no_figures_and_says_why(site, query, said):
    browser = reader(site, Role.ADMINISTRATOR)
    for path in ("/overview", "/notes"):
        answer = browser.get(f"{path}?{query}")
        assert (answer.status_code, said in answer.text) == (422, True), answer.text
        assert "that fit" not in answer.text


@pytest.mark.parametrize("days", ["quarter=1900-Q1", "quarter=9998-Q4", "since=1900-01-01&until=1900-01-31"])
def test_days_at_the_ends_of_the_calendar_have_a_page(site, days):
    browser = reader(site, Role.ADMINISTRATOR)
    assert shown(browser, days) == 0
