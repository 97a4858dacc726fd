"""Texts of ours that cross with replies: no reply is recorded for a question that its sender did not read."""

from contextlib import contextmanager

import pytest
from planted import Invited

from app.conversations import invited
from app.errors import RedisAway

AGAIN = "Here is the question again.\n"


@contextmanager
def behind(house):
    """The live store comes back as it was before: a copy that had not heard of what is done within."""
    client = house.runtime.breaker.client
    kept = {key: client.hgetall(key) for key in client.scan_iter("*:session:*")}
    routes = {key: client.get(key) for key in client.scan_iter("*:route:*")}
    yield
    house.record()
    client.flushall()
    for key, fields in kept.items():
        client.hset(key, mapping=fields | {"run": "another server"})
    for key, value in routes.items():
        client.set(key, value)


def reminded(house, *bodies):
    """A reminder of the question after those answers was claimed, and did not go out yet."""
    person = Invited(house).send()
    for body in bodies:
        person.phone.send(body)
    return person.claim(state="planned", action="remind", attempt=1)


def test_a_reply_to_a_reminder_that_was_overtaken_gets_the_present_question_again(house):
    person = reminded(house)
    assert "\n1 of 4" in person.composed.body
    assert person.phone.send("5").startswith("2 of 4")
    assert person.taken().phone.send("1").startswith("2 of 4")
    assert person.response[1] == {"satisfaction": 5}
    assert person.phone.send("4").startswith("3 of 4")
    assert person.response[1]["trust"] == 4


def test_so_does_one_to_a_reminder_of_a_later_question(house):
    person = reminded(house, "4")
    assert "\n2 of 4" in person.composed.body
    assert person.phone.send("5").startswith("3 of 4")
    assert person.taken().phone.send("1").startswith("3 of 4")
    answers = person.response[1]
    assert answers["trust"] == 5
    assert "went_well" not in answers


def test_a_reply_to_a_reminder_of_the_present_question_is_recorded(house):
    person = reminded(house).taken()
    assert person.phone.send("2").startswith("2 of 4")
    assert person.response[1] == {"satisfaction": 2}


def test_an_invitation_that_is_sent_once_more_says_all_that_the_first_said(house):
    person = Invited(house).send()
    first = person.composed
    house.clock.at += 900
    again = person.claim(state="planned", attempt=1).composed
    assert (again.body, again.opening, again.turn) == (first.body, person.row.opening, 0)
    assert "STOP" in again.body
    assert person.taken().phone.send("4").startswith("2 of 4")


def test_a_fall_back_that_is_sent_once_more_says_all_that_the_first_said(house):
    person = Invited(house, door="voice", language="en").claim()
    person.answers_the_phone().press("5").hang_up()
    person.send(action="fall_back", door="text", attempt=1)
    first = person.composed.body
    assert "STOP" in first
    assert person.claim(attempt=2).composed.body == first


def test_an_invitation_sent_once_more_to_somebody_who_replied_asks_the_present_question(house):
    person = Invited(house).send()
    person.phone.send("4")
    assert person.row.turn == -1
    composed = person.claim(state="planned", attempt=1).composed
    assert composed.body.startswith("2 of 4")
    assert composed.turn == 1
    assert person.taken().phone.send("5").startswith("3 of 4")
    assert person.response[1]["trust"] == 5


def test_a_reply_to_an_invitation_that_was_sent_once_more_and_overtaken_gets_the_present_question_again(house):
    person = Invited(house).send().claim(state="planned", attempt=1)
    assert "\n1 of 4" in person.composed.body
    person.phone.send("5")
    assert person.taken().phone.send("1").startswith("2 of 4")
    assert person.response[1]["satisfaction"] == 5
    assert "trust" not in person.response[1]


@pytest.mark.parametrize("bodies", [("5", "4", "1", "SKIP"), ("STOP",)])
def test_nothing_is_sent_once_more_to_somebody_who_is_through(house, bodies):
    person = Invited(house).send()
    for body in bodies:
        person.phone.send(body)
    assert person.set(attempt=1).compose() is None


