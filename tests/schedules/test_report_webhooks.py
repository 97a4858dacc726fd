"""A webhook is called signed and with one key, again until it is taken, and never within a private network."""

import hashlib
import hmac
import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from in_a_thread import InAThread

from app.errors import BadInput
from app.records.schedules import ScheduleDelivery
from app.schedules.drafts import check_webhook
from app.telephony.errors import Permanent, Retryable
from app.telephony.webhook import Call, call


class Receiver(InAThread, ThreadingHTTPServer):
    """Keeps what it is told, and answers with the statuses that it was given, then 200."""

    def __init__(self, *statuses):
        super().__init__(("127.0.0.1", 0), _Answer)
        self.statuses, self.calls = list(statuses), []
        self.url = f"http://127.0.0.1:{self.server_address[1]}/hook"


class _Answer(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.calls.append((dict(self.headers), body))
        self.send_response(self.server.statuses.pop(0) if self.server.statuses else 200)
        self.send_header("Location", "http://127.0.0.1:1/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        """Says nothing."""


@pytest.fixture
def receiver():
    with Receiver() as running:
        yield running


def test_the_call_is_signed_with_the_secret_that_was_shown(small_office, receiver):
    small_office.responses()
    _, secret = small_office.schedule(mails=(), webhook=receiver.url)
    small_office.wait_until(2026, 9, 22)
    assert small_office.work() == 1
    ((headers, body),) = receiver.calls
    at, signed = (part.partition("=")[2] for part in headers["Aftercall-Signature"].split(","))
    right = hmac.new(secret.encode(), at.encode() + b"." + body, hashlib.sha256).hexdigest()
    assert signed == right
    assert int(at) == int(small_office.now.timestamp())
    told = json.loads(body)
    assert told["period"] == {"since": "2026-09-21", "until": "2026-09-21", "time_zone": "America/New_York"}
    assert told["lines"][0]["channels"][0]["trust"]["n"] == 6


def test_it_is_called_again_with_the_same_key_until_it_is_taken(small_office, receiver):
    small_office.responses()
    small_office.schedule(mails=(), webhook=receiver.url)
    receiver.statuses[:] = [500, 302, 429]
    small_office.wait_until(2026, 9, 22)
    for taken, pause in ((0, 11), (0, 61), (0, 301), (1, 0), (0, 0)):
        assert small_office.work() == taken
        small_office.wait(seconds=pause)
    assert len({headers["Idempotency-Key"] for headers, _ in receiver.calls}) == 1
    assert len({body for _, body in receiver.calls}) == 1
    assert len(receiver.calls) == 4


def test_it_is_given_up_after_a_day_and_at_once_where_it_is_gone(small_office, receiver):
    small_office.responses()
    small_office.schedule("weekly", mails=(), webhook=receiver.url)
    small_office.wait_until(2026, 9, 28)
    receiver.statuses[:] = [500] * 20
    for _ in range(20):
        small_office.work()
        small_office.wait(hours=5)
    assert [row.state for row in small_office.rows(ScheduleDelivery)] == ["failed"]
    assert 4 <= len(receiver.calls) < 12
    with Receiver(410) as gone, pytest.raises(Permanent):
        call(Call(gone.url, b"{}", "s", "k", public_only=False), 1)


def test_nobody_there_is_tried_again():
    with pytest.raises(Retryable, match="cannot be reached"):
        call(Call("http://127.0.0.1:1/", b"{}", "s", "k", public_only=False), 1)


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "localhost", "10.0.0.8", "169.254.169.254", "[::1]", "192.168.1.1"),
        *("127.1", "2130706433", "0x7f.0.0.1", "0", "100.64.0.1", "224.0.0.1"),
        *("[::ffff:127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:a00:8::1]", "[::a00:8]", "[fd00::1]", "[ff02::1]"),
    ],
)
def test_machines_of_a_private_network_are_not_called(host):
    with pytest.raises(Permanent, match="private network"):
        call(Call(f"https://{host}/", b"{}", "s", "k", public_only=True), 1)


@pytest.mark.parametrize(
    "address",
    [
        "hooks.example.gov",
        "ftp://hooks.example.gov",
        "https://",
        "https://user:word@hooks.example.gov/",
        "https://hooks example.gov",
        "https://hooks.example.gov:port",
        "https://[::1",
        "https://exämple.gov/",
        "javascript:alert(1)",
        "https://hooks.example.gov/" + "x" * 500,
    ],
)
def test_what_is_no_address_of_a_webhook_is_refused(address):
    with pytest.raises(BadInput, match="no web address"):
        check_webhook(address, local_mode=True)


def test_outside_local_mode_it_has_to_be_https():
    check_webhook("http://127.0.0.1:9000/hook", local_mode=True)
    check_webhook("https://hooks.example.gov:8443/a?b=c", local_mode=False)
    with pytest.raises(BadInput, match="https"):
        check_webhook("http://hooks.example.gov/", local_mode=False)
