from app.conversations import calls
from app.conversations.expiry import expire_due, expire_left_behind
from app.live import keys


def stored_key(caller):
    return keys.session(caller.session.opening.session)


def test_the_prompt_that_was_heard_is_answered_not_the_one_that_was_lost(house, call, valkey):
    caller = call().press("1 4 *")
    star = caller.turn("*")
    house.clock.at += 1
    heard = calls.answer(house.runtime, star)
    assert heard.session.place == "?satisfaction"
    client = house.runtime.breaker.client
    kept = client.hgetall(stored_key(caller))
    house.flush()
    on_the_tape = calls.answer(house.runtime, star)
    assert on_the_tape.session.place == "?trust"
    client.hset(stored_key(caller), mapping=kept)
    caller.standing = on_the_tape
    caller.press("2")
    house.record()
    assert house.known(caller.response_id)[1] == {"satisfaction": 4, "trust": 2}


def test_hanging_up_on_a_store_that_fell_behind_ends_the_newer_row(house, call):
    caller = call().press("1 5")
    client = house.runtime.breaker.client
    behind = client.hgetall(stored_key(caller))
    caller.press("4 3")
    house.record()
    client.hset(stored_key(caller), mapping=behind)
    caller.hang_up()
    house.record()
    assert house.known(caller.response_id)[0].status == "in_progress"
    house.clock.at += 3600
    expire_due(house.runtime)
    expire_left_behind(house.runtime)
    row, answers = house.known(caller.response_id)
    assert (row.status, answers["effectiveness"], answers["ease"]) == ("broken_off", 3, "broken_off")


def test_a_handed_over_call_that_hangs_up_after_the_store_was_lost_ends_by_its_url(house, call):
    caller = call(contact="contact-17").press("1 5")
    house.record()
    house.flush()
    calls.leave(house.runtime, caller.call, caller.session.opening.session)
    assert house.known(caller.response_id)[0].ended_at is not None


def test_a_call_that_was_never_asked_anything_has_asked_nothing(house, call):
    caller = call()
    house.record()
    house.flush()
    caller.hang_up()
    row, answers = house.known(caller.response_id)
    assert (row.asked_count, answers["satisfaction"]) == (0, "not_reached")


def test_a_connection_that_the_server_closed_is_opened_again_unnoticed(house, call, redis_client):
    caller = call().press("1")
    redis_client.client_kill_filter(_type="normal", skipme=True)
    caller.press("5")
    assert house.runtime.breaker.client.hget(stored_key(caller), "turn") == "2"
    house.record()
    assert house.known(caller.response_id)[1] == {"satisfaction": 5}
