"""Invited domains: mail domains whose people are let in when they first come from the identity provider."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.access import domains
from app.access.people import Access
from app.access.roles import Role
from app.errors import BadInput
from app.web.pages.guard import actor, moment, runtime
from app.web.pages.shell import page, say
from app.web.pages.unit_choice import chosen_units, units_of_lines

_ROLES = tuple(role for role in Role if role not in domains.NEVER)


def show() -> ResponseReturnValue:
    """All invited domains, and the form that invites another."""
    return _page(None)


def invite() -> ResponseReturnValue:
    """Invite a domain, or change what one that is invited gives."""
    given = request.form.get("role", "")
    domain = request.form.get("domain", "")
    try:
        access = Access(frozenset(role for role in _ROLES if role == given), chosen_units())
        with runtime().database.begin() as connection:
            domains.invite(connection, domain, access, moment(), actor())
    except BadInput as error:
        return _page(str(error))
    say(f"Whoever has an address at {domain.strip().lower().removeprefix('@')} is let in as {given}.")
    return redirect(url_for("pages.domains_show"), 303)


def remove() -> ResponseReturnValue:
    """Let nobody else in for a domain; who came for it already stays."""
    domain = request.form.get("domain", "")
    try:
        with runtime().database.begin() as connection:
            domains.remove(connection, domain, moment(), actor())
    except BadInput as error:
        return _page(str(error))
    say(f"{domain} is invited no more. Who came for it already stays: see People.")
    return redirect(url_for("pages.domains_show"), 303)


def _page(problem: str | None) -> ResponseReturnValue:
    with runtime().database.read() as connection:
        found = domains.listed(connection)
    provider = runtime().settings.oidc_issuer
    status = 422 if problem else 200
    return page(
        "domains", status, problem=problem, domains=found, roles=_ROLES, units=units_of_lines(), provider=provider
    )
