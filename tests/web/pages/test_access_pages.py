"""The pages on which an administrator makes tokens and invites mail domains."""

import re

from app.access import domains, tokens
from app.access.people import Access
from app.access.roles import Role


def listed(site):
    return {row.name: row for row in tokens.listed(site.runtime.database)}


def test_a_token_is_made_shown_once_and_revoked(site):
    site.person()
    boss = site.inside()
    made = boss.send("/tokens/new", name="nightly", scope="responses:read", units="north\r\n north \r\nsouth")
    token = re.search(r"aftercall_[\w-]{43}", made.text)[0]
    assert listed(site)["nightly"].units == ["north", "south"]
    assert tokens.bearer(site.runtime.database, token, site.moment).units == {"north", "south"}
    page = boss.get("/tokens").text
    assert "north, south" in page
    assert token not in page
    assert boss.send("/tokens", to="/tokens/revoke", name="nightly").status_code == 303
    assert tokens.bearer(site.runtime.database, token, site.moment) is None
    told = boss.get("/audit").text
    assert "token made" in told
    assert "token revoked" in told
    assert token not in told


def test_a_token_that_cannot_be_is_not_made(site):
    site.person()
    boss = site.inside()
    for fields, said in (
        ({"name": "", "scope": "responses:read", "every_unit": "yes"}, "token name"),
        ({"name": "a", "every_unit": "yes"}, "at least one scope"),
        ({"name": "a", "scope": "everything", "every_unit": "yes"}, "at least one scope"),
        ({"name": "a", "scope": "responses:read"}, "at least one"),
        ({"name": "a", "scope": "volumes:read", "units": "north"}, "of the whole agency"),
    ):
        answer = boss.send("/tokens/new", **fields)
        assert (answer.status_code, said in answer.text) == (422, True), fields
    assert listed(site) == {}
    assert boss.send("/tokens/new", name="all", scope="volumes:read", every_unit="yes").status_code == 200
    assert listed(site)["all"].units is None


def test_a_domain_is_invited_changed_and_removed(site):
    site.person()
    boss = site.inside()
    for role, units in (("analyst", "north"), ("manager", "south")):
        assert (
            boss.send("/domains", to="/domains/invite", domain="@Agency.gov", role=role, units=units).status_code == 303
        )
    with site.runtime.database.read() as connection:
        (row,) = domains.listed(connection)
    assert (row.domain, row.role, row.units) == ("agency.gov", "manager", ["south"])
    for fields in (
        {"domain": "agency.gov"},
        {"domain": "agency.gov", "role": "administrator"},
        {"domain": "x", "role": "analyst"},
    ):
        assert boss.send("/domains", to="/domains/invite", **fields).status_code == 422
    assert boss.send("/domains", to="/domains/remove", domain="agency.gov").status_code == 303
    assert "No domain is invited" in boss.get("/domains").text
    assert boss.send("/domains", to="/domains/remove", domain="agency.gov").status_code == 422


def test_nobody_but_an_administrator_sees_tokens_and_domains(site):
    site.person(access=Access(frozenset({Role.MANAGER, Role.OPERATOR}), frozenset({"north"})))
    manager = site.inside()
    for path in ("/tokens", "/tokens/new", "/domains"):
        assert manager.get(path).status_code == 403
