import pytest

from app.simulation.provider import Patience, Provider, Undelivered
from app.telephony.webhooks import RETRIES


def post(stub, fragment=RETRIES):
    return stub.provider.post(f"{stub.url}/voice/1?t=4%2A{fragment}", [("Digits", "4"), ("From", "+1202 é")])


def test_patience_is_what_the_fragment_says():
    assert Patience.of("http://h/" + RETRIES) == Patience(1, 4, 15, 2, frozenset({"5xx", "ct", "rt"}))
    assert Patience.of("http://h/") == Patience(5, 15, 15, 1, frozenset({"ct"}))
    assert Patience.of("http://h/#rc=0&rp=all").tries_again_after("4xx")


def test_a_webhook_is_signed_and_its_url_travels_without_the_fragment(stub):
    stub.says("<Hangup/>")
    assert post(stub).body == "<Response><Hangup/></Response>"
    ((target, form, headers),) = stub.received
    assert target == "/voice/1?t=4%2A"
    assert form == {"Digits": "4", "From": "+1202 é"}
    assert "I-Twilio-Idempotency-Token" in headers


@pytest.mark.parametrize("fault", [(503, ""), (500, ""), ("reset", "")])
def test_a_failed_webhook_comes_again_with_the_same_token(stub, fault):
    stub.answers += [fault, fault]
    stub.says("<Hangup/>")
    assert post(stub).status == 200
    tokens = [headers["I-Twilio-Idempotency-Token"] for _, _, headers in stub.received]
    assert len(tokens) == 3
    assert len(set(tokens)) == 1


def test_a_webhook_that_is_not_answered_in_time_comes_again(stub):
    stub.answers.append(("hang", ""))
    stub.says("<Hangup/>")
    assert post(stub, "#rt=200&rc=1&rp=rt").status == 200
    assert len(stub.received) == 2


@pytest.mark.parametrize(
    ("fragment", "answers", "tries"),
    [
        (RETRIES, [(403, "")], 1),
        (RETRIES, [(502, "")] * 3, 3),
        ("", [(500, "")], 1),
        ("#rc=5&rp=5xx", [("reset", "")], 1),
        ("#rc=1&rp=4xx", [(404, ""), (404, "")], 2),
    ],
)
def test_what_is_not_to_be_tried_again_ends_undelivered(stub, fragment, answers, tries):
    stub.answers += answers
    with pytest.raises(Undelivered):
        post(stub, fragment)
    assert len(stub.received) == tries


def test_no_connection_ends_undelivered():
    provider = Provider("http://127.0.0.1:1", "AC1", "t")
    with pytest.raises(Undelivered, match="no connection"):
        provider.post("http://127.0.0.1:1/voice" + RETRIES, [])
    provider.close()


def test_the_observer_is_told_the_answer_of_every_webhook_that_was_taken(stub):
    seen = []
    stub.answers += [(500, "no"), (200, "yes")]
    watched = Provider(stub.url, "AC1", "secret", lambda url, reply: seen.append((url, reply.body)))
    watched.post(f"{stub.url}/sms{RETRIES}", [])
    assert seen == [(f"{stub.url}/sms", "yes")]
    watched.close()
