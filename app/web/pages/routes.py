"""All routes of the pages, and whom each admits."""

from __future__ import annotations

from app.access.roles import Permission
from app.web.pages.door import Admits, Route

BOTH = ("GET", "POST")

ROUTES = (
    Route("/", "home.show", Admits.EVERYBODY),
    Route("/sign-in", "sign_in.with_password", Admits.EVERYBODY, BOTH),
    Route("/sign-in/code", "sign_in.with_code", Admits.EVERYBODY, BOTH),
    Route("/sign-in/link", "sign_in_links.sign_in", Admits.EVERYBODY, BOTH),
    Route("/sign-in/password", "sign_in_links.set_password", Admits.EVERYBODY, BOTH),
    Route("/sign-in/forgotten", "sign_in_links.forgotten", Admits.EVERYBODY, BOTH),
    Route("/sign-in/provider", "provider.begin", Admits.EVERYBODY),
    Route("/sign-in/provider/return", "provider.come_back", Admits.EVERYBODY),
    Route("/sign-in/provider/out", "provider.out", Admits.EVERYBODY),
    Route("/sign-in/left", "idle.left", Admits.EVERYBODY),
    Route("/sign-in/stay", "idle.stay", Admits.SIGNED_IN, ("POST",)),
    Route("/sign-out", "sign_in.out", Admits.EVERYBODY, ("POST",)),
    Route("/account", "account.show", Admits.SIGNED_IN),
    Route("/account/password", "account.change_password", Admits.SIGNED_IN, BOTH),
    Route("/account/second-factor", "second_factor.set_up", Admits.SIGNED_IN, BOTH),
    Route("/overview", "overview.show", Permission.RESULTS_READ),
    Route("/people", "people.show", Permission.PEOPLE_WRITE),
    Route("/people/new", "people.add", Permission.PEOPLE_WRITE, BOTH),
    Route("/people/<person_id>", "people.change", Permission.PEOPLE_WRITE, BOTH),
    Route("/audit", "audit.show", Permission.AUDIT_READ),
)
