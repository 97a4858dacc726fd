"""The pages on which an administrator says who may sign in."""

import re

from app.access.people import Access, by_email
from app.access.roles import Role


def found(site, email):
    with site.runtime.database.read() as connection:
        return by_email(connection, email)


def test_a_person_is_added_and_comes_in_by_the_link_that_is_shown(site):
    site.person()
    boss = site.inside()
    added = boss.send("/people/new", email="Bob@agency.gov", name="Bob", role="manager", units="north\r\n south \r\n")
    path = re.search(r"http://localhost(/sign-in/password\?token=[\w-]+)", added.text)[1]
    assert found(site, "bob@agency.gov").access == Access(frozenset({Role.MANAGER}), frozenset({"north", "south"}))
    bob = site.browser()
    assert bob.send(path, to="/sign-in/password", password="bob is here for good").status_code == 302
    assert site.inside("bob@agency.gov", "bob is here for good").get("/overview").status_code == 200


def test_a_change_counts_from_the_next_page_on(site):
    site.person("boss@agency.gov")
    mine = site.person(access=Access(frozenset({Role.ANALYST})))
    ann, boss = site.inside(), site.inside("boss@agency.gov")
    assert ann.get("/overview").status_code == 200
    assert boss.send(f"/people/{mine}", do="change", role="operator").status_code == 302
    assert ann.get("/overview").status_code == 403
    assert boss.send(f"/people/{mine}", do="disable").status_code == 302
    assert ann.get("/account").status_code == 302
    assert boss.send(f"/people/{mine}", do="enable").status_code == 302
    assert site.inside().get("/account").status_code == 200
    told = boss.get("/audit").text
    for action in ("permissions changed", "disabled", "enabled"):
        assert action in told


def test_what_is_wrong_is_told_and_changes_nothing(site):
    mine = site.person()
    boss = site.inside()
    for fields, said in (
        ({"do": "change", "role": "analyst"}, "nobody would be left"),
        ({"do": "disable"}, "nobody would be left"),
        ({"do": "change"}, "at least one role"),
        ({"do": "else"}, "no such change"),
    ):
        answer = boss.send(f"/people/{mine}", **fields)
        assert (answer.status_code, said in answer.text) == (422, True)
    again = boss.send("/people/new", email="ann@agency.gov", role="analyst")
    assert "is a person already" in again.text
    assert found(site, "ann@agency.gov").access.roles == {Role.ADMINISTRATOR}
    assert boss.get("/people/nobody").status_code == 404
