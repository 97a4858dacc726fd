import base64
import http.client
import json
import re
import socket
from urllib.parse import urlencode, urlsplit

import pytest
import redis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from people import LIKERT
from questions_heard import question_in
from recorded import Recorded
from service import TOKEN
from twiml_schema import check_twiml

from app.simulation.calls import ProviderCall
from app.telephony.signatures import sign

DOORS = ("/voice", "/voice/00-x/0", "/voice/status", "/voice/fallback", "/sms", "/sms/status", "/sms/fallback")
FORM = "application/x-www-form-urlencoded"
INBOUND = [("To", LIKERT), ("CallStatus", "in-progress"), ("MessageSid", "SM" + "1" * 32), ("Body", "4")]


@pytest.fixture
def service(running):
    """The running service; errors are logged here on purpose."""
    return running


@pytest.fixture
def _as_expected(running):
    """No error goes unexpected, that is, with a traceback."""
    before = len(running.complaints())
    yield
    assert [entry for entry in running.complaints()[before:] if "exception" in entry] == []


@pytest.fixture
def post(service, number):
    """Posts raw bytes to a target; signs ``pairs`` unless a signature is given. Gives status and body."""

    def send(target, pairs=(), body=None, signature=None, headers=()):
        whole = [("From", number), ("CallSid", "CA" + number[1:]), *pairs]
        connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=10)
        made = sign(TOKEN, service.url + target, whole) if signature is None else signature
        told = {"Content-Type": FORM, "X-Twilio-Signature": made, **dict(headers)}
        connection.request("POST", target, urlencode(whole).encode() if body is None else body, told)
        answer = connection.getresponse()
        read = answer.status, answer.read().decode()
        connection.close()
        return read

    return send


@pytest.fixture
def action(provider, number):
    """The path and query of the URL that the first key of a new call goes to."""
    call = ProviderCall(provider, number, LIKERT)
    parts = urlsplit(call.dial().gather.action)
    return f"{parts.path}?{parts.query}"


def everything(service, records):
    present = Recorded(records)
    with redis.Redis.from_url(service.environment["REDIS_URL"]) as client:
        lengths = {key: client.xlen(key) for key in client.scan_iter("*outbox")}
        names = {key for key in client.scan_iter("*") if b"recorder" not in key and b"clock" not in key}
    return (sum(map(len, present.responses.values())), set(present.messages), set(present.opt_outs)), names, lengths


@pytest.mark.parametrize("door", DOORS)
def test_unsigned_and_wrongly_signed_webhooks_are_refused_and_nothing_is_stored(post, door, running, records):
    before = everything(running, records)
    for signature in ("", "wrong", "é" * 10, sign("another token", running.url + door, INBOUND)):
        assert post(door, INBOUND, signature=signature.encode("latin-1", "ignore").decode("latin-1"))[0] == 403
    signed = sign(TOKEN, running.url + door, INBOUND)
    assert post(door, INBOUND, signature=signed)[0] == 403, "the signature is that of other fields"
    assert everything(running, records) == before


@pytest.mark.parametrize("door", DOORS)
def test_a_body_over_64_kib_or_of_unknown_length_is_refused(post, door, running):
    large = [("Body", "x" * 65_536)]
    assert post(door, large)[0] == 413
    request = f"POST {door} HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n6\r\nBody=1\r\n0\r\n\r\n"
    with socket.create_connection(("127.0.0.1", running.port), timeout=10) as connection:
        connection.sendall(request.encode())
        assert connection.recv(4096).startswith(b"HTTP/1.1 413 ")


@pytest.mark.parametrize("body", [b"Body=\xff\xfe", b"Body=%FF%FE", b"\x00\x01\x02", b"=&=&&=%", b"Body"])
@pytest.mark.parametrize("door", DOORS)
def test_a_body_that_is_no_form_in_utf8_is_refused(post, door, body):
    assert post(door, body=body)[0] == 403


@pytest.mark.usefixtures("_as_expected")
@pytest.mark.parametrize("door", DOORS)
def test_a_webhook_with_no_field_at_all_is_answered(post, door, running):
    status, body = post(door, body=b"", signature=sign(TOKEN, running.url + door, []))
    assert status in {200, 204}
    if body:
        check_twiml(body, "messaging" if "sms" in door else "voice")


def test_missing_digits_are_silence_and_repeated_ones_that_differ_are_a_wrong_key(post, action):
    assert question_in(post(action, [("To", LIKERT)])[1]) == "satisfaction", "no key at the choice of language"


