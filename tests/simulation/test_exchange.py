"""The provider's side of a call, one step at a time: nothing happens before what comes first was heard."""

import json
from dataclasses import asdict

import pytest

from app.simulation.exchange import SILENT, Exchange, Leg
from app.simulation.twiml import Paused, Spoken

GATHER = '<Gather action="{url}/voice/one" numDigits="1" finishOnKey="" actionOnEmptyResult="true">{said}</Gather>'


@pytest.fixture
def exchange(stub):
    return Exchange(stub.provider)


@pytest.fixture
def leg(stub):
    return Leg("CA1", "+12025550123", "+12025550100", f"{stub.url}/voice/status", seconds=7)


def begun(stub, exchange, leg, *documents):
    stub.says(*documents)
    exchange.begin(leg, f"{stub.url}/voice")


def test_words_before_a_redirect_are_heard_before_it_is_followed(stub, exchange, leg):
    begun(stub, exchange, leg, f"<Say>One moment.</Say><Pause length='3'/><Redirect>{stub.url}/again</Redirect>")
    assert leg.hear() == (Spoken("One moment."), Paused(3))
    assert (leg.hear(), leg.gather, stub.forms("/again")) == ((), None, [])
    exchange.go_on(leg)
    assert len(stub.forms("/again")) == 1


def test_last_words_are_heard_before_the_end_is_reported_with_its_length(stub, exchange, leg):
    begun(stub, exchange, leg, "<Say>Goodbye.</Say><Hangup/>")
    assert leg.hear() == (Spoken("Goodbye."),)
    assert not leg.over
    exchange.go_on(leg)
    assert leg.over
    assert [form["CallDuration"] for form in stub.forms("/voice/status")] == ["7"]


def test_a_prompt_tells_its_pauses_recordings_and_breaks(stub, exchange, leg):
    said = '<Pause/><Say language="es-US">Uno <break time="700ms"/> dos <break time="1.5s"/></Say><Play>/a.mp3</Play>'
    begun(stub, exchange, leg, GATHER.format(url=stub.url, said=said))
    assert leg.hear() == ()
    pause, words, recording = leg.gather.parts
    assert (pause, words.words, words.breaks) == (Paused(1), "Uno dos", 2.2)
    assert (recording.words, recording.recorded, words.recorded) == ("/a.mp3", True, False)


def test_a_leg_can_be_kept_between_two_steps(stub, exchange, leg):
    begun(stub, exchange, leg, "<Say>First.</Say>" + GATHER.format(url=stub.url, said="<Say>Press.</Say>"), "<Hangup/>")
    leg.hear()
    kept = Leg(**json.loads(json.dumps(asdict(leg))))
    assert kept.gather == leg.gather
    assert kept.hear() == ()
    exchange.gathered(kept, SILENT, empty=True)
    assert stub.forms("/voice/one")[0]["Digits"] == ""


def test_an_outbound_call_says_who_called_whom_and_that_a_person_answered(stub, exchange, leg):
    leg.direction, leg.answered_by = "outbound-api", "human"
    begun(stub, exchange, leg, "<Hangup/>")
    exchange.end(leg)
    told, ended = stub.forms("/voice")[0], stub.forms("/voice/status")[0]
    assert (told["Direction"], told["AnsweredBy"], told["CallStatus"]) == ("outbound-api", "human", "in-progress")
    assert (ended["CallStatus"], ended["SequenceNumber"]) == ("completed", "3")
