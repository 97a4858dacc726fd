import pytest

from app.live.second_look import LOOK_AFTER_SECONDS, SecondLook

MOMENT = LOOK_AFTER_SECONDS


@pytest.fixture
def looking(house):
    """The house's second look on the clock that the test turns."""
    live = house.runtime.live
    live.second_look = SecondLook(house.runtime.breaker, house.clock)
    return live.second_look


def test_what_the_store_still_has_is_left_alone(house, call, texter, looking):
    call().press("1 5 4")
    texter().send("hi")
    house.clock.at += MOMENT
    assert looking.look() == 0


def test_a_call_that_ended_as_the_store_was_emptied_is_recorded_whole(house, call, looking):
    caller = call().press("1 5 4 3 2 1 5 4")
    house.flush()
    house.clock.at += MOMENT
    assert looking.look() == 9
    house.record()
    row, answers = house.known(caller.response_id)
    assert (row.status, row.trust, answers["employee"]) == ("complete", 4, 4)


def test_a_text_and_a_stop_outlive_an_emptied_store(house, texter, looking):
    person, stranger = texter(), texter(number="+12025550177")
    for body in ("hi", "5"):
        person.send(body)
    stranger.send("STOP")
    house.flush()
    house.clock.at += MOMENT
    assert looking.look() == 3
    house.record()
    assert house.known(person.response_id)[1] == {"satisfaction": 5}
    assert house.message(stranger.sid).handling == "stop"


def test_a_store_that_is_emptied_again_and_again_is_filled_again_and_again(house, call, looking):
    caller = call().press("1 5 4 3 2 1 5 4")
    for _ in range(3):
        house.flush()
        house.clock.at += MOMENT
        assert looking.look() == 9
    house.clock.at += MOMENT
    assert looking.look() == 0
    house.record()
    assert house.known(caller.response_id)[0].status == "complete"


def test_a_store_that_fell_back_to_an_older_copy_is_noticed(house, call, looking):
    caller = call().press("1 5")
    client = house.runtime.breaker.client
    (name,) = client.scan_iter("*:session:*")
    older = client.hgetall(name)
    caller.press("4")
    client.hset(name, mapping=older)
    house.clock.at += MOMENT
    assert looking.look() == 1


def test_while_the_store_is_away_nothing_is_forgotten(house, call, looking, valkey):
    call().press("1 5")
    valkey.kill()
    house.clock.at += MOMENT
    assert looking.look() == 0
    valkey.start()
    house.recover()
    house.flush()
    assert looking.look() == 3
