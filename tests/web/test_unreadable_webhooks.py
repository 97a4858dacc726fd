"""Signed webhooks that hold what no record can: each is answered in its own way, and what it began can be recorded."""

import json
from urllib.parse import urlencode

import pytest
from service import TOKEN
from twiml_schema import check_twiml

from app.live import keys
from app.records.entries import write_entries
from app.telephony.signatures import HEADER, sign

PUBLIC = "http://127.0.0.1:8000"
FIELDS = {"From": "+12125550123", "To": "+12025550100", "CallSid": "CA1", "MessageSid": "SM1", "Body": "hello"}
DOORS = ["/voice", "/voice/status", "/voice/fallback", "/voice/offer", "/sms", "/sms/status", "/sms/fallback"]
VALUES = ["\x00", "a\x00b", "x" * 4000, "9" * 400, "-1", "\ufffe\u202e"]
MORE = ["CallStatus", "MessageStatus", "AnsweredBy", "Direction", "ErrorUrl", "NumMedia", "Digits", "SpeechResult"]


@pytest.fixture
def post(api):
    """Posts a signed webhook; what is recorded of it is written to SQL. The body of the answer."""
    api.runtime.catalogue.publish()
    client = api.app.test_client()

    def send(path, query, fields):
        target = f"{path}?{urlencode(query)}" if query else path
        headers = {HEADER: sign(TOKEN, PUBLIC + target, fields.items())}
        answer = client.post(
            target, data=urlencode(fields), content_type="application/x-www-form-urlencoded", headers=headers
        )
        assert answer.status_code in {200, 204}, (target, fields)
        if answer.text:
            check_twiml(answer.text, "messaging" if "sms" in path else "voice")
        return answer.text

    return send


def record(api):
    """Write everything in the outbox to SQL, as the recorder does."""
    for shard in range(keys.SHARDS):
        items = api.runtime.breaker.client.xrange(keys.outbox(shard))
        with api.runtime.database.begin() as connection:
            write_entries(connection, [json.loads(item["e"]) for _, item in items])


@pytest.mark.parametrize("path", DOORS)
def test_any_field_may_hold_what_no_record_can(api, post, capsys, path):
    for name in (*FIELDS, *MORE):
        for number, value in enumerate(VALUES):
            known = {**FIELDS, "CallSid": f"CA{name}{number}", "MessageSid": f"SM{name}{number}"}
            post(path, {}, {**known, name: value})
    record(api)
    assert "Traceback" not in capsys.readouterr().out


@pytest.mark.parametrize("path", DOORS)
def test_any_parameter_may_hold_what_no_record_can(api, post, capsys, path):
    shared = {"CallStatus": "in-progress", "MessageStatus": "sent"}
    for name in ("invitation", "attempt", "contact", "waits", "asked", "then", "b"):
        for number, value in enumerate(VALUES):
            known = {**FIELDS, **shared, "CallSid": f"CA{name}{number}", "MessageSid": f"SM{name}{number}"}
            post(path, {"invitation": "i-1", "attempt": "1", "contact": "c-1", name: value}, known)
    record(api)
    assert "Traceback" not in capsys.readouterr().out
