"""The live store and the database away at once: a call waits, a text is brought again by the provider."""

import contextlib
import os
import signal

import pytest
import servers
from crowd import no_trouble
from people import LIKERT
from questions_heard import ONE_MOMENT, TROUBLE, has, question_in
from recorded import Recorded, key_of
from service import WEB_WORKERS
from twiml_schema import check_twiml

from app.records.database import connect
from app.simulation.calls import ProviderCall
from app.simulation.provider import Undelivered
from app.simulation.texts import ProviderText

pytestmark = pytest.mark.parametrize("service", ["postgresql"], indirect=True)
NUMBER = "+12025551234"


@pytest.fixture
def away(valkey_alone, postgres):
    """Stops both; gives what brings both back."""

    def stop():
        valkey_alone.kill()
        postgres.kill()

    def back():
        for server in (valkey_alone, postgres):
            if server.process is None:
                server.start()

    stop.back = back
    yield stop
    back()


def only_valid(url, reply):
    if reply.body:
        check_twiml(reply.body, "voice")


@pytest.fixture
def wait_until_back(service, away):
    """Brings both back in the first pause of a call, which then lasts until the service is ready; gives the pauses."""
    waits = []

    def wait(seconds):
        waits.append(seconds)
        away.back()
        # Each answer comes from one of the web's workers, and every one of them has to be ready.
        servers.wait_until(lambda: all(service.is_ready() for _ in range(4 * WEB_WORKERS)))

    wait.waits = waits
    return wait


def test_a_call_is_asked_to_wait_and_goes_on_with_the_key_it_was_given(service, away, wait_until_back):
    call = ProviderCall(service.provider(no_trouble), NUMBER, LIKERT, wait=wait_until_back)
    call.dial()
    call.press("14")
    away()
    heard = call.press("5")
    assert has(heard.words, ONE_MOMENT)
    assert question_in(heard.words) == "effectiveness"
    assert set(wait_until_back.waits) == {3}
    call.press("3")
    call.hang_up()
    records = connect(service.environment["DATABASE_URL"])
    expected = {"satisfaction": "4", "trust": "5", "effectiveness": "3"}

    def given():
        present = Recorded(records)
        rows = present.responses[key_of(NUMBER)]
        return bool(rows) and present.given(rows[0]) == expected

    servers.wait_until(given)
    records.close()


def test_a_call_that_begins_then_is_asked_to_wait_too(service, away, wait_until_back):
    away()
    call = ProviderCall(service.provider(no_trouble), NUMBER, LIKERT, wait=wait_until_back)
    heard = call.dial()
    assert has(heard.words, ONE_MOMENT)
    assert heard.words.endswith("For English, press 1. Para español, oprima el 2.")
    call.hang_up()


def test_after_five_waits_a_call_ends_politely(service, away):
    waits = []
    call = ProviderCall(service.provider(only_valid), NUMBER, LIKERT, wait=waits.append)
    call.dial()
    call.press("1")
    away()
    heard = call.press("4")
    assert waits == [3] * 5
    assert has(heard.words, TROUBLE)
    assert call.over
    assert call.fault is None


def test_a_text_is_taken_once_one_of_the_two_is_back(service, away):
    thread = ProviderText(service.provider(no_trouble), NUMBER, LIKERT)
    assert question_in("".join(thread.send("hello"))) == "satisfaction"
    away()
    with pytest.raises(Undelivered, match="503"):
        thread.send("4", sid="SM" + "4" * 32)
    away.back()

    def asked():
        with contextlib.suppress(Undelivered):
            return question_in("".join(thread.send("4", sid="SM" + "4" * 32)))
        return None

    servers.wait_until(asked)


def test_a_web_worker_that_starts_while_the_database_is_away_takes_calls(service, postgres):
    postgres.kill()
    os.kill(service.web_workers()[0], signal.SIGKILL)
    servers.wait_until(lambda: service.serving() == WEB_WORKERS - 1)
    servers.wait_until(lambda: service.serving() == WEB_WORKERS)
    postgres.start()
    call = ProviderCall(service.provider(no_trouble), NUMBER, LIKERT)
    assert question_in(call.dial().words + call.press("1").words) == "satisfaction"
    call.hang_up()
