"""Every door has its guard, and the guard of the webhooks lets in only what the provider signed."""

import base64
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from service import PUBLIC, environment_on
from twiml_schema import check_twiml
from werkzeug.routing import Map

from app.assembly import build_runtime, create_app
from app.settings import Settings
from app.telephony.signatures import HEADER, sign
from app.web.guards import form_pairs, open_to_all, signed_webhook

CALL = {"CallSid": "CA1", "From": "+12025550123", "To": "+12025550100", "CallStatus": "in-progress"}


@pytest.fixture
def app(valkey, sqlite_url):
    own = {"AFTERCALL_LOCAL": "1", "TWILIO_AUTH_TOKEN": "new-token,old-token"}
    runtime = build_runtime(Settings.load(environment_on(sqlite_url, valkey.url, **own)))
    runtime.catalogue.publish()
    yield create_app(runtime)
    runtime.database.close()
    runtime.breaker.client.close()


def post(app, target, fields, token="new-token", body=None):
    pairs = list(fields.items())
    reply = app.test_client().post(
        target,
        data=urlencode(pairs) if body is None else body,
        content_type="application/x-www-form-urlencoded",
        headers={HEADER: sign(token, PUBLIC + target, pairs)},
    )
    if reply.mimetype == "text/xml":
        check_twiml(reply.text, "messaging" if target.startswith("/sms") else "voice")
    return reply


def test_every_blueprint_declares_its_guard(app):
    guards = app.extensions["aftercall_guards"]
    assert set(guards) == set(app.blueprints)
    rules: Map = app.url_map
    assert {rule.endpoint.split(".")[0] for rule in rules.iter_rules()} <= set(guards)
    assert guards["voice"] is guards["sms"] is signed_webhook
    assert guards["health"] is open_to_all


@pytest.mark.parametrize("token", ["new-token", "old-token"])
def test_a_webhook_signed_with_either_token_comes_in(app, token):
    assert post(app, "/voice", CALL, token).status_code == 200


@pytest.mark.parametrize("path", ["/voice", "/voice/01-x/3", "/voice/status", "/voice/fallback", "/sms", "/sms/status"])
def test_a_webhook_signed_by_somebody_else_is_refused_and_nothing_is_stored(app, path):
    assert post(app, path, CALL, "wrong").status_code == 403
    assert app.test_client().post(path, data=CALL).status_code == 403
    assert list(app.extensions["aftercall"].breaker.client.scan_iter("{*")) == []


def test_a_body_over_64_kib_is_refused_unread(app):
    assert post(app, "/voice", {**CALL, "Digits": "1" * 70_000}).status_code == 413


def test_a_body_that_is_not_utf8_is_refused(app):
    assert post(app, "/voice", CALL, body=b"From=%FF%FE\xff").status_code == 403


@pytest.mark.parametrize(
    "query",
    ["", "b=", "b=zzz", "b=W10", "b=" + base64.urlsafe_b64encode(b'["a"]' * 9).decode(), "t=1&b=%00", "waits=x&b=W10"],
)
def test_a_turn_url_that_we_never_wrote_ends_politely(app, query):
    reply = post(app, f"/voice/01-abc/3{'?' + query if query else ''}", CALL)
    assert reply.status_code == 200
    assert "<Hangup/>" in reply.text


@pytest.mark.parametrize(
    "target", ["/voice?waits=1e9", "/voice?waits=-5", "/voice?contact=%F0%9F%98%80%00", "/voice?x=y"]
)
def test_a_first_webhook_with_strange_parameters_is_answered(app, target):
    assert post(app, target, {**CALL, "NewField": "1", "Digits": ""}).status_code == 200


@given(st.lists(st.tuples(st.text(), st.text())), st.text("ab%2F+=&é ", max_size=20))
def test_a_form_reads_as_the_standard_library_reads_it(pairs, wild):
    for body in (urlencode(pairs), wild):
        try:
            plain = parse_qsl(body, keep_blank_values=True, errors="strict")
        except ValueError:
            with pytest.raises(ValueError, match=r"."):
                form_pairs(body)
            continue
        assert form_pairs(body) == plain


def test_an_unknown_line_is_told_in_words_by_phone_and_by_text(app):
    there = {**CALL, "To": "+12025559999", "MessageSid": "SM1", "Body": "hi"}
    assert "no survey at this number" in post(app, "/voice", there).text
    assert "no survey at this number" in post(app, "/sms", there).text


def test_the_parts_that_make_a_server_ready_are_named(app):
    reply = app.test_client().get("/readyz")
    assert reply.status_code == 503
    assert reply.json == {
        "status": "not ready", "database": "ok", "redis": "ok", "recorder": "no recorder is running",
    }  # fmt: skip
    assert app.test_client().get("/healthz").status_code == 200
    assert b"aftercall_outbox_entries 0" in app.test_client().get("/metrics").data
