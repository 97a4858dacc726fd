"""Signing in, staying in and getting out, by the pages."""

import re
from datetime import timedelta

import pyotp
import pytest
from site_pages import PASSWORD

from app.access import factors, links, sign_in, sign_ins
from app.access.audit import COMMAND
from app.access.links import Purpose
from app.access.people import Access
from app.access.roles import Role
from app.access.second_factor import SealedSecrets
from app.errors import DatabaseAway


def test_the_first_page_says_what_this_is_and_offers_to_sign_in(site):
    told = site.browser().get("/").text
    assert "Surveys after contact-center calls" in told
    assert 'href="/sign-in"' in told
    assert "/notice/a11-likert" in told


def test_a_password_signs_in_and_leads_to_what_was_asked_for(site):
    site.person()
    browser = site.browser()
    assert browser.get("/audit?before=7").headers["Location"] == "/sign-in"
    answer = browser.send("/sign-in", email="ann@agency.gov", password=PASSWORD)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/audit?before=7")
    assert browser.get("/audit?before=7").status_code == 200


def test_signing_in_leads_to_no_other_machine(site):
    site.person()
    browser = site.browser()
    asked = browser.client.get("/", environ_overrides={"PATH_INFO": "//overview"})
    assert asked.headers["Location"] == "/sign-in"
    answer = browser.send("/sign-in", email="ann@agency.gov", password=PASSWORD)
    assert answer.headers["Location"] == "/overview"


def test_wrong_passwords_lock_and_the_words_do_not_tell_who_is_known(site):
    site.person()
    browser = site.browser()
    told = [browser.send("/sign-in", email=email, password="wrong") for email in ["ann@agency.gov"] * 3 + ["x@y.gov"]]
    assert {answer.status_code for answer in told} == {403}
    words = {re.search(r'role="alert".*?</div>', answer.text, re.DOTALL)[0] for answer in told}
    assert len(words) == 1
    assert browser.send("/sign-in", email="ann@agency.gov", password=PASSWORD).status_code == 403
    site.now += sign_in.LOCKED_FOR.total_seconds() + 1
    assert browser.send("/sign-in", email="ann@agency.gov", password=PASSWORD).status_code == 302


def test_with_a_second_factor_the_password_alone_opens_nothing(site):
    mine, secret = site.person(), pyotp.random_base32(32)
    app = pyotp.TOTP(secret)
    sealed = SealedSecrets(site.runtime.settings.encryption_keys)
    with site.runtime.database.begin() as connection:
        factors.set_second_factor(connection, sealed, mine, secret, app.at(site.moment), site.moment, COMMAND)
    site.now += 60
    browser = site.browser()
    assert browser.get("/sign-in/code").headers["Location"] == "/sign-in"
    answer = browser.send("/sign-in", email="ann@agency.gov", password=PASSWORD)
    assert answer.headers["Location"] == "/sign-in/code"
    assert browser.get("/account").status_code == 302
    assert browser.send("/sign-in/code", code="000000").status_code == 403
    assert browser.send("/sign-in/code", code=app.at(site.moment)).headers["Location"] == "/account"
    assert browser.get("/account").status_code == 200


def test_a_right_password_waits_five_minutes_for_its_code(site):
    mine, secret = site.person(), pyotp.random_base32(32)
    sealed = SealedSecrets(site.runtime.settings.encryption_keys)
    with site.runtime.database.begin() as connection:
        code = pyotp.TOTP(secret).at(site.moment)
        factors.set_second_factor(connection, sealed, mine, secret, code, site.moment, COMMAND)
    browser = site.browser()
    browser.send("/sign-in", email="ann@agency.gov", password=PASSWORD)
    site.now += 301
    assert browser.get("/sign-in/code").headers["Location"] == "/sign-in"


def test_a_second_factor_is_set_up_by_the_code_of_the_app(site):
    site.person()
    browser = site.inside()
    page = browser.get("/account/second-factor").text
    assert "<svg" in page
    secret = re.search(r"<code>([A-Z2-7 ]+)</code>", page)[1].replace(" ", "")
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]

    def sent(code):
        form = {"csrf_token": token, "code": code}
        return browser.client.post("/account/second-factor", data=form)

    assert sent("000000").status_code == 422
    done = sent(pyotp.TOTP(secret).at(site.moment))
    assert len(re.findall(r"<code>(\w{4}-){3}\w{4}</code>", done.text)) == 10
    other = site.browser().send("/sign-in", email="ann@agency.gov", password=PASSWORD)
    assert other.headers["Location"] == "/sign-in/code"


def test_outside_local_mode_a_second_factor_has_to_be_set_up_before_anything_else(deployed):
    deployed.person()
    browser = deployed.browser()
    browser.client.environ_base["wsgi.url_scheme"] = "https"
    browser.send("/sign-in", email="ann@agency.gov", password=PASSWORD)
    for path in ("/account", "/people", "/audit"):
        assert browser.get(path).headers["Location"] == "/account/second-factor"
    assert browser.get("/account/second-factor").status_code == 200


