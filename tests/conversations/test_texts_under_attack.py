import pytest
from houses import SETTLE_SECONDS

from app.conversations.entries import bare_entry
from app.conversations.expiry import expire_due
from app.errors import DatabaseAway
from app.records.entries import write_entries
from app.records.queries import opted_out

HOUR, DAY = 3600, 86400


@pytest.fixture
def without_database(house, monkeypatch):
    def away(*_):
        raise DatabaseAway("away")

    def cut():
        monkeypatch.setattr("app.records.queries.message_by_sid", away)

    return cut


def begun(person, *bodies):
    return [person.send(body) for body in ("hi", *bodies)][-1]


def hold(house, person, valkey, body, sid):
    valkey.kill()
    reply = person.send(body, sid=sid, settle=False)
    valkey.start()
    house.recover()
    return reply


def test_a_twin_of_a_held_text_is_no_answer_and_the_text_sent_again_is_one(house, texter, valkey):
    person = texter()
    begun(person, "5")
    held = hold(house, person, valkey, "4", "SM-held")
    assert person.send("4", sid="SM-held") == held
    assert "\n2 of 8" in person.send("4")
    assert person.send("4").startswith("3 of 8")
    house.record()
    assert house.known(person.response_id)[1] == {"satisfaction": 5, "trust": 4}


def test_a_text_held_by_one_process_while_another_answers_puts_the_question_again_once(house, texter):
    person = texter()
    begun(person, "5")
    house.record()
    respondent = house.known(person.response_id)[0].respondent_key
    row = {"sid": "SM-other", "direction": "in", "line_id": "demo-likert", "respondent_key": respondent}
    with house.runtime.database.begin() as connection:
        write_entries(connection, [bare_entry("", messages=[{**row, "handling": "held", "at": house.clock.at}])])
    assert "\n2 of 8" in person.send("1")
    assert person.send("1").startswith("3 of 8")


def test_stop_while_the_store_was_away_ends_the_thread_at_the_next_text(house, texter, valkey):
    person = texter()
    begun(person, "5")
    assert hold(house, person, valkey, "STOP", "SM-stop") == ""
    assert person.send("4") == ""
    assert person.send("4") == ""
    house.record()
    row, answers = house.known(person.response_id)
    assert (row.status, answers["satisfaction"], answers["trust"]) == ("broken_off", 5, "opted_out")


def closed_thread(person):
    assert begun(person, "5", "5", "1", "skip").startswith("Thank you")


def test_after_the_close_and_the_loss_of_the_store_every_text_is_answered_and_stop_counts(house, texter):
    person = texter(line="+12025550101")
    closed_thread(person)
    house.record()
    house.flush()
    assert person.send("thanks").startswith("This survey is closed")
    assert person.send("hello") == ""
    assert person.send("STOP") == ""
    house.record()
    assert house.message(person.sid).handling == "stop"


def test_a_route_lives_as_long_as_its_session(house, texter):
    person = texter(line="+12025550101")
    begun(person)
    for body in ("5", "5"):
        house.clock.at += 20 * HOUR
        person.send(body)
    client = house.runtime.breaker.client
    (route,) = client.scan_iter("*:route:*")
    (session,) = client.scan_iter("*:session:*")
    assert abs(client.ttl(route) - client.ttl(session)) <= 1


def test_start_lifts_a_stop_that_came_after_the_close_and_stop_silences_it(house, texter):
    person = texter(line="+12025550101")
    closed_thread(person)
    person.send("STOP")
    assert person.send("hello") == ""
    person.send("START")
    house.record()
    with house.runtime.database.read() as connection:
        assert not opted_out(connection, house.known(person.response_id)[0].respondent_key)


def test_whoever_answered_by_phone_and_then_texts_gets_the_closing_words_once(house, call, texter):
    call(number="+12025550124").press("1 5 4 3 2 1 5 4")
    person = texter()
    assert person.send("one more thing").startswith("This survey is closed")
    assert person.send("hello") == ""


def test_with_the_database_away_nothing_begins_for_somebody_unknown(house, texter, without_database):
    without_database()
    person = texter()
    assert "send it again" in person.send("hi", settle=False)
    assert list(house.runtime.breaker.client.scan_iter("*:session:*")) == []
    assert person.send("STOP", settle=False) == ""
    assert person.send("hello", settle=False) == ""


def test_with_the_database_away_a_thread_under_way_goes_on(house, texter, without_database):
    person = texter()
    begun(person, "5")
    without_database()
    assert person.send("4").startswith("3 of 8")


def test_an_automatic_answer_within_the_settle_time_is_not_answered_without_end(house, texter):
    person = texter()
    begun(person)
    house.settle_for(600)
    replies = [person.send(f"I am driving {i}", settle=False) for i in range(8)]
    assert sum(bool(reply) for reply in replies) == 2
    house.settle_for(SETTLE_SECONDS)
    assert person.send("5").startswith("2 of 8")


def test_a_reply_after_the_deadline_is_too_late_even_if_nothing_swept(house, texter):
    person = texter()
    begun(person, "5", "4")
    house.clock.at += 25 * HOUR
    assert person.send("5").startswith("This survey is closed")
    house.record()
    row, answers = house.known(person.response_id)
    assert (row.status, answers["effectiveness"]) == ("broken_off", "expired")


def test_an_answer_that_moved_the_deadline_is_not_beaten_by_an_old_list_of_what_is_due(house, texter, monkeypatch):
    person = texter()
    begun(person, "5")
    house.clock.at += 23 * HOUR
    person.send("4")
    house.record()
    opening_session = next(house.runtime.breaker.client.scan_iter("*:session:*")).split(":session:")[1]
    monkeypatch.setattr(type(house.runtime.live), "due", lambda *_: [opening_session])
    house.clock.at += 2 * HOUR
    expire_due(house.runtime)
    house.record()
    assert house.known(person.response_id)[0].status == "in_progress"


def test_help_does_not_keep_a_thread_open(house, texter):
    person = texter()
    begun(person, "5")
    house.clock.at += 23 * HOUR
    person.send("HELP")
    house.clock.at += 2 * HOUR
    assert expire_due(house.runtime) == 1
