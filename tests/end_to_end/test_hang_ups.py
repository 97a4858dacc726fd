"""A hang-up never beats an answer that is under way, in whatever order the two arrive."""

import threading

import pytest
from people import LIKERT

from app.simulation.calls import ProviderCall


def fields(call, number, status, **more):
    return [("CallSid", call.sid), ("From", number), ("To", LIKERT), ("CallStatus", status), *more.items()]


@pytest.fixture
def asked(provider, numbers):
    """A call that stands at the first question: number, call and the URL that the key goes to."""

    def make():
        number = next(numbers)
        call = ProviderCall(provider, number, LIKERT)
        call.dial()
        return number, call, call.press("1").gather.action

    return make


def ended_with_the_answer(response):
    return response.ended_at is not None and response.satisfaction == 4


def test_a_key_and_a_hang_up_at_the_same_moment_keep_the_answer_and_the_end(service, provider, asked, recorded):
    numbers = []
    for _ in range(20):
        number, call, action = asked()
        start = threading.Barrier(2)

        def hang_up(call=call, number=number, start=start):
            start.wait()
            provider.post(f"{service.url}/voice/status", fields(call, number, "completed"))

        other = threading.Thread(target=hang_up)
        other.start()
        start.wait()
        provider.post(action, fields(call, number, "in-progress", Digits="4"))
        other.join()
        numbers.append(number)
    for number in numbers:
        response, present = recorded(number, ended_with_the_answer)
        assert response.status == "broken_off"
        assert present.missing(response)["trust"] == "broken_off"
        assert response.asked_count == 2


def test_a_key_that_arrives_after_the_hang_up_still_counts(service, provider, asked, recorded):
    number, call, action = asked()
    provider.post(f"{service.url}/voice/status", fields(call, number, "completed"))
    recorded(number)
    provider.post(action, fields(call, number, "in-progress", Digits="4"))
    response, present = recorded(number, ended_with_the_answer)
    assert present.missing(response)["trust"] == "broken_off"


def test_the_provider_may_bring_the_last_key_with_the_end_of_the_call(provider, asked, recorded):
    number, call, action = asked()
    reply = provider.post(action, fields(call, number, "completed", Digits="4"))
    assert reply.body.endswith("<Response></Response>")
    response, _ = recorded(number, ended_with_the_answer)
    assert response.status == "broken_off"


def test_an_end_without_a_key_takes_no_turn(provider, asked, recorded):
    number, call, action = asked()
    provider.post(action, fields(call, number, "completed", Digits=""))
    response, present = recorded(number)
    assert response.turn == 1
    assert present.missing(response)["satisfaction"] == "broken_off"
