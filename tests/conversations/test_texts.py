import threading

import pytest
from houses import SETTLE_SECONDS

from app.conversations import texts
from app.conversations.calls import NoSurvey
from app.conversations.inbound import Text


def test_a_whole_thread_becomes_one_complete_row_with_its_comment(house, texter):
    person = texter()
    replies = [person.send(body) for body in ("hi", "5", "4", "3", "2", "1", "5", "4", "Be well")]
    assert [reply.split(":")[0][-6:] for reply in replies[1:-1]] == [f"{n} of 8" for n in range(2, 9)]
    assert replies[-1].startswith("Thank you")
    house.record()
    row, answers = house.known(person.response_id)
    assert (row.status, row.trust, row.comment, row.channel) == ("complete", 4, "Be well", "sms_text_messages")
    assert answers["employee"] == 4
    assert house.message(person.sid).body is None


def test_a_known_message_gets_its_first_reply_again_and_answers_nothing_twice(house, texter):
    person = texter()
    first = person.send("hi", sid="SM1")
    second = person.send("5", sid="SM2")
    assert person.send("5", sid="SM2") == second
    person.send("4", sid="SM3")
    assert (person.send("hi", sid="SM1"), person.send("5", sid="SM2")) == (first, second)
    house.record()
    assert house.known(person.response_id)[1] == {"satisfaction": 5, "trust": 4}


def test_ten_copies_of_a_text_at_the_same_moment_get_one_reply(house, texter):
    person = texter()
    person.send("hi")
    person.settle()
    gate, replies = threading.Barrier(10), []

    def deliver():
        gate.wait()
        replies.append(texts.receive(house.runtime, Text("SM-same", person.line, person.number, "5")).body)

    threads = [threading.Thread(target=deliver) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(replies) == 10
    assert len(set(replies)) == 1
    house.record()
    assert house.known(person.response_id)[1] == {"satisfaction": 5}


def test_two_first_texts_at_once_make_one_session(house, texter):
    person, gate, replies = texter(), threading.Barrier(2), []

    def deliver(sid, body):
        gate.wait()
        replies.append(texts.receive(house.runtime, Text(sid, person.line, person.number, body)).body)

    threads = [threading.Thread(target=deliver, args=(f"SM{i}", f"hello {i}")) for i in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(1 for _ in house.runtime.breaker.client.scan_iter("*:session:*")) == 1
    assert all("1 of 8" in reply for reply in replies)


def test_a_text_within_the_settle_time_answers_nothing(house, texter):
    person = texter()
    person.send("hi")
    person.send("5")
    person.settle()
    second = person.send("4")
    house.settle_for(600)
    assert person.send("4", settle=False) == ""
    assert person.send("3", settle=False).startswith("3 of 8")
    house.settle_for(SETTLE_SECONDS)
    assert second.startswith("3 of 8")
    house.record()
    assert house.known(person.response_id)[1] == {"satisfaction": 5, "trust": 4}
    person.send("4")
    house.record()
    assert house.known(person.response_id)[1]["effectiveness"] == 4


def test_a_reply_that_never_left_is_sent_again_before_anything_is_taken(house, texter, monkeypatch):
    person = texter()
    person.send("hi")
    monkeypatch.setattr("app.conversations.texts._leaves_now", lambda *_: None)
    assert person.send("5").startswith("2 of 8")
    monkeypatch.undo()
    assert person.send("4").startswith("2 of 8")
    house.record()
    assert house.known(person.response_id)[1] == {"satisfaction": 5}
    assert person.send("4").startswith("3 of 8")


def test_after_the_store_was_emptied_the_question_comes_again_and_nothing_is_misread(house, texter):
    person = texter()
    for body in ("hi", "5", "4"):
        person.send(body)
    house.record()
    house.flush()
    assert person.send("1").startswith("Here is the question again.\n3 of 8")
    assert person.send("2").startswith("4 of 8")
    house.record()
    assert house.known(person.response_id)[1] == {"satisfaction": 5, "trust": 4, "effectiveness": 2}


def test_after_the_store_restarted_the_question_comes_again(house, texter, valkey):
    person = texter()
    for body in ("hi", "5"):
        person.send(body)
    valkey.restart()
    house.recover()
    assert "\n2 of 8" in person.send("1")
    assert person.send("3").startswith("3 of 8")
    house.record()
    assert house.known(person.response_id)[1] == {"satisfaction": 5, "trust": 3}


def test_with_the_store_away_a_text_is_kept_and_asked_for_once_more(house, texter, valkey):
    person = texter()
    person.send("hi")
    valkey.kill()
    reply = person.send("5", sid="SM-held", settle=False)
    assert "send it again" in reply
    assert person.send("5", sid="SM-held", settle=False) == reply
    assert house.message("SM-held").handling == "held"
    valkey.start()


def test_a_stop_with_the_store_away_is_an_opt_out_all_the_same(house, texter, valkey):
    person = texter()
    valkey.kill()
    assert person.send("STOP", settle=False) == ""
    valkey.start()
    house.recover()
    assert person.send("hi") == ""


def test_stop_ends_the_thread_opts_out_and_start_lifts_it(house, texter):
    person = texter()
    for body in ("hi", "5"):
        person.send(body)
    assert person.send("STOP") == ""
    assert person.send("4") == ""
    house.record()
    row, answers = house.known(person.response_id)
    assert (row.status, answers["satisfaction"], answers["trust"]) == ("broken_off", 5, "opted_out")
    other = texter(line="+12025550101")
    assert other.send("hi") == ""
    person.send("START")
    house.record()
    assert "1 of 4" in other.send("hi again")


def test_help_is_left_to_the_provider_and_changes_nothing(house, texter):
    person = texter()
    person.send("hi")
    assert person.send("HELP") == ""
    assert person.send("5").startswith("2 of 8")


def test_after_the_close_the_closing_words_come_once_and_nothing_starts(house, texter):
    person = texter(line="+12025550101")
    for body in ("hi", "5", "5", "1", "skip"):
        last = person.send(body)
    assert last.startswith("Thank you")
    assert person.send("thanks").startswith("This survey is closed")
    assert person.send("hello?") == ""
    house.record()
    house.flush()
    assert person.send("are you there") == ""


def test_a_picture_and_an_empty_text_get_words_and_count_as_no_answer(house, texter):
    person = texter()
    person.send("hi")
    assert "only words" in person.send("", media=1)
    assert "2 of 8" in person.send("")
    house.record()
    assert house.known(person.response_id)[1] == {"satisfaction": "invalid"}


def test_a_line_without_walk_ins_says_so_once(house, texter, monkeypatch):
    line = house.runtime.lines.by_number["+12025550100"]
    monkeypatch.setitem(
        house.runtime.lines.by_number,
        "+12025550100",
        line.model_copy(update={"direct": line.direct.model_copy(update={"text": "off"})}),
    )
    person = texter()
    assert "no survey" in person.send("hi")
    assert person.send("hello") == ""


def test_a_person_without_a_number_and_an_unknown_line_get_no_survey(house, texter):
    for number, line in (("Anonymous", "+12025550100"), ("+12025550124", "+12025559999")):
        with pytest.raises(NoSurvey):
            texter(number=number, line=line).send("hi", settle=False)
