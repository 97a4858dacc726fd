"""The doors behind the phone on the screen, against the real service: TwiML is obeyed step by step, and only once."""

import itertools

import pytest
import servers
from screen_phone import CALLED, CALLING, PRESSED, TAPPED
from service import SECRETS, TOKEN
from sqlalchemy import select

from app.records.outreach import Send
from app.settings import Settings
from app.telephony.client import client, place_call, send_text


def words(moment):
    parts = moment["parts"] + (moment["gather"] or {"parts": []})["parts"]
    return " ".join(part["words"] for part in parts if part["kind"] == "words")


@pytest.fixture
def telephony(service):
    """The provider's own library, which sends through the built-in provider."""
    return client(Settings.load(service.environment))


def keys_of(page, moment, keys, finish=""):
    return page.post(f"/phone/calls/{moment['call']}/keys", turn=moment["turn"], keys=keys, finish=finish)


def to_its_end(page, moment):
    """Hear all that is left, press nothing more; the last moment."""
    while not moment["over"]:
        path = f"/phone/calls/{moment['call']}/"
        waits = moment["gather"] is not None
        moment = keys_of(page, moment, "") if waits else page.post(f"{path}heard", turn=moment["turn"])
    return moment


def test_a_moment_tells_what_is_said_in_which_voice_how_long_and_what_is_waited_for(page, number):
    moment = page.post("/phone/calls", number=number, line=CALLED)
    assert (moment["turn"], moment["over"], moment["fault"], moment["parts"]) == (1, False, None, [])
    gather = moment["gather"]
    pause, english, spanish = gather["parts"]
    assert pause == {"kind": "pause", "seconds": 1}
    assert (english["language"], spanish["language"]) == ("en-US", "es-US")
    assert english["voice"] == "Polly.Joanna-Neural"
    assert 1 < english["seconds"] < 4
    assert (gather["timeout"], gather["most"], gather["finish"], gather["listens"]) == (8, 1, "", False)
    page.post(f"/phone/calls/{moment['call']}/end")


def test_a_whole_call_is_recorded_as_one_that_the_provider_brought(page, number, recorded):
    moment = page.post("/phone/calls", number=number, line=CALLED)
    for key in "14513254":
        moment = keys_of(page, moment, key)
    assert words(moment).startswith("Thank you.")
    assert not moment["over"]
    assert to_its_end(page, moment)["fault"] is None
    response, present = recorded(number)
    assert response.status == "complete"
    assert present.given(response) == PRESSED


def test_silence_and_several_keys_go_where_the_document_says(page, number, recorded):
    moment = page.post("/phone/calls", number=number, line=TAPPED)
    for key in "155":
        moment = keys_of(page, moment, key)
    assert (moment["gather"]["most"], moment["gather"]["finish"]) == (None, "#")
    moment = keys_of(page, moment, "")
    assert words(moment).startswith("I did not hear a key.")
    moment = keys_of(page, moment, "13", "#")
    assert words(moment).startswith("Thank you.")
    to_its_end(page, moment)
    response, _ = recorded(number)
    assert (response.positive_effectiveness, response.positive_efficiency, response.positive_ease) == (1, 1, 0)


def test_a_call_that_has_moved_on_takes_no_key_for_what_was_said_before(page, number):
    moment = page.post("/phone/calls", number=number, line=CALLED)
    now = keys_of(page, moment, "1")
    path = f"/phone/calls/{moment['call']}"
    assert page.ask(f"{path}/keys", {"turn": moment["turn"], "keys": "2"})[0] == 409
    assert page.ask(f"{path}/words", {"turn": now["turn"], "words": "four"})[0] == 409
    assert page.ask(f"{path}/heard", {"turn": now["turn"]})[0] == 409
    assert words(keys_of(page, now, "4")).startswith("Two.")
    page.post(f"{path}/end")
    assert page.ask(f"{path}/keys", {"turn": now["turn"] + 1, "keys": "4"})[0] == 409


def test_a_hang_up_ends_the_session_with_what_was_answered(page, number, recorded):
    moment = page.post("/phone/calls", number=number, line=CALLED)
    for key in "14":
        moment = keys_of(page, moment, key)
    page.post(f"/phone/calls/{moment['call']}/end")
    response, present = recorded(number)
    assert response.status == "broken_off"
    assert present.given(response) == {"satisfaction": "4"}


