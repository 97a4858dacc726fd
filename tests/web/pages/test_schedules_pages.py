"""Scheduled reports on the pages: one's own are made, paused and deleted; an administrator has all of them."""

import re

import pytest
from sqlalchemy import select

from app.access.audit import Actor
from app.access.people import Access, by_email
from app.access.roles import Role
from app.errors import BadInput
from app.records.people import AuditEvent
from app.records.schedules import Schedule, ScheduleRun
from app.schedules import keeping
from app.schedules.drafts import Draft

GIVEN = {"name": "Digest", "rhythm": "daily", "mails": "boss@agency.gov"}


def reader(site, role, units=frozenset({"north"}), email="ann@agency.gov"):
    site.person(email, Access(frozenset({role}), units))
    return site.inside(email)


def rows(site, model=Schedule):
    with site.runtime.database.read() as connection:
        return connection.execute(select(model)).all()


def made(site, browser, **fields):
    """The address of a new schedule."""
    before = {row.id for row in rows(site)}
    answer = browser.send("/schedules/new", **(GIVEN | fields))
    assert answer.status_code in {200, 303}, re.findall(r'alert__text">([^<]*)', answer.text)
    (new,) = {row.id for row in rows(site)} - before
    return f"/schedules/{new}"


def test_a_report_is_set_up_paused_resumed_and_deleted(site):
    browser = reader(site, Role.ANALYST)
    address = made(site, browser)
    assert "Nov 24, 2026, 7:00 a.m. EST" in browser.get("/schedules").text
    browser.send(address, do="pause")
    assert "Paused since" in browser.get(address).text
    site.now += 3 * 86400
    browser = site.inside()
    browser.send(address, do="resume")
    assert "Nov 27, 2026, 7:00 a.m. EST" in browser.get(address).text
    assert browser.send(address, do="delete").headers["Location"] == "/schedules"
    assert (browser.get(address).status_code, rows(site)) == (404, [])
    with site.runtime.database.read() as connection:
        told = connection.execute(select(AuditEvent.action).order_by(AuditEvent.id)).scalars().all()
    expected = ["schedule_made", "schedule_paused", "schedule_resumed", "schedule_deleted"]
    assert [action for action in told if action.startswith("schedule")] == expected


def test_one_asked_for_now_is_put_down_for_whoever_asks(site):
    browser = reader(site, Role.MANAGER)
    address = made(site, browser)
    assert browser.send(address, do="send").status_code == 303
    (run,) = rows(site, ScheduleRun)
    assert (run.state, run.only_to, run.due_at) == ("due", "ann@agency.gov", site.moment)
    assert "asked for" in browser.get(address).text


def test_the_reports_of_others_are_an_administrators_only(site):
    address = made(site, reader(site, Role.MANAGER))
    other = reader(site, Role.MANAGER, email="other@agency.gov")
    assert "There are no scheduled reports" in other.get("/schedules").text
    assert other.get(address).status_code == 404
    assert other.send("/schedules/new", to=address, do="delete").status_code == 404
    root = reader(site, Role.ADMINISTRATOR, email="root@agency.gov")
    assert address in root.get("/schedules").text
    assert root.send(address, do="pause").status_code == 303
    assert rows(site)[0].paused_at == site.moment


def test_the_secret_of_a_webhook_is_shown_once_and_not_kept_open(site):
    browser = reader(site, Role.MANAGER)
    answer = browser.send("/schedules/new", **GIVEN, webhook="http://127.0.0.1:9/hook")
    secret = re.search(r"whsec_[\w-]+", answer.text)[0]
    (row,) = rows(site)
    assert secret not in row.sealed_secret
    assert secret not in browser.get(f"/schedules/{row.id}").text


def test_only_https_is_called_outside_local_mode(deployed):
    deployed.person(access=Access(frozenset({Role.MANAGER}), None))
    with deployed.runtime.database.read() as connection:
        ann = by_email(connection, "ann@agency.gov")
    desk = keeping.Desk(deployed.runtime, ann, Actor.person(ann.id, None), deployed.moment)
    with pytest.raises(BadInput, match="https"):
        keeping.create(desk, Draft("Digest", "daily", webhook="http://hooks.example.gov/"))


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": ""}, "A name needs"),
        ({"rhythm": "hourly"}, "how often"),
        ({"mails": ""}, "at least one mail address"),
        ({"mails": "nobody"}, "no mail address"),
        ({"mails": "a@b.gov\r\nBcc: c@d.gov"}, "no mail address"),
        ({"mails": " ".join(f"p{n}@agency.gov" for n in range(21))}, "at most 20"),
        ({"attached": "exe"}, "no such file"),
        ({"attached": "quarter"}, "only be attached to a quarterly"),
        ({"channel": "pigeon"}, "no such channel"),
        ({"webhook": "nowhere"}, "no web address"),
    ],
)
def test_what_cannot_be_sent_is_said_and_what_was_typed_stays(site, fields, said):
    answer = reader(site, Role.MANAGER).send("/schedules/new", **(GIVEN | {"queue": "typed before"} | fields))
    assert (answer.status_code, said in answer.text) == (422, True), re.findall(r'alert__text">([^<]*)', answer.text)
    assert "typed before" in answer.text
    assert rows(site) == []


def test_agents_and_operators_have_no_reports(site):
    assert reader(site, Role.OPERATOR).get("/schedules").status_code == 403
