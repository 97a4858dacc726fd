import queue
import secrets
import threading
from datetime import UTC, datetime, timedelta

import pytest
import requests
from flask import Flask, request
from redis import Redis
from service import environment_on
from twilio.request_validator import RequestValidator
from twilio.rest import Client
from werkzeug.serving import make_server

from app.settings import Settings
from app.telephony import builtin
from app.telephony.client import Origin, client, send_text, told_apart
from app.telephony.errors import Permanent, Retryable, refusal

SENDER, RECIPIENT = "+12025550100", "+12025550123"


def served(application):
    """A running server of ``application`` and its address."""
    server = make_server("127.0.0.1", 0, application, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, f"http://127.0.0.1:{server.server_port}"


@pytest.fixture
def application(valkey):
    return Flask("provider")


@pytest.fixture
def settings(application, valkey):
    """Settings whose provider is a running built-in one."""
    server, address = served(application)
    own = {
        "PUBLIC_URL": address,
        "TWILIO_ACCOUNT_SID": "AC" + secrets.token_hex(16),
        "TWILIO_AUTH_TOKEN": "new,old",
        "TWILIO_API_URL": f"{address}/provider",
    }
    made = Settings.load(environment_on("sqlite://", valkey.url, **own))
    pages = builtin.blueprint(made)
    pages.before_request(builtin.account_guard(made))
    application.register_blueprint(pages)
    yield made
    server.shutdown()
    server.server_close()


@pytest.fixture
def callbacks():
    """An address to call back, and a queue of (url, form, signature) of what was called back."""
    application, received = Flask("callbacks"), queue.Queue()

    @application.post("/status")
    def status():
        received.put((request.url, request.form, request.headers["X-Twilio-Signature"]))
        return "", 204

    server, address = served(application)
    yield f"{address}/status", received
    server.shutdown()
    server.server_close()


def test_the_providers_own_library_sends_fetches_and_lists_texts(settings):
    provider = client(settings)
    sids = [send_text(provider, SENDER, RECIPIENT, f"text {number}") for number in range(3)]
    other = send_text(provider, SENDER, "+12025550199", "another")
    fetched = provider.messages(sids[0]).fetch()
    assert (fetched.body, fetched.status, fetched.direction) == ("text 0", "delivered", "outbound-api")
    assert fetched.date_sent is not None
    assert [message.sid for message in provider.messages.list(page_size=2)] == [other, *reversed(sids)]
    assert [message.body for message in provider.messages.list(to=RECIPIENT, limit=2)] == ["text 2", "text 1"]


def test_the_providers_own_library_places_and_lists_calls(settings):
    provider = client(settings)
    call = provider.calls.create(to=RECIPIENT, from_=SENDER, url=f"{settings.public_url}/voice")
    assert call.status == "queued"
    assert [(found.sid, found.status) for found in provider.calls.list()] == [(call.sid, "no-answer")]


def test_status_callbacks_of_a_text_come_signed_and_in_order(settings, callbacks):
    url, received = callbacks
    sid = send_text(client(settings), SENDER, RECIPIENT, "hello", status_callback=f"{url}#rc=2")
    for status in ("sent", "delivered"):
        called, form, signature = received.get(timeout=20)
        assert (form["MessageSid"], form["MessageStatus"], form["To"]) == (sid, status, RECIPIENT)
        assert RequestValidator("new").validate(called, form.to_dict(), signature)


def test_status_callbacks_of_a_call_are_those_asked_for(settings, callbacks):
    url, received = callbacks
    provider = client(settings)
    events = ["initiated", "completed"]
    call = provider.calls.create(
        to=RECIPIENT, from_=SENDER, twiml="<Response/>", status_callback=url, status_callback_event=events
    )
    forms = [received.get(timeout=20)[1] for _ in events]
    assert [form["CallStatus"] for form in forms] == ["initiated", "no-answer"]
    assert [form["SequenceNumber"] for form in forms] == ["0", "2"]
    assert {form["CallSid"] for form in forms} == {call.sid}


@pytest.mark.parametrize(("recipient", "code"), [("+15005550004", 21610), ("+15005550001", 21211)])
def test_a_text_that_can_never_arrive_is_a_permanent_error(settings, recipient, code):
    with pytest.raises(Permanent) as caught:
        send_text(client(settings), SENDER, recipient, "hello")
    assert caught.value.code == code


def test_a_text_that_is_too_long_is_refused_and_not_kept(settings):
    with pytest.raises(Permanent):
        send_text(client(settings), SENDER, RECIPIENT, "x" * 1601)
    assert client(settings).messages.list() == []


def test_nobody_gets_in_without_the_accounts_token(settings):
    url = f"{settings.twilio_api_url}/2010-04-01/Accounts/{settings.twilio_account_sid}/Messages.json"
    assert requests.get(url, timeout=10).status_code == 401
    assert requests.get(url, auth=(settings.twilio_account_sid, "wrong"), timeout=10).status_code == 401
    assert requests.get(url, auth=("AC1", "new"), timeout=10).status_code == 401
    assert requests.get(url, auth=(settings.twilio_account_sid, "old"), timeout=10).status_code == 200
    other = url.replace(settings.twilio_account_sid, "AC" + "0" * 32)
    assert requests.get(other, auth=(settings.twilio_account_sid, "new"), timeout=10).status_code == 401


def test_a_wrong_token_and_a_provider_that_is_away_are_worth_another_try(settings):
    provider = client(settings)
    stranger = Client(settings.twilio_account_sid, "wrong", http_client=provider.http_client)
    with pytest.raises(Retryable):
        send_text(stranger, SENDER, RECIPIENT, "hello")
    nowhere = settings.model_copy(update={"twilio_api_url": "http://127.0.0.1:9"})
    with pytest.raises(Retryable):
        send_text(client(nowhere), SENDER, RECIPIENT, "hello")
    with pytest.raises(Retryable), told_apart():
        stranger.messages.list()


@pytest.mark.parametrize(("status", "code"), [(429, 20429), (500, None), (503, 20503), (None, None), (400, 30001)])
def test_what_may_pass_is_retryable(status, code):
    assert isinstance(refusal("", status, code), Retryable)


@pytest.mark.parametrize(("status", "code"), [(400, 21610), (400, 21211), (404, 20404), (400, None)])
def test_what_will_not_pass_is_permanent(status, code):
    assert isinstance(refusal("", status, code), Permanent)


def test_only_the_newest_resources_are_kept(valkey, monkeypatch):
    monkeypatch.setattr("app.telephony.builtin_ledger.KEPT", 2)
    with Redis.from_url(valkey.url) as connection:
        ledger = builtin.Ledger(connection, "messages")
        for number in range(3):
            ledger.add({"sid": f"SM{number}"})
        assert ledger.newest_first() == [{"sid": "SM2"}, {"sid": "SM1"}]
        assert ledger.get("SM0") is None


def test_lists_begin_where_they_are_asked_to_through_all_of_their_pages(settings):
    provider = client(settings)
    sids = [send_text(provider, SENDER, RECIPIENT, f"text {number}") for number in range(5)]
    send_text(provider, SENDER, "+12025550124", "to another")
    now = datetime.now(UTC)
    since = {"date_sent_after": now - timedelta(hours=1)}
    assert [text.sid for text in provider.messages.list(to=RECIPIENT, page_size=2, **since)] == [*reversed(sids)]
    assert provider.messages.list(date_sent_after=now + timedelta(days=1)) == []
    assert provider.calls.list(start_time_after=now - timedelta(hours=1)) == []


def test_a_messaging_service_sends_with_or_without_a_number(settings):
    provider = client(settings)
    first = send_text(provider, Origin(SENDER, "MG" + "0" * 32), RECIPIENT, "hello")
    second = provider.messages.create(to=RECIPIENT, messaging_service_sid="MG" + "0" * 32, body="hello").sid
    listed = {text.sid: (text.from_, text.messaging_service_sid) for text in provider.messages.list()}
    assert listed == {first: (SENDER, "MG" + "0" * 32), second: (None, "MG" + "0" * 32)}