def test_calls_of_two_pages_do_not_mix_even_from_one_number(page, other_page, number):
    mine, theirs = (each.post("/phone/calls", number=number, line=CALLED) for each in (page, other_page))
    assert mine["call"] != theirs["call"]
    for door, body in (("keys", {"turn": 1, "keys": "1"}), ("heard", {"turn": 1}), ("end", {})):
        assert other_page.ask(f"/phone/calls/{mine['call']}/{door}", body)[0] == 404
    assert words(keys_of(page, mine, "1")).startswith("This is a short survey")
    for each, moment in ((page, mine), (other_page, theirs)):
        each.post(f"/phone/calls/{moment['call']}/end")


def test_texts_and_their_replies_stand_in_the_thread_of_their_number_only(page, number, numbers):
    page.post("/phone/texts", number=number, line=CALLED, body="SURVEY")
    mine, reply = page.events(number)["texts"]
    assert (mine["mine"], mine["line"], mine["body"]) == (True, CALLED, "SURVEY")
    assert (reply["mine"], reply["line"], reply["segments"]) == (False, CALLED, 3)
    assert "1 of 8" in reply["body"]
    assert page.events(number, reply["id"])["texts"] == []
    assert page.events(next(numbers))["texts"] == []


def test_what_the_provider_is_given_to_send_arrives_once(page, number, telephony):
    send_text(telephony, CALLED, number, "hello")
    (text,) = page.events(number)["texts"]
    assert (text["mine"], text["line"], text["body"]) == (False, CALLED, "hello")
    assert page.events(number, text["id"])["texts"] == []


@pytest.fixture
def placed(service, telephony):
    """Places a call from a line to a number; its sid."""

    def place(number):
        return place_call(telephony, CALLED, number, f"{service.url}/voice", f"{service.url}/voice/status")

    return place


def test_a_call_rings_a_phone_that_is_on_and_is_answered_once(page, other_page, number, placed, telephony, recorded):
    page.events(number)
    sid = placed(number)
    assert telephony.calls(sid).fetch().status == "ringing"
    assert page.events(number)["rings"] == [{"call": sid, "line": CALLED}]
    moment = page.post(f"/phone/calls/{sid}/answer", number=number)
    assert (moment["call"], words(moment)[:11]) == (sid, "For English")
    assert telephony.calls(sid).fetch().status == "in-progress"
    assert other_page.ask(f"/phone/calls/{sid}/answer", {"number": number})[0] == 409
    assert page.events(number)["rings"] == []
    for key in "14":
        moment = keys_of(page, moment, key)
    page.post(f"/phone/calls/{sid}/end")
    assert telephony.calls(sid).fetch().status == "completed"
    response, present = recorded(number)
    assert present.given(response) == {"satisfaction": "4"}


def test_a_call_that_is_declined_was_busy(page, number, placed, telephony):
    page.events(number)
    sid = placed(number)
    page.post(f"/phone/calls/{sid}/decline", number=number)
    assert telephony.calls(sid).fetch().status == "busy"
    assert page.events(number)["rings"] == []


def test_a_call_to_a_phone_that_is_off_is_not_answered(number, placed, telephony):
    assert telephony.calls(placed(number)).fetch().status == "no-answer"


def test_nobody_else_can_take_a_call_of_a_number(page, number, numbers, placed):
    page.events(number)
    sid = placed(number)
    stranger = next(numbers)
    assert page.events(stranger)["rings"] == []
    assert page.ask(f"/phone/calls/{sid}/answer", {"number": stranger})[0] == 409
    page.post(f"/phone/calls/{sid}/decline", number=stranger)
    assert [ring["call"] for ring in page.events(number)["rings"]] == [sid]
    page.post(f"/phone/calls/{sid}/decline", number=number)


def test_an_invitation_by_call_is_answered_and_put_down_as_answered(page, number, reported, records, recorded):
    page.events(number)
    reported(number, "calling")
    rings = itertools.chain.from_iterable(iter(lambda: page.events(number)["rings"], None))
    ring = next(rings)
    assert ring["line"] == CALLING
    moment = page.post(f"/phone/calls/{ring['call']}/answer", number=number)
    assert "Benefits Help Line" in words(moment)
    for key in "4513254":
        moment = keys_of(page, moment, key)
    to_its_end(page, moment)
    response, _ = recorded(number)
    assert (response.status, response.entry) == ("complete", "invited_call")

    def sent():
        with records.read() as connection:
            return connection.execute(select(Send.state).where(Send.sid == ring["call"])).scalar() == "completed"

    servers.wait_until(sent)


def test_the_providers_token_signs_on_the_server_only(page):
    assert TOKEN not in page.text
    assert SECRETS["TWILIO_AUTH_TOKEN"] not in page.text