@pytest.mark.usefixtures("_as_expected")
@pytest.mark.parametrize(
    ("digits", "heard"),
    [
        (["4"], "Two."),
        (["4", "4"], "Two."),
        (["4", ""], "Two."),
        (["4", "5"], "That is not one of the answers."),
        (["45"], "That is not one of the answers."),
        (["٤"], "That is not one of the answers."),
        (["\x00"], "That is not one of the answers."),
        (["x" * 5000], "That is not one of the answers."),
        ([""], "I did not hear a key."),
        ([], "I did not hear a key."),
    ],
)
def test_digits_are_one_key_or_none(provider, post, number, digits, heard):
    call = ProviderCall(provider, number, LIKERT)
    call.dial()
    parts = urlsplit(call.press("1").gather.action)
    fields = [("To", LIKERT), *(("Digits", value) for value in digits), ("NewParameter", "1"), ("CallToken", "é")]
    status, body = post(f"{parts.path}?{parts.query}", fields)
    assert status == 200
    assert heard in body
    check_twiml(body, "voice")


def _turns(action):
    path, query = action.split("?", 1)
    session, packed = path.split("/")[2], re.search(r"b=([^&]*)", query)[1]
    tapes = ("9999", "%2A", "%00", "zzz", "1" * 20_000, "%C3%A9", "-.")
    more = ("waits=x", "waits=-5", "waits=99", "key=zzz", "key=", "b=", "t=5")
    wrong = ("b=", "b=%FF", "b=AAAA", "b=W10", "b=bnVsbA", "b=e30", "b=" + "A" * 9000, "t=")
    yield from (f"{path}?b={packed}&t={tape}" for tape in tapes)
    yield from (f"/voice/{session}/{turn}?{query}" for turn in ("7", "9" * 40, "0", "00"))
    yield from (f"/voice/{name}/0?{query}" for name in ("x", "99-x", "-", "00-" + "0" * 36, session + "0"))
    yield from (f"{path}?{query}&{name}" for name in more)
    yield from (f"{path}?{query}" for query in wrong)


def _openings(action):
    """Openings that no process of ours ever wrote."""
    path, query = action.split("?", 1)
    opening = json.loads(base64.urlsafe_b64decode(re.search(r"b=([^&]*)", query)[1] + "=="))
    wrong = [(0, "x"), (1, "x"), (2, "x"), (3, 99), (4, None), (5, "website"), (6, "fr"), (7, "x"), (13, "soon")]
    for place, value in [*wrong, (14, 7), (14, [7]), (15, []), (16, "x")]:
        changed = [*opening[:place], value, *opening[place + 1 :]]
        yield f"{path}?b={base64.urlsafe_b64encode(json.dumps(changed).encode()).decode().rstrip('=')}&t="


@pytest.mark.usefixtures("_as_expected")
def test_absurd_turn_urls_are_answered_with_twiml(post, action):
    for target in _turns(action):
        status, body = post(target, [("To", LIKERT), ("Digits", "1")])
        assert status == 200, f"{status} for {target[:200]}: {body[:200]}"
        check_twiml(body, "voice")


def test_openings_that_hold_nonsense_are_answered_with_twiml(post, action):
    for target in _openings(action):
        status, body = post(target, [("To", LIKERT), ("Digits", "1")])
        assert status == 200, f"{status} for {target[:200]}: {body[:200]}"
        check_twiml(body, "voice")


@pytest.mark.usefixtures("_as_expected")
def test_absurd_error_urls_at_the_fallback_are_answered_with_twiml(post, action):
    for url in ("", "x", "http://[", "http://h/voice/00-x/0", "http://h/voice/a/b/c", "http://h" + action, "é" * 99):
        status, body = post("/voice/fallback", [("To", LIKERT), ("ErrorUrl", url), ("ErrorCode", "11200")])
        assert status == 200, f"{status} for {url}"
        check_twiml(body, "voice")


@pytest.mark.parametrize(
    "target", ["/voice/a/b/c", "/voice/x", "/sms/x", "/nothing", "/voice/%F0%9F/0", "/%00", "//", "/voice/"]
)
def test_unknown_paths_are_not_found(post, target):
    assert post(target)[0] in {403, 404, 405}


ANY_TEXT = st.text(max_size=40)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    door=st.sampled_from(["/voice", "/voice/status", "/voice/fallback", "/sms", "/sms/status", "/sms/fallback"]),
    fields=st.lists(
        st.tuples(
            st.sampled_from(
                ["To", "From", "Body", "Digits", "CallSid", "MessageSid", "NumMedia", "CallStatus", "Direction"]
            )
            | ANY_TEXT,
            st.sampled_from([LIKERT, "completed", "outbound-api", "STOP"]) | ANY_TEXT,
        ),
        max_size=8,
    ),
)
def test_no_signed_webhook_is_ever_answered_with_a_server_error(post, running, door, fields):
    body = urlencode(fields).encode()
    status, answer = post(door, body=body, signature=sign(TOKEN, running.url + door, fields))
    assert status in {200, 204}, f"{status}: {answer}"
    if answer:
        check_twiml(answer, "messaging" if "sms" in door else "voice")
