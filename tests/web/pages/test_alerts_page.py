"""Alerts on figures as pages show them: to those who may see every unit behind them, and noted once."""

import pytest
from figures_watched import Watched
from site_pages import Site
from sqlalchemy import text

from app.access.people import Access
from app.access.roles import Role
from app.records.score_alerts import ScoreAlert
from app.score_alerts.found import Found
from app.score_alerts.keeping import keep

WORDS = "Trust by automated phone fell from 4.40 (Oct 19 to Nov 15, n = 100) to 3.00 (Nov 16 to Nov 22, n = 40)."


@pytest.fixture
def site(tmp_path, database_url, valkey):
    opened = Site(tmp_path, database_url, valkey.url)
    yield opened
    opened.close()


def found(line="benefits", kind="score_fell", about="automated_phone trust"):
    return Found(kind, line, about, WORDS, {"p": 0.0001})


def kept(site, *conditions, units=("north",), kinds=("score_fell", "sending_fails")):
    with site.runtime.database.begin() as connection:
        return keep(connection, kinds, conditions, {one.line: units for one in conditions}, site.moment)


def reader(site, units=None, role=Role.MANAGER, email="ann@agency.gov"):
    site.person(email, Access(frozenset({role}), units))
    return site.inside(email)


def test_an_alert_is_listed_with_its_numbers_and_counted_on_every_page(site):
    kept(site, found())
    browser = reader(site)
    assert WORDS in browser.get("/alerts").text
    assert ">1 alert</a> on your lines" in browser.get("/account").text
    assert "on your lines" not in browser.get("/alerts").text


def test_taking_note_stands_with_the_name_in_the_audit_and_takes_the_count_away(site):
    kept(site, found())
    browser = reader(site)
    answer = browser.send("/alerts", alert=1)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/alerts")
    told = browser.get("/alerts").text
    assert "Ann took note on" in told
    assert ">Take note<" not in told
    assert "on your lines" not in browser.get("/account").text
    again = browser.send("/alerts", alert=1)
    assert "Somebody did so before" in browser.get(again.headers["Location"]).text
    site.person("boss@agency.gov")
    assert "alert acknowledged" in site.inside("boss@agency.gov").get("/audit").text


@pytest.mark.parametrize(
    ("units", "of", "sees"),
    [
        (frozenset({"north"}), ("north",), True),
        (frozenset({"north", "south"}), ("north",), True),
        (frozenset({"south"}), ("north",), False),
        (frozenset({"north"}), ("north", "south"), False),
        (frozenset({"north"}), ("north", None), False),
        (frozenset(), ("north",), False),
        (None, ("north", None), True),
    ],
)
def test_whoever_may_not_see_a_unit_behind_it_sees_counts_and_notes_no_alert(site, units, of, sees):
    kept(site, found(), units=of)
    browser = reader(site, units)
    assert (WORDS in browser.get("/alerts").text) == sees
    assert ("on your lines" in browser.get("/account").text) == sees
    with site.runtime.database.begin() as connection:
        connection.execute(text("insert into score_alert_units (alert_id, unit) values (1, 'elsewhere')"))
    if units is not None:
        browser.get("/overview")
        browser.send("/account/password", "/alerts", alert=1)
        with site.runtime.database.read() as connection:
            assert connection.execute(ScoreAlert.__table__.select()).one().acknowledged_at is None


def test_what_is_over_is_listed_in_portions_without_losing_or_repeating_one(site):
    for _ in range(60):
        kept(site, found(kind="sending_fails", about=""))
        kept(site)
        site.now += 3 * 3600
        kept(site)
    browser = reader(site)
    first = browser.get("/alerts").text
    older = browser.get("/alerts?before=11").text
    assert "/alerts?before=11" in first
    assert (first.count('<th scope="row">'), older.count('<th scope="row">')) == (50, 10)
    assert "Older alerts" not in older
    assert browser.get("/alerts?before=x").status_code == 404


def test_an_alert_that_nobody_finds_any_more_is_marked_and_then_moves_down(site):
    kept(site, found(kind="sending_fails"))
    browser = reader(site)
    kept(site)
    assert "better since" in browser.get("/alerts").text
    site.now += 3 * 3600
    kept(site)
    told = site.inside().get("/alerts").text
    assert "Nothing is wrong" in told
    assert WORDS in told


def test_agents_and_operators_have_no_alerts(site):
    for role in (Role.AGENT, Role.OPERATOR):
        site.person(f"{role}@agency.gov", Access(frozenset({role}), None, "a-1"))
        browser = site.inside(f"{role}@agency.gov")
        assert browser.get("/alerts").status_code == 403
        assert "on your lines" not in browser.get("/account").text


def test_the_watch_and_the_page_go_together(site):
    watched = Watched(site.runtime)
    watched.sends(400, "delivered", watched.now.replace(day=14))
    watched.sends(30, "failed", watched.now)
    watched.wait(minutes=5)
    assert watched.watch() == 1
    assert "30 (100%) were refused, failed or not delivered" in reader(site).get("/alerts").text
