"""Every route of the pages says whom it admits, and admits nobody else."""

import pytest
from flask import Blueprint

from app.access.people import Access
from app.access.roles import PERMITTED, Permission, Role
from app.web.api.bearer_guard import bearer_token
from app.web.guards import open_to_all, signed_webhook
from app.web.pages.door import Admits, PageDoor, Route, found
from app.web.pages.guard import admitted
from app.web.pages.routes import ROUTES

OPEN = {"health", "notice", "audio", "api_openapi", "assets"}
"""Doors that show nothing private."""
OTHERS = {"provider", "phone"}
"""Doors of local mode with a guard of their own."""


def test_every_route_of_the_application_stands_behind_a_guard_that_asks_something(site):
    """A new blueprint has to be put in one of these sets, or to be a door of routes that declare a permission."""
    guards = site.app.extensions["aftercall_guards"]
    for name, blueprint in site.app.blueprints.items():
        guard = guards[name]
        assert (guard is open_to_all) == (name in OPEN), name
        assert guard in {signed_webhook, bearer_token, open_to_all, admitted} or name in OTHERS, name
        assert (guard is admitted) == isinstance(blueprint, PageDoor), name
    assert {rule.endpoint.partition(".")[0] for rule in site.app.url_map.iter_rules()} <= set(site.app.blueprints)


def test_every_route_of_the_pages_declares_whom_it_admits(site):
    door = site.app.blueprints["pages"]
    served = {
        rule.endpoint.partition(".")[2] for rule in site.app.url_map.iter_rules() if rule.endpoint[:6] == "pages."
    }
    assert served == set(door.admits)
    assert all(isinstance(admits, Admits | Permission) for admits in door.admits.values())


def test_a_route_cannot_be_registered_without_a_permission():
    door = PageDoor("another", ())
    with pytest.raises(TypeError, match=r"/open: routes of the pages stand in"):
        door.get("/open")(lambda: "open")
    with pytest.raises(TypeError, match="admits"):
        Route("/open", "home.show")
    assert issubclass(PageDoor, Blueprint)


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.path)
def test_the_page_of_every_route_exists(route):
    assert callable(found(route.view))


@pytest.mark.parametrize("role", Role)
def test_each_role_opens_what_it_permits_and_nothing_else(site, role):
    site.person(access=Access(frozenset({role}), frozenset({"unit"}), "agent-1"))
    browser = site.inside()
    for route in ROUTES:
        answer = browser.get(route.path.replace("<person_id>", "nobody"))
        if isinstance(route.admits, Permission) and "GET" in route.methods:
            assert (answer.status_code == 403) == (route.admits not in PERMITTED[role]), route.path


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.path)
def test_nobody_gets_in_without_signing_in_where_a_route_does_not_admit_everybody(site, route):
    path = route.path.replace("<person_id>", "nobody")
    for method in route.methods:
        answer = site.app.test_client().open(path, method=method)
        if method == "POST":
            assert answer.status_code == 400
        elif route.admits is not Admits.EVERYBODY:
            assert (answer.status_code, answer.headers["Location"]) == (302, "/sign-in")
        else:
            assert answer.status_code in {200, 302, 403, 404, 410}


def test_what_was_refused_stands_in_the_audit(site):
    site.person(access=Access(frozenset({Role.ANALYST})))
    assert site.inside().get("/people").status_code == 403
    site.person("boss@agency.gov")
    told = site.inside("boss@agency.gov").get("/audit").text
    assert "access refused" in told
    assert "people:write" in told


def test_who_looks_at_what_is_private_stands_in_the_audit_without_any_number(site):
    site.person()
    browser = site.inside()
    browser.get("/audit?before=7&x=%2B12025550123")
    told = browser.get("/audit").text
    assert "/audit?before=7" in told
    assert "2025550123" not in told
    assert "/people" not in told.partition("<tbody>")[2]
