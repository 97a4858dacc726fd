"""Signing in at an identity provider: who comes in, as whom, and what is refused."""

import time

import pytest
from identity_provider import CLIENT, IdentityProvider
from joserfc.jwk import RSAKey
from site_pages import Site

from app.access import domains, people
from app.access.audit import COMMAND
from app.access.people import Access
from app.access.roles import Role
from app.errors import BadSetting
from app.settings import Settings

ANALYST = Access(frozenset({Role.ANALYST}), frozenset({"north"}))


@pytest.fixture
def provider():
    running = IdentityProvider()
    yield running
    running.close()


@pytest.fixture
def site(tmp_path, sqlite_url, valkey, provider):
    opened = Site(
        tmp_path,
        sqlite_url,
        valkey.url,
        OIDC_ISSUER=provider.issuer,
        OIDC_CLIENT_ID=CLIENT,
        OIDC_PRIVATE_KEY=provider.client_key.as_pem(private=True).decode().replace("\n", "\\n"),
        OIDC_ACR_VALUES="urn:acr.login.gov:auth-only",
    )
    opened.now = time.time()
    yield opened
    opened.close()


def came_back(browser, provider):
    return browser.get(provider.agree(browser.get("/sign-in/provider").headers["Location"]))


def test_a_known_person_comes_in_and_is_known_by_the_subject_from_then_on(site, provider):
    site.person()
    browser = site.browser()
    assert 'href="/sign-in/provider"' in browser.get("/sign-in").text
    assert came_back(browser, provider).headers["Location"] == "/"
    assert "ann@agency.gov" in browser.get("/account").text
    provider.person["email"] = "married@agency.gov"
    again = site.browser()
    came_back(again, provider)
    assert "ann@agency.gov" in again.get("/account").text


def test_the_way_there_is_as_the_provider_wants_it(site, provider):
    site.person()
    came_back(site.browser(), provider)
    asked = provider.asked
    assert min(len(asked["state"]), len(asked["nonce"])) >= 22
    assert (asked["scope"], asked["acr_values"]) == ("openid email", "urn:acr.login.gov:auth-only")
    assert asked["redirect_uri"] == "http://localhost/sign-in/provider/return"
    (asserted,) = provider.assertions
    assert asserted["iss"] == asserted["sub"] == CLIENT
    assert asserted["aud"] == f"{provider.issuer}token_endpoint"
    assert asserted["exp"] - asserted["iat"] <= 301
    came_back(site.browser(), provider)
    assert provider.assertions[0]["jti"] != provider.assertions[1]["jti"]


def test_people_of_an_invited_domain_become_persons_with_its_role(site, provider):
    with site.runtime.database.begin() as connection:
        domains.invite(connection, "agency.gov", ANALYST, site.moment, COMMAND)
    came_back(site.browser(), provider)
    with site.runtime.database.read() as connection:
        found = people.by_email(connection, "ann@agency.gov")
    assert found.access == ANALYST


def test_nobody_else_comes_in(site, provider):
    answer = came_back(site.browser(), provider)
    assert (answer.status_code, "may not sign in here" in answer.text) == (403, True)


def test_an_address_that_belongs_to_another_subject_is_not_given_away(site, provider):
    site.person()
    came_back(site.browser(), provider)
    provider.person["sub"] = provider.claims["sub"] = "u-2"
    assert came_back(site.browser(), provider).status_code == 403


def test_whoever_is_disabled_stays_out(site, provider):
    mine = site.person()
    with site.runtime.database.begin() as connection:
        people.disable(connection, mine, site.moment, COMMAND, "left")
    assert came_back(site.browser(), provider).status_code == 403


@pytest.mark.parametrize(
    "wrong",
    [
        {"nonce": "another"},
        {"aud": "another"},
        {"iss": "https://another.example"},
        {"exp": 1},
        {"sub": "another"},
    ],
    ids=str,
)
def test_a_token_that_is_not_for_this_sign_in_is_refused(site, provider, wrong):
    site.person()
    provider.claims = wrong
    browser = site.browser()
    assert came_back(browser, provider).status_code == 403
    assert browser.get("/account").status_code == 302


def test_a_token_signed_by_another_key_is_refused(site, provider, monkeypatch):
    site.person()
    browser = site.browser()
    back = provider.agree(browser.get("/sign-in/provider").headers["Location"])
    published = provider.answer("/jwks_uri", {})
    monkeypatch.setattr(provider, "key", RSAKey.generate_key(2048, {"kid": "one"}))
    answered = provider.answer
    monkeypatch.setattr(provider, "answer", lambda path, form: published if "jwks" in path else answered(path, form))
    assert browser.get(back).status_code == 403


def test_an_address_that_is_not_verified_lets_nobody_in(site, provider):
    site.person()
    provider.person["email_verified"] = False
    assert came_back(site.browser(), provider).status_code == 403


def test_a_state_that_is_not_ours_or_no_longer_is_lets_nobody_in(site, provider):
    site.person()
    browser = site.browser()
    back = provider.agree(browser.get("/sign-in/provider").headers["Location"])
    assert site.browser().get(back).status_code == 403
    assert browser.get(back.replace("state=", "state=x")).status_code == 403
    assert browser.get(back).status_code == 403


def test_a_provider_that_is_away_is_told_as_such(site, provider):
    provider.close()
    assert site.browser().get("/sign-in/provider").status_code == 503


def test_signing_out_at_the_provider_leads_back_here(site, provider):
    address = site.browser().get("/sign-in/provider/out").headers["Location"]
    assert address.startswith(f"{provider.issuer}end_session_endpoint?client_id=urn%3A")
    assert address.endswith("post_logout_redirect_uri=http%3A%2F%2Flocalhost%2Fsign-in")


def test_half_of_the_settings_stops_the_start(site):
    given = site.runtime.settings.model_dump(by_alias=True, exclude={"oidc_private_key"})
    given = {name: str(value) for name, value in given.items() if isinstance(value, str)}
    with pytest.raises(BadSetting, match="go together"):
        Settings.load(
            given
            | {"SECRET_KEY": "s" * 40, "RESPONDENT_SECRET": "r" * 40, "ENCRYPTION_KEYS": "k", "TWILIO_AUTH_TOKEN": "t"}
        )