def test_nothing_is_sent_once_more_to_somebody_who_was_handed_over_meanwhile(house):
    person = Invited(house, language="en").claim()
    person.answers_the_phone(url=False)
    assert person.session.door == "voice"
    assert person.set(attempt=1).compose() is None


def test_a_busy_line_is_called_again_with_the_same_opening(house):
    person = Invited(house, door="voice").claim()
    again = person.set(attempt=1).compose()
    assert (again.body, again.turn) == ("", 0)
    assert again.query.startswith("b=")


@pytest.mark.parametrize("changes", [{"action": "remind"}, {"action": "invite"}])
def test_a_text_that_puts_a_question_again_waits_for_the_live_store(house, changes):
    person = Invited(house).send()
    house.record()
    person.phone.send("4")
    with house.without_the_store(), pytest.raises(RedisAway):
        person.set(attempt=1, **changes).compose()


def test_a_call_and_a_first_text_need_no_live_store(house):
    person = Invited(house).send()
    house.record()
    other = Invited(house, "2", number="+12025550125")
    with house.without_the_store():
        assert person.set(action="fall_back", door="voice", attempt=1).compose().query
        assert "\n1 of 4" in other.compose().body


def test_where_nobody_knows_whether_a_reminder_went_out_the_present_question_is_put_again(house):
    person = reminded(house)
    person.phone.send("5")
    invited.in_doubt(house.runtime, person.id)
    assert person.phone.send("2").startswith("2 of 4")
    assert person.phone.send("4").startswith("3 of 4")
    assert person.response[1] == {"satisfaction": 5, "trust": 4}


def test_where_nobody_knows_whether_an_invitation_went_out_its_reply_begins_it(house):
    person = Invited(house).claim()
    invited.in_doubt(house.runtime, person.id)
    assert person.response == (None, {})
    assert person.phone.send("5").startswith(f"{AGAIN}1 of 4")


def test_a_late_look_at_an_invitation_changes_nothing_for_somebody_who_has_moved_on(house):
    person = Invited(house).send()
    person.phone.send("5")
    invited.begin(house.runtime, person.id)
    assert person.phone.send("4").startswith("3 of 4")


def test_a_reply_after_the_live_store_was_away_never_answers_a_question_of_an_older_session(house):
    older = Invited(house, "older").send()
    older.phone.send("5")
    house.clock.at += 3600
    newer = Invited(house, "newer").claim()
    with house.without_the_store(), pytest.raises(RedisAway):
        newer.taken()
    newer.set(state="waiting")
    newer.phone.count = 10
    assert newer.phone.send("2").startswith(f"{AGAIN}1 of 4")
    assert newer.phone.send("1").startswith("2 of 4")
    assert newer.response[1] == {"satisfaction": 1}
    assert older.response[1]["trust"] == "broken_off"


def test_a_live_store_that_is_behind_gives_no_reply_to_an_older_session_that_went_further(house):
    older = Invited(house, "older").send()
    for body in ("5", "4"):
        older.phone.send(body)
    older.response  # noqa: B018  recorded, so that both know it
    house.clock.at += 3600
    with behind(house):
        newer = Invited(house, "newer").send()
    newer.phone.count = 10
    assert newer.phone.send("2").startswith(f"{AGAIN}1 of 4")
    assert newer.phone.send("1").startswith("2 of 4")
    assert newer.response[1] == {"satisfaction": 1}
    assert older.response[1]["satisfaction"] == 5


def test_a_live_store_that_is_behind_in_the_same_session_goes_on_where_sql_stands(house):
    person = Invited(house).send()
    with behind(house):
        person.phone.send("5")
    assert person.phone.send("3").startswith(f"{AGAIN}2 of 4")
    assert person.phone.send("4").startswith("3 of 4")
    assert person.response[1] == {"satisfaction": 5, "trust": 4}
