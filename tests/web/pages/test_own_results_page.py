"""My results: an agent sees their own calls, what few people said is hidden, and nobody else's is there."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest
from two_units import put, response_id

from app.access.people import Access
from app.access.roles import Role
from app.outreach.contacts import rules_of

NUMBERS = itertools.count()


def calls(site, agent, month, *, contacts, scores):
    """So many calls of an agent in a month of 2026, and answers to some."""
    at = datetime(2026, month, 10, 15, tzinfo=UTC)
    with site.runtime.database.begin() as connection:
        for _ in range(contacts):
            place = f"call {next(NUMBERS)}"
            put(connection, "contacts", {"id": place, "agent_key": agent, "reported_by": "center"}, created_at=at)
        for score in scores:
            one = response_id("own", next(NUMBERS))
            about = {"response_id": one, "source_id": one, "source": "aftercall", "agent_key": agent, "turn": 7}
            about |= {"survey_id": "a11-likert", "instrument": "a11-likert", "status": "complete", "tags": []}
            about |= {"channel": "automated_phone", "channels_used": ["automated_phone"], "entry": "handed_over"}
            given = {"trust": score, "trust_scale": "likert_5", "satisfaction": score, "answered_count": 2}
            put(connection, "responses", about | given, created_at=at, started_at=at + timedelta(hours=1))


@pytest.fixture
def mine(site):
    """What the agent called ana sees."""
    site.person(access=Access(frozenset({Role.AGENT}), frozenset(), "ana"))
    browser = site.inside()
    return lambda: " ".join(browser.get("/my-results").text.split())


def test_by_month_with_n_and_compared_with_ones_own_quarter_before(site, mine):
    key = rules_of(site.runtime).agent_key("ana")
    calls(site, key, 11, contacts=40, scores=[5] * 30 + [4] * 10)
    calls(site, key, 8, contacts=40, scores=[2] * 20 + [3] * 20)
    page = mine()
    assert '<th scope="row">November 2026</th><td>40</td><td>40</td>' in page
    assert '<th scope="row">August 2026</th><td>40</td><td>40</td>' in page
    assert '4.75 <span class="own-n">n = 40</span>' in page
    assert "Up by 2.25 points against the period before: a real change" in page


def test_the_calls_of_others_are_not_there(site, mine):
    key = rules_of(site.runtime).agent_key("ben")
    calls(site, key, 11, contacts=40, scores=[1] * 40)
    page = mine()
    assert "No calls were reported with your key" in page
    calls(site, "ana", 11, contacts=12, scores=[4] * 6)
    page = mine()
    assert "<td>12</td><td>6</td>" in page
    assert "1.00" not in page


@pytest.mark.parametrize(("contacts", "answers"), [(9, 6), (12, 4)])
def test_of_too_few_calls_or_answers_no_score_is_told(site, mine, contacts, answers):
    calls(site, "ana", 11, contacts=contacts, scores=[3] * answers)
    page = mine()
    assert "3.00" not in page
    assert f"too few (n = {answers})" in page


def test_nobody_else_has_the_page(site):
    site.person("boss@agency.gov")
    assert site.inside("boss@agency.gov").get("/my-results").status_code == 403
