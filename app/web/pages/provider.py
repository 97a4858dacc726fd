"""Signing in at the agency's identity provider, and signing out there."""

from __future__ import annotations

import structlog
from flask import abort, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from app.access import provider as providers
from app.access.arriving import arrived
from app.access.provider import Begun, Provider, ProviderAway
from app.errors import BadInput
from app.web.pages.entering import enter
from app.web.pages.guard import moment, runtime
from app.web.pages.shell import page

log = structlog.get_logger()

_WAY = "way"
_TITLE = "Signing in did not work"


def begin() -> ResponseReturnValue:
    """Send the browser to the provider."""
    address, begun = providers.begin(_provider())
    session[_WAY] = [begun.state, begun.nonce, begun.verifier]
    return redirect(address)


def come_back() -> ResponseReturnValue:
    """Take the browser back from the provider."""
    way = session.pop(_WAY, None)
    if way is None or "code" not in request.args:
        return page("problem", 403, title=_TITLE, words="Please begin again at the sign-in page.")
    try:
        who = providers.come_back(_provider(), Begun(*way), request.url, moment())
    except (ProviderAway, BadInput) as error:
        log.warning("sign-in at the identity provider failed", problem=str(error))
        return page(
            "problem", 403, title=_TITLE, words="The identity provider did not say who you are. Please try again."
        )
    with runtime().database.begin() as connection:
        person_id = arrived(connection, who, moment(), request.remote_addr)
        if person_id is not None:
            return enter(connection, person_id, "oidc")
    words = f"{who.email} may not sign in here. An administrator can add you."
    return page("problem", 403, title=_TITLE, words=words)


def out() -> ResponseReturnValue:
    """Sign out at the provider too, which asks whether that is meant."""
    back = runtime().settings.public_url + url_for("pages.sign_in_with_password")
    return redirect(providers.way_out(_provider(), back))


def _provider() -> Provider:
    settings = runtime().settings
    if settings.oidc_issuer is None or settings.oidc_client_id is None or settings.oidc_private_key is None:
        abort(404)
    # A setting of one line writes the line breaks of the key as \n.
    key = settings.oidc_private_key.get_secret_value().replace("\\n", "\n")
    back = settings.public_url + url_for("pages.provider_come_back")
    return Provider(settings.oidc_issuer, settings.oidc_client_id, key, settings.oidc_acr_values, back)
