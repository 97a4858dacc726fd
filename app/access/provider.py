"""Signing in at an OpenID provider, such as login.gov: the way there, and who came back.

The provider says who somebody is; what they may do stands here. Rules of login.gov: the client proves itself by a
signed assertion (private_key_jwt, RS256) that lives five minutes, and state and nonce have at least 22 characters.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from urllib.parse import urlencode

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, KeySetSerialization, RSAKey

from app.access.people import spelled
from app.errors import Away, BadInput

ASSERTION_SECONDS = 300
"""Authlib's own is an hour, which login.gov refuses."""
LEEWAY_SECONDS = 30
_TIMEOUT_SECONDS = 10.0
_ALGORITHM = "RS256"


class ProviderAway(Away):
    """The provider did not answer, or not as a provider does."""


class ProviderRefused(BadInput):
    """The provider, or what it sent, does not say who this is."""


@dataclass(frozen=True, slots=True)
class Provider:
    """An OpenID provider at which this service is registered; ``private_key`` is PEM."""

    issuer: str
    client_id: str
    private_key: str
    acr_values: str | None
    return_url: str


@dataclass(frozen=True, slots=True)
class Begun:
    """A way to the provider, to be remembered until somebody comes back on it."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True)
class Identity:
    """Who came back: the provider's own name for them, and a mail address that it has verified."""

    subject: str
    email: str


def begin(provider: Provider) -> tuple[str, Begun]:
    """Where to send the browser, and what to remember. Raises ProviderAway."""
    begun = Begun(*(secrets.token_urlsafe(32) for _ in range(3)))
    with _session(provider) as session:
        endpoint = _described(session, provider)["authorization_endpoint"]
        asked = {"nonce": begun.nonce, "code_verifier": begun.verifier, "prompt": "select_account"}
        if provider.acr_values is not None:
            asked["acr_values"] = provider.acr_values
        address, _ = session.create_authorization_url(endpoint, state=begun.state, **asked)
    return address, begun


def come_back(provider: Provider, begun: Begun, arrived: str, now: datetime) -> Identity:
    """Who came back to the URL ``arrived``. Raises ProviderAway, or BadInput for what says nothing of use."""
    try:
        with _session(provider) as session:
            described = _described(session, provider)
            exp = int(now.timestamp()) + ASSERTION_SECONDS
            session.register_client_auth_method(PrivateKeyJWT(described["token_endpoint"], claims={"exp": exp}))
            session.fetch_token(
                described["token_endpoint"],
                authorization_response=arrived,
                state=begun.state,
                code_verifier=begun.verifier,
            )
            keys = KeySet.import_key_set(cast("KeySetSerialization", _fetched(session, described["jwks_uri"])))
            subject = _subject(provider, begun, session.token, keys, now)
            about = _fetched(session, described["userinfo_endpoint"], withhold_token=False)
    except requests.RequestException as error:
        raise ProviderAway(f"the identity provider does not answer: {type(error).__name__}") from error
    except (AuthlibBaseError, JoseError, KeyError, ValueError, TypeError) as error:
        raise ProviderRefused(f"the identity provider's answer cannot be used: {type(error).__name__}") from error
    if about.get("sub") != subject or about.get("email_verified") is not True:
        raise ProviderRefused("the identity provider has not verified the mail address")
    return Identity(f"{provider.issuer} {subject}", spelled(str(about.get("email", ""))))


def way_out(provider: Provider, back_to: str) -> str:
    """Where to sign out at the provider too; it asks whether that is meant. Raises ProviderAway."""
    with _session(provider) as session:
        endpoint = _described(session, provider).get("end_session_endpoint", back_to)
    return f"{endpoint}?{urlencode({'client_id': provider.client_id, 'post_logout_redirect_uri': back_to})}"


def _session(provider: Provider) -> OAuth2Session:
    return OAuth2Session(
        provider.client_id,
        RSAKey.import_key(provider.private_key),
        token_endpoint_auth_method="private_key_jwt",  # noqa: S106 (the name of a method)
        scope="openid email",
        redirect_uri=provider.return_url,
        code_challenge_method="S256",
        default_timeout=_TIMEOUT_SECONDS,
    )


def _described(session: OAuth2Session, provider: Provider) -> dict[str, Any]:
    """The provider's own description. Raises ProviderAway where it is none, or another's."""
    try:
        found = _fetched(session, provider.issuer.rstrip("/") + "/.well-known/openid-configuration")
    except (requests.RequestException, ValueError) as error:
        raise ProviderAway(f"the identity provider does not answer: {type(error).__name__}") from error
    if found.get("issuer") != provider.issuer:
        raise ProviderAway("the identity provider describes itself as another issuer than OIDC_ISSUER")
    return found


def _fetched(session: OAuth2Session, url: str, *, withhold_token: bool = True) -> dict[str, Any]:
    answer = session.get(url, withhold_token=withhold_token)
    answer.raise_for_status()
    found = answer.json()
    if not isinstance(found, dict):
        raise ProviderRefused("the identity provider sent something else than a JSON object")
    return found


def _subject(provider: Provider, begun: Begun, token: dict[str, Any], keys: KeySet, now: datetime) -> str:
    """Whom the ID token is about. Raises JoseError where it is not for us, not for now, or not signed by these keys."""
    read = jwt.decode(token["id_token"], keys, algorithms=[_ALGORITHM])
    expected = {"iss": {"value": provider.issuer}, "aud": {"value": provider.client_id}}
    parameters = {"nonce": begun.nonce, "client_id": provider.client_id, "access_token": token["access_token"]}
    claims = CodeIDToken(read.claims, read.header, expected, parameters)
    claims.validate(now=int(now.timestamp()), leeway=LEEWAY_SECONDS)
    return str(claims["sub"])
