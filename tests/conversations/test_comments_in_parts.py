"""A comment that comes in several texts: all of it is kept, in its order, once, and nothing more is asked."""

import threading

import houses
import pytest
import yaml
from houses import LIKERT_LINE, SETTLE_SECONDS, Texter, open_house

from app.conversations import texts
from app.conversations.inbound import Text
from flows.load import SHIPPED_SURVEYS

SCALES = ("hi", "5", "4", "3", "2", "1", "5", "4")


def commented(texter, *more):
    person = texter()
    for body in (*SCALES, "The wait was long", *more):
        last = person.send(body)
    return person, last


def comment(house, person):
    house.record()
    return house.known(person.response_id)[0].comment


def test_a_second_part_is_added_without_a_reply(house, texter):
    person, last = commented(texter, "but she was kind")
    assert last == ""
    assert comment(house, person) == "The wait was long\nbut she was kind"
    assert house.message(person.sid).body is None
    assert house.known(person.response_id)[0].status == "complete"


def test_a_part_that_the_provider_brings_twice_is_added_once(house, texter):
    person, _ = commented(texter)
    for _ in range(2):
        assert person.send("but she was kind", sid="SM-part") == ""
    assert comment(house, person) == "The wait was long\nbut she was kind"
    assert person.send("but she was kind", sid="SM-again") == ""
    assert comment(house, person) == "The wait was long\nbut she was kind"


def test_parts_at_the_same_moment_are_all_kept(house, texter):
    person, _ = commented(texter)
    gate, parts = threading.Barrier(4), [f"part {n} of it" for n in range(4)]

    def deliver(n):
        gate.wait()
        texts.receive(house.runtime, Text(f"SM-part{n}", person.line, person.number, parts[n]))

    threads = [threading.Thread(target=deliver, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    first, *others = comment(house, person).split("\n")
    assert (first, sorted(others)) == ("The wait was long", parts)


def test_a_part_after_the_store_was_emptied_is_added_too(house, texter):
    person, _ = commented(texter)
    house.record()
    house.flush()
    assert person.send("but she was kind") == ""
    assert comment(house, person) == "The wait was long\nbut she was kind"


def test_thanks_is_no_part_and_gets_the_closing_words_once(house, texter):
    person, last = commented(texter, "Thanks")
    assert last.startswith("This survey is closed")
    assert person.send("Thank you") == ""
    assert comment(house, person) == "The wait was long"


def test_after_two_minutes_a_text_is_only_kept(house, texter):
    person, _ = commented(texter)
    house.clock.at += 200
    assert person.send("but she was kind").startswith("This survey is closed")
    assert comment(house, person) == "The wait was long"
    assert house.message(person.sid).body == "but she was kind"


@pytest.fixture
def house_that_asks_on(valkey, database_url, tmp_path, monkeypatch):
    """A house whose survey asks for the comment second, with more questions after it."""
    survey = yaml.safe_load((SHIPPED_SURVEYS / "a11-likert.yaml").read_text()) | {"id": "asks-on"}
    survey["questions"].insert(1, survey["questions"].pop())
    (tmp_path / "asks-on.yaml").write_text(yaml.safe_dump(survey, allow_unicode=True))
    plain = houses.settings_for
    own = {"surveys_dir": tmp_path}
    monkeypatch.setattr(houses, "settings_for", lambda *urls: plain(*urls).model_copy(update=own))
    with open_house(valkey.url, database_url) as opened:
        line = opened.runtime.lines.by_number[LIKERT_LINE]
        asking = line.model_copy(update={"surveys": {"text": "asks-on"}})
        monkeypatch.setitem(opened.runtime.lines.by_number, LIKERT_LINE, asking)
        yield opened


def test_a_part_that_meets_the_next_question_goes_to_the_comment_and_asks_nothing_more(house_that_asks_on):
    house = house_that_asks_on
    person = Texter(house)
    for body in ("hi", "5", "The wait was long"):
        last = person.send(body)
    assert last.startswith("3 of 8")
    house.settle_for(600)
    assert person.send("but she was kind", settle=False) == ""
    assert person.send("but she was kind", settle=False) == ""
    house.settle_for(SETTLE_SECONDS)
    assert person.send("4").startswith("4 of 8")
    assert comment(house, person) == "The wait was long\nbut she was kind"
    assert house.known(person.response_id)[1]["trust"] == 4


def test_a_part_that_meets_a_question_which_never_left_goes_to_the_comment_too(house_that_asks_on, monkeypatch):
    house = house_that_asks_on
    person = Texter(house)
    person.send("hi")
    person.send("5")
    monkeypatch.setattr("app.conversations.texts._leaves_now", lambda *_: None)
    person.send("The wait was long")
    monkeypatch.undo()
    assert person.send("but she was kind").startswith("3 of 8")
    assert person.send("4").startswith("4 of 8")
    assert comment(house, person) == "The wait was long\nbut she was kind"
