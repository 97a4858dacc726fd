import threading

import pytest

from app.conversations import calls
from app.conversations.keeping import Lost
from app.errors import Away, DatabaseAway


def test_a_whole_call_becomes_one_complete_row(house, call):
    caller = call().press("1 5 4 3 2 1 5 4")
    house.record()
    row, answers = house.known(caller.response_id)
    assert (row.status, row.trust, row.satisfaction, row.employee, row.turn) == ("complete", 4, 5, 4, 8)
    assert (row.channel, row.language, row.entry, row.clearance) == ("automated_phone", "en", "walk_in", "1234-5678")
    assert answers["comment"] == "not_offered"
    assert caller.hears.startswith("Thank you")


def test_a_second_first_webhook_makes_no_second_session(house, call):
    first, twin = call(), call()
    assert first.standing == twin.standing
    house.record()
    assert sum(1 for _ in house.runtime.breaker.client.scan_iter("*:session:*")) == 1


def test_a_twin_of_a_turn_gets_the_same_prompt_and_records_nothing(house, call):
    caller = call().press("1 5")
    assert caller.again() == caller.standing
    caller.press("4")
    assert caller.again(1) == caller.standing
    house.record()
    assert house.known(caller.response_id)[1] == {"satisfaction": 5, "trust": 4}


def test_twenty_copies_at_the_same_moment_get_one_reply_and_leave_one_answer(house, call):
    caller = call().press("1")
    turn, gate, replies = caller.turn("5"), threading.Barrier(20), []

    def deliver():
        gate.wait()
        replies.append(calls.answer(house.runtime, turn))

    threads = [threading.Thread(target=deliver) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(replies) == 20
    assert all(reply == replies[0] for reply in replies)
    house.record()
    assert house.known(caller.response_id)[1] == {"satisfaction": 5}


def test_an_emptied_store_is_rebuilt_from_the_tape_with_every_answer(house, call):
    caller = call().press("1 5 4 *")
    house.flush()
    caller.press("3")
    house.record()
    assert house.known(caller.response_id)[1] == {"satisfaction": 5, "trust": 4, "effectiveness": 3}


def test_a_store_that_fell_behind_catches_up_from_the_tape(house, call):
    caller = call().press("1 5")
    client = house.runtime.breaker.client
    name = f"{{s{caller.session.opening.shard:02d}}}:session:{caller.session.opening.session}"
    old = client.hgetall(name)
    caller.press("4 3")
    client.hset(name, mapping=old)
    caller.press("2")
    house.record()
    assert house.known(caller.response_id)[1] == {"satisfaction": 5, "trust": 4, "effectiveness": 3, "ease": 2}
    assert client.hget(name, "turn") == "5"


def test_with_redis_away_the_call_goes_on_on_the_tape_and_sql_has_every_answer(house, call, valkey):
    caller = call().press("1 5")
    valkey.kill()
    caller.press("4 3")
    assert house.known(caller.response_id)[1] == {"trust": 4, "effectiveness": 3, "satisfaction": 5}
    valkey.start()
    house.recover()
    caller.press("2 1 5 4")
    house.record()
    row, answers = house.known(caller.response_id)
    assert row.status == "complete"
    assert [answers[name] for name in ("satisfaction", "trust", "effectiveness", "ease")] == [5, 4, 3, 2]


def test_a_call_can_begin_and_end_with_redis_away(house, call, valkey):
    valkey.kill()
    caller = call().press("1 5 4 3 2 1 5 4")
    row, _ = house.known(caller.response_id)
    assert (row.status, row.trust) == ("complete", 4)


def test_with_redis_and_the_database_away_the_call_is_asked_to_wait(house, call, valkey, monkeypatch):
    caller = call().press("1")
    valkey.kill()

    def away(*_):
        raise DatabaseAway("away")

    monkeypatch.setattr("app.conversations.keeping.write_entries", away)
    with pytest.raises(Away):
        caller.press("5")


def test_a_hang_up_keeps_what_was_answered_and_a_late_answer_still_counts(house, call):
    caller = call().press("1 5 4")
    late = caller.turn("3")
    caller.hang_up()
    house.record()
    row, answers = house.known(caller.response_id)
    assert (row.status, answers["effectiveness"], answers["ease"]) == ("broken_off", "broken_off", "not_reached")
    calls.answer(house.runtime, late)
    house.record()
    row, answers = house.known(caller.response_id)
    assert (answers["effectiveness"], answers["ease"]) == (3, "broken_off")
    assert row.ended_at is not None


def test_a_hang_up_after_the_store_was_lost_ends_the_row_in_sql(house, call):
    caller = call().press("1 5 4")
    house.record()
    house.flush()
    caller.hang_up()
    row, answers = house.known(caller.response_id)
    assert (row.status, answers["effectiveness"]) == ("broken_off", "broken_off")


def test_a_hang_up_with_redis_away_ends_the_row_in_sql(house, call, valkey):
    caller = call().press("1 5 4")
    house.record()
    valkey.kill()
    caller.hang_up()
    assert house.known(caller.response_id)[0].ended_at is not None


def test_a_new_call_of_the_same_person_ends_the_open_one_but_not_for_who_still_speaks(house, call):
    first = call().press("1 5")
    second = call(sid="CA2")
    house.record()
    assert house.known(first.response_id)[0].ended_at is not None
    assert house.known(second.response_id)[0].ended_at is None
    first.press("4")
    house.record()
    row, answers = house.known(first.response_id)
    assert (row.ended_at, answers["trust"]) == (None, 4)


def test_callers_without_a_number_have_a_session_each_and_no_respondent(house, call):
    one, two = call(number="Restricted"), call(number="+266696687", sid="CA2")
    one.press("1 5")
    two.press("1 1")
    house.record()
    assert house.known(one.response_id)[0].respondent_key is None
    assert house.known(one.response_id)[1] == {"satisfaction": 5}
    assert house.known(two.response_id)[1] == {"satisfaction": 1}


def test_a_call_with_a_contact_has_one_response_however_often_it_comes(house, call):
    first = call(contact="contact-17").press("1 5")
    second = call(sid="CA2", contact="contact-17")
    assert second.session.opening.session == first.session.opening.session
    assert second.session.turn == first.session.turn


def test_a_line_that_nobody_owns_asks_nothing(house):
    with pytest.raises(calls.NoSurvey):
        calls.begin(house.runtime, calls.Call("CA1", "+12025559999", "+12025550123"))


def test_a_tape_that_does_not_fit_its_turn_is_refused(house, call):
    turn = call().press("1").turn("5")
    house.flush()
    for tape in ("", "12345", "zz"):
        lost = calls.Turn(turn.session, turn.turn, turn.read_opening, tape, turn.what, turn.call_sid)
        with pytest.raises(Lost):
            calls.answer(house.runtime, lost)
