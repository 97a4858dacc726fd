"""The phone on the screen is there only where it should be, and only its own page can use it."""

import re
from datetime import UTC, datetime

import pytest
from service import environment_on

from app.access import people, sign_ins
from app.access.audit import COMMAND
from app.access.people import Access
from app.access.roles import Role
from app.assembly import build_runtime, create_app
from app.lines import LOCAL_LINES
from app.settings import Settings
from app.web.phone import page_guard

HOST = "127.0.0.1:8000"
ORIGIN = f"http://{HOST}"


@pytest.fixture
def phone(valkey, sqlite_url):
    """Makes clients of applications with the given settings."""
    runtimes = []

    def client(**settings):
        own = {"AFTERCALL_LOCAL": "1", "PUBLIC_URL": ORIGIN, "LINES_FILE": str(LOCAL_LINES)}
        runtime = build_runtime(Settings.load(environment_on(sqlite_url, valkey.url, **(own | settings))))
        runtimes.append(runtime)
        return create_app(runtime).test_client()

    yield client
    for runtime in runtimes:
        runtime.database.close()
        runtime.breaker.client.close()


def token_of(client):
    page = client.get("/phone", headers={"Host": HOST})
    return re.search(r'data-token="([^"]+)"', page.text)[1]


@pytest.mark.parametrize(
    ("settings", "status"),
    [
        ({}, 200),
        ({"PHONE": "off"}, 404),
        ({"AFTERCALL_LOCAL": ""}, 404),
        ({"AFTERCALL_LOCAL": "", "PHONE": "on"}, 302),
    ],
)
def test_it_is_shown_in_local_mode_and_elsewhere_only_where_it_is_switched_on(phone, settings, status):
    client = phone(**settings)
    assert client.get("/phone", headers={"Host": HOST}).status_code == status
    for path in ("/phone-files/phone.js", "/phone/events?number=%2B12025550123"):
        with client.get(path, headers={"Host": HOST}) as answer:
            assert (answer.status_code == 404) == (status == 404)


def test_the_page_allows_no_script_or_style_but_its_own_files(phone):
    page = phone().get("/phone", headers={"Host": HOST})
    assert page.headers["Content-Security-Policy"].startswith("default-src 'self'; ")
    assert "unsafe" not in page.headers["Content-Security-Policy"]
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", page.text)
    assert "This page needs JavaScript" in page.text


def test_no_token_of_the_provider_reaches_the_page(phone):
    text = phone(TWILIO_AUTH_TOKEN="very-secret").get("/phone", headers={"Host": HOST}).text
    assert "very-secret" not in text


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:8000", "[::1]:8000"])
def test_every_name_of_this_machine_is_meant_in_local_mode(phone, host):
    assert phone().get("/phone", headers={"Host": host}).status_code == 200


def test_a_name_that_somebody_else_points_to_this_machine_is_refused(phone):
    client = phone()
    assert client.get("/phone", headers={"Host": "evil.example:8000"}).status_code == 403
    given = {"Host": "evil.example:8000", "Origin": "http://evil.example:8000", page_guard.HEADER: token_of(client)}
    assert client.post("/phone/calls", headers=given, json={}).status_code == 403