def test_nothing_done_for_a_quarter_of_an_hour_signs_out(site):
    site.person()
    browser = site.inside()
    site.now += 14 * 60
    assert 0 < browser.get("/sign-in/left").json["seconds"] <= 60
    assert browser.get("/account").status_code == 200
    assert browser.get("/sign-in/left").json["seconds"] == 15 * 60
    site.now += 15 * 60 + 1
    assert browser.get("/sign-in/left").json["seconds"] == 0
    assert browser.get("/account").headers["Location"] == "/sign-in?left=idle"
    assert "nothing was done for a while" in browser.get("/sign-in?left=idle").text


def test_asking_how_long_is_left_puts_nothing_off_and_staying_does(site):
    site.person()
    browser = site.inside()
    site.now += 600
    assert browser.get("/sign-in/left").json["seconds"] == 300
    site.now += 100
    assert browser.get("/sign-in/left").json["seconds"] == 200
    assert browser.send("/sign-in", to="/sign-in/stay").json["seconds"] == sign_ins.IDLE.total_seconds()


def test_signing_out_makes_the_cookie_worthless(site):
    site.person()
    browser = site.inside()
    kept = browser.client.get_cookie("aftercall").value
    assert browser.send("/account", to="/sign-out").headers["Location"] == "/sign-in"
    browser.client.set_cookie("aftercall", kept)
    assert browser.get("/account").status_code == 302


def test_a_link_signs_in_once_and_only_by_its_button(site):
    mine = site.person()
    with site.runtime.database.begin() as connection:
        path = links.make(connection, mine, Purpose.SIGN_IN, timedelta(hours=1), site.moment, COMMAND)
    browser = site.browser()
    for _ in range(2):
        assert "signs you in as Ann" in browser.get(path).text
    assert browser.get("/account").status_code == 302
    assert browser.send(path, to="/sign-in/link").headers["Location"] == "/account"
    assert browser.get("/account").status_code == 200
    assert site.browser().get(path).status_code == 410


def test_a_link_sets_a_password_that_then_signs_in(site):
    mine = site.person(access=Access(frozenset({Role.ANALYST})))
    with site.runtime.database.begin() as connection:
        path = links.make(connection, mine, Purpose.PASSWORD, timedelta(hours=1), site.moment, COMMAND)
    browser = site.browser()
    refused = browser.send(path, to="/sign-in/password", password="short")
    assert (refused.status_code, "15 to 128" in refused.text) == (422, True)
    assert browser.send(path, to="/sign-in/password", password="another long sentence").status_code == 302
    assert browser.get(path).status_code == 410
    assert site.inside(password="another long sentence").get("/account").status_code == 200


def test_a_new_password_signs_out_everywhere_else(site):
    site.person()
    here, there = site.inside(), site.inside()
    wrong = here.send("/account/password", present="wrong", new="another long sentence")
    assert (wrong.status_code, "present password is wrong" in wrong.text) == (422, True)
    assert here.send("/account/password", present=PASSWORD, new="another long sentence").status_code == 302
    assert here.get("/account").status_code == 200
    assert there.get("/account").status_code == 302


@pytest.mark.parametrize("token", ["", "x", "%00"])
def test_a_link_that_is_none_of_ours_opens_nothing(site, token):
    assert site.browser().get(f"/sign-in/link?token={token}").status_code in {400, 410}
    assert site.browser().get(f"/sign-in/password?token={token}").status_code in {400, 410}


def test_a_form_from_elsewhere_is_refused(site):
    site.person()
    browser = site.inside()
    fields = {"email": "eve@agency.gov", "role": "administrator", "csrf_token": "made up"}
    answer = browser.client.post("/people/new", data=fields)
    assert (answer.status_code, "cannot be used" in answer.text) == (400, True)
    assert "eve@agency.gov" not in browser.get("/people").text


def test_pages_keep_to_themselves(site, deployed):
    headers = site.browser().get("/sign-in").headers
    assert headers["Content-Security-Policy"].startswith("default-src 'self'; ")
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "no-store"
    assert "Secure" not in headers["Set-Cookie"]
    assert "HttpOnly" in headers["Set-Cookie"]
    deployed_headers = deployed.browser().get("/sign-in").headers
    assert re.match(r"__Host-aftercall=.*Secure; HttpOnly; Path=/; SameSite=Lax", deployed_headers["Set-Cookie"])
    assert "max-age" in deployed_headers["Strict-Transport-Security"]


def test_webhooks_and_programs_get_no_cookie(site):
    for path in ("/healthz", "/api/v1/openapi.json", "/assets/uswds/css/uswds.min.css"):
        assert "Set-Cookie" not in site.app.test_client().get(path, buffered=True).headers


def test_a_page_says_so_where_the_database_is_away(site, monkeypatch):
    site.person()
    browser = site.inside()

    def away(*_, **__):
        raise DatabaseAway("away")

    monkeypatch.setattr(sign_ins, "of", away)
    answer = browser.get("/account")
    assert (answer.status_code, "away" in answer.text) == (503, True)
