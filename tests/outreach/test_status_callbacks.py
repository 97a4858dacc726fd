from dataclasses import replace
from urllib.parse import urlencode

import pytest
from planned_invitations import NOON, NUMBERS, Clock, Words, invitation, lines, plan, sends
from service import PUBLIC, TOKEN, environment_on

from app.assembly import build_runtime, create_app
from app.conversations.beginnings import caller, direct_session
from app.outreach.claims import Clerk, claim
from app.records.database import connect
from app.settings import Settings
from app.telephony.signatures import HEADER, sign


@pytest.fixture
def runtime(valkey, database_url):
    built = build_runtime(Settings.load(environment_on(database_url, valkey.url, AFTERCALL_LOCAL="1")))
    yield replace(built, clock=Clock())
    built.database.close()


@pytest.fixture
def report(runtime):
    """Posts a signed status callback, of attempt 1 of an invitation that was claimed; the status of the answer."""
    client = create_app(runtime).test_client()

    def post(path, query="invitation=invitation-0&attempt=1", **fields):
        url = f"{path}?{query}" if query else path
        headers = {HEADER: sign(TOKEN, PUBLIC + url, fields.items())}
        form = {"content_type": "application/x-www-form-urlencoded", "data": urlencode(fields)}
        return client.post(url, headers=headers, **form).status_code

    return post


@pytest.fixture
def claimed(runtime):
    def claiming(**planned):
        clerk = Clerk(lines(), NUMBERS, lambda *_: Words())
        with runtime.database.begin() as connection:
            plan(connection, [0], NOON, **planned)
            claim(connection, clerk, "benefits", {"text": 1, "voice": 1}, NOON)

    return claiming


def test_a_text_that_arrived_before_its_request_was_answered_is_known(runtime, claimed, report):
    claimed()
    assert report("/sms/status", MessageSid="SM1", MessageStatus="delivered") == 204
    assert report("/sms/status", MessageSid="SM1", MessageStatus="sent") == 204
    (send,) = sends(runtime.database)
    assert (send.state, send.sid) == ("delivered", "SM1")
    assert invitation(runtime.database).delivered_at == NOON


def test_a_text_that_did_not_arrive_keeps_its_code(runtime, claimed, report):
    claimed()
    assert report("/sms/status", MessageSid="SM1", MessageStatus="undelivered", ErrorCode="30005") == 204
    assert sends(runtime.database)[0].error_code == 30005
    assert invitation(runtime.database).final == "undelivered"


@pytest.mark.parametrize(
    "fields", [{}, {"MessageSid": "SM1"}, {"MessageStatus": "sent"}, {"MessageSid": "SM1", "MessageStatus": "odd"}]
)
def test_odd_callbacks_are_taken_without_a_fault(report, fields):
    assert report("/sms/status", **fields) == 204


UNREADABLE = [
    "invitation=invitation-0&attempt=2147483648",
    "invitation=invitation-0&attempt=99999999999999999999999",
    "invitation=invitation-0&attempt=-1",
    "invitation=invitation-0&attempt=one",
    "invitation=%00&attempt=1",
    f"invitation={'i' * 4000}&attempt=1",
    "attempt=%00",
]
"""URLs that name no send."""


@pytest.mark.parametrize("query", UNREADABLE)
def test_a_callback_that_names_nothing_readable_is_known_by_its_sid(runtime, claimed, report, query):
    claimed()
    assert report("/sms/status", MessageSid="SM1", MessageStatus="queued") == 204
    assert report("/sms/status", query, MessageSid="SM1", MessageStatus="delivered") == 204
    assert sends(runtime.database)[0].state == "delivered"
    assert report("/sms/status", query, MessageSid="SM2", MessageStatus="delivered") == 204
    assert [send.sid for send in sends(runtime.database)] == ["SM1"]


@pytest.mark.parametrize("sid", ["SM\x00", "S" * 4000, ""])
def test_a_callback_without_a_readable_sid_is_taken_and_not_kept(runtime, claimed, report, sid):
    claimed()
    assert report("/sms/status", MessageSid=sid, MessageStatus="delivered", ErrorCode="9" * 30) == 204
    assert report("/voice/status", CallSid=sid, CallStatus="ringing", CallDuration="9" * 30) == 200
    assert sends(runtime.database)[0].state == "claimed"


CALLER = {"CallSid": "CA1", "From": "+12122000000", "To": "+12025550100"}


def end_of_the_call(runtime):
    """What ended the session of a call without an invitation; None while it goes on."""
    who = caller(runtime, CALLER["To"], CALLER["From"], CALLER["CallSid"])
    return runtime.live.load(direct_session(runtime, who, "voice")).session.ended


@pytest.mark.parametrize("query", UNREADABLE)
def test_a_hang_up_is_kept_whatever_its_callback_names(runtime, report, query):
    runtime.catalogue.publish()
    report("/voice", "", **CALLER, CallStatus="in-progress")
    assert end_of_the_call(runtime) is None
    assert report("/voice/status", query, **CALLER, CallStatus="completed") == 200
    assert end_of_the_call(runtime) == "hung_up"


def test_a_hang_up_is_kept_where_the_report_cannot_be(runtime, report, monkeypatch):
    def faulty(*_):
        raise ValueError("a fault of ours")

    runtime.catalogue.publish()
    report("/voice", "", **CALLER, CallStatus="in-progress")
    monkeypatch.setattr("app.web.voice.take_call_report", faulty)
    assert report("/voice/status", **CALLER, CallStatus="completed") == 200
    assert end_of_the_call(runtime) == "hung_up"


def test_calls_tell_how_they_went(runtime, claimed, report):
    claimed(kind="call", door="voice")
    call = {"CallSid": "CA1", "From": "+12025550100", "To": "+12122000000", "Direction": "outbound-api"}
    assert report("/voice/status", **call, CallStatus="in-progress") == 200
    assert invitation(runtime.database).delivered_at is None
    done = {"CallStatus": "completed", "CallDuration": "61", "AnsweredBy": "human"}
    assert report("/voice/status", **call, **done) == 200
    (send,) = sends(runtime.database)
    assert (send.state, send.seconds) == ("completed", 61)
    assert invitation(runtime.database).delivered_at == NOON


def test_a_machine_is_no_person(runtime, claimed, report):
    claimed(kind="call", door="voice")
    call = {"CallSid": "CA1", "From": "+12025550100", "To": "+12122000000", "Direction": "outbound-api"}
    assert report("/voice/status", **call, CallStatus="completed", AnsweredBy="machine_start") == 200
    assert invitation(runtime.database).final == "machine"


def test_a_text_callback_is_brought_again_while_the_database_is_away_and_a_call_goes_on(runtime, database_url):
    away = connect(database_url.replace(".db", ".db/none") if "sqlite" in database_url else f"{database_url}x")
    client = create_app(replace(runtime, database=away)).test_client()
    for path, fields, status in (
        ("/sms/status", {"MessageSid": "SM1", "MessageStatus": "sent"}, 503),
        ("/voice/status", {"CallSid": "CA1", "CallStatus": "ringing", "Direction": "outbound-api"}, 200),
    ):
        headers = {HEADER: sign(TOKEN, PUBLIC + path, fields.items())}
        form = {"content_type": "application/x-www-form-urlencoded", "data": urlencode(fields)}
        assert client.post(path, headers=headers, **form).status_code == status
    away.close()