@pytest.mark.parametrize(
    "changed",
    [
        {"Origin": None},
        {"Origin": "null"},
        {"Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {page_guard.HEADER: None},
        {page_guard.HEADER: "made.up.token"},
    ],
)
def test_a_post_of_another_page_is_refused(phone, changed):
    client = phone()
    given = {"Host": HOST, "Origin": ORIGIN, "Sec-Fetch-Site": "same-origin", page_guard.HEADER: token_of(client)}
    assert client.post("/phone/calls", headers=given, json={}).status_code == 422
    headers = {name: value for name, value in (given | changed).items() if value is not None}
    assert client.post("/phone/calls", headers=headers, json={}).status_code == 403


def test_reading_what_came_in_takes_the_token_too(phone):
    client = phone()
    asked = "/phone/events?number=%2B12025550123"
    assert client.get(asked, headers={"Host": HOST}).status_code == 403
    assert client.get(asked, headers={"Host": HOST, page_guard.HEADER: token_of(client)}).status_code == 200


def test_a_token_ends_with_its_day(phone, monkeypatch):
    client = phone()
    token = token_of(client)
    monkeypatch.setattr(page_guard, "TOKEN_SECONDS", -1)
    late = phone().get("/phone/events?number=%2B12025550123", headers={"Host": HOST, page_guard.HEADER: token})
    assert late.status_code == 403


def signed_in(client, *roles):
    """The client, with the cookie of somebody with these roles."""
    runtime = client.application.extensions["aftercall"]
    now = datetime.now(UTC)
    with runtime.database.begin() as connection:
        access = Access(frozenset(roles), frozenset({"north"}), "agent-1")
        person = people.add(connection, f"{'-'.join(roles)}@agency.gov", "Ann", access, now, COMMAND)
        token = sign_ins.begin(connection, person, "oidc", now, COMMAND)
    with client.session_transaction(base_url=ORIGIN) as session:
        session["sign_in"], session["how"] = token, "oidc"
    return client


def test_outside_local_mode_nobody_uses_it_without_signing_in(phone):
    client = phone(AFTERCALL_LOCAL="", PHONE="on")
    answer = client.get("/phone", headers={"Host": HOST})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/sign-in")
    token = token_of(phone())
    given = {"Host": HOST, "Origin": ORIGIN, page_guard.HEADER: token}
    assert client.get("/phone/events?number=%2B12025550123", headers=given).status_code == 403
    assert client.post("/phone/calls", headers=given, json={}).status_code == 403


def test_outside_local_mode_it_takes_the_permission_to_see_the_lines(phone):
    client = phone(AFTERCALL_LOCAL="", PHONE="on")
    assert signed_in(client, Role.AGENT).get("/phone", headers={"Host": HOST}).status_code == 403
    assert signed_in(client, Role.OPERATOR).get("/phone", headers={"Host": HOST}).status_code == 200


def test_outside_local_mode_a_phone_has_a_fictional_number_only(phone):
    client = signed_in(phone(AFTERCALL_LOCAL="", PHONE="on"), Role.ANALYST)
    given = {"Host": HOST, page_guard.HEADER: token_of(client)}
    assert client.get("/phone/events?number=%2B12025550123", headers=given).status_code == 200
    assert client.get("/phone/events?number=%2B12024561111", headers=given).status_code == 422


@pytest.mark.parametrize(
    ("path", "body", "says"),
    [
        ("calls", {"number": "12", "line": "+12025550100"}, "no phone number"),
        ("calls", {"number": "+12025550123", "line": "+12025559999"}, "no such line"),
        ("calls", ["number"], "body"),
        ("calls/CA1/keys", {"turn": 1, "keys": "1a"}, "keys"),
        ("calls/CA1/keys", {"turn": 0, "keys": "1"}, "turn"),
        ("texts", {"number": "+12025550123", "line": "+12025550100", "body": "x" * 1601}, "body"),
    ],
)
def test_what_cannot_be_taken_is_refused_in_words(phone, path, body, says):
    client = phone()
    given = {"Host": HOST, "Origin": ORIGIN, page_guard.HEADER: token_of(client)}
    answer = client.post(f"/phone/{path}", headers=given, json=body)
    assert (answer.status_code, says in answer.json["error"]) == (422, True)


def test_without_redis_the_page_is_told_so(phone):
    client = phone(QUEUE_REDIS_URL="redis://127.0.0.1:9/0")
    answer = client.get(
        "/phone/events?number=%2B12025550123", headers={"Host": HOST, page_guard.HEADER: token_of(client)}
    )
    assert answer.status_code == 503
