"""Texts that never reached us: kept, met with the question, and never taken for an answer."""

import json
import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs

import pytest
from houses import TAPPED_LINE
from planted import Invited
from sqlalchemy import select

from app.conversations import recovering, texts
from app.conversations.inbound import Text
from app.records import queries
from app.records.alerts import Alert
from app.records.contacts import OptOut

PERSON = "+12025550124"


class _Provider(BaseHTTPRequestHandler):
    def do_POST(self):
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.server.sent.append({name: values[0] for name, values in form.items()})
        body = json.dumps({"sid": "SM0"} if self.server.takes else {"code": 21610, "message": "no"}).encode()
        self.send_response(201 if self.server.takes else 400)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def provider(house):
    """What takes our texts; ``sent`` holds them."""
    server = HTTPServer(("127.0.0.1", 0), _Provider)
    server.sent, server.takes = [], True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    settings = house.runtime.settings.model_copy(update={"twilio_api_url": f"http://127.0.0.1:{server.server_port}"})
    house.runtime = replace(house.runtime, settings=settings)
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def missed(house, provider):
    """Recovers a text of the person, sent so many seconds ago."""

    def recover(body, seconds_ago=200.0, sid="SM-missed", line=TAPPED_LINE, number=PERSON):
        text = Text(sid, line, number, body)
        return recovering.recover(house.runtime, text, house.clock.at - seconds_ago).body

    return recover


def opted_out(house, person):
    with house.runtime.database.read() as connection:
        return queries.opted_out(connection, person.key)


def test_a_missed_answer_is_kept_and_the_question_asked_again_by_a_text_of_ours(house, missed, provider):
    person = Invited(house).send()
    person.phone.send("5")
    house.clock.at += 300
    assert missed("4").startswith("Here is the question again.\n2 of 4")
    assert [(text["To"], text["From"]) for text in provider.sent] == [(PERSON, TAPPED_LINE)]
    assert "\n2 of 4" in provider.sent[0]["Body"]
    assert person.phone.send("3").startswith("3 of 4")
    assert person.response[1]["trust"] == 3
    assert house.message("SM-missed").body == "4"


def test_a_session_that_has_moved_since_is_left_alone(house, missed, provider):
    person = Invited(house).send()
    person.phone.send("5")
    house.clock.at += 100
    person.phone.send("4")
    assert missed("1", seconds_ago=50) == ""
    house.record()
    assert house.message("SM-missed").handling == "recovered"
    assert provider.sent == []
    assert person.response[1]["trust"] == 4


def test_a_text_that_did_reach_us_is_not_recovered(house, missed, provider):
    person = Invited(house).send()
    person.phone.send("5", sid="SM-missed")
    assert missed("5") == ""
    house.record()
    assert missed("5") == ""
    assert provider.sent == []


def test_it_is_recovered_once(house, missed, provider):
    Invited(house).send()
    house.clock.at += 300
    assert missed("5")
    assert missed("5") == ""
    house.record()
    assert missed("5") == ""
    assert len(provider.sent) == 1


def test_the_text_itself_coming_late_gets_the_reply_that_was_sent(house, missed):
    person = Invited(house).send()
    house.clock.at += 300
    sent = missed("5")
    reply = texts.receive(house.runtime, Text("SM-missed", TAPPED_LINE, PERSON, "5"))
    assert reply.body == sent
    assert person.session.turn == 0


def test_stop_counts_whenever_it_was_said(house, missed):
    person = Invited(house).send()
    person.phone.send("5")
    assert missed("STOP", seconds_ago=90000) == ""
    assert person.response[0].ended_at is not None
    assert opted_out(house, person)


def test_stop_of_somebody_without_a_session_counts(house, missed):
    person = Invited(house)
    missed("STOP")
    house.record()
    assert opted_out(house, person)


def test_a_start_that_was_followed_by_a_stop_lifts_nothing(house, missed):
    person = Invited(house).send()
    person.phone.send("STOP")
    house.clock.at += 100
    missed("START", seconds_ago=200)
    house.record()
    assert opted_out(house, person)
    missed("START", seconds_ago=50, sid="SM-later")
    house.record()
    assert not opted_out(house, person)


def test_whoever_has_no_session_gets_the_first_question(house, missed, provider):
    assert "1 of 4" in missed("hello")
    assert "1 of 4" in provider.sent[0]["Body"]


def test_a_missed_reply_to_an_invitation_begins_its_session(house, missed):
    person = Invited(house).claim()
    house.clock.at += 300
    assert missed("5").startswith("Here is the question again.\n1 of 4")
    assert person.phone.send("4").startswith("2 of 4")
    assert person.response[1] == {"satisfaction": 4}


def test_a_text_of_yesterday_and_one_after_the_end_are_only_kept(house, missed, provider):
    assert missed("5", seconds_ago=90000) == ""
    person = Invited(house).send()
    for body in ("5", "4", "1", "SKIP"):
        person.phone.send(body)
    house.clock.at += 300
    assert missed("hm", sid="SM-after") == ""
    house.record()
    assert [house.message(sid).handling for sid in ("SM-missed", "SM-after")] == ["recovered", "recovered"]
    assert provider.sent == []


def test_if_the_provider_refuses_our_text_the_next_one_gets_the_question_again(house, missed, provider):
    person = Invited(house).send()
    house.clock.at += 300
    provider.takes = False
    missed("5")
    assert "1 of 4" in person.phone.send("4")
    assert person.phone.send("4").startswith("2 of 4")


def test_a_number_that_is_none_and_a_line_that_is_none_are_left_alone(missed, provider):
    assert missed("5", number="anonymous") == ""
    assert missed("5", line="+12025559999") == ""
    assert provider.sent == []


def test_a_missed_text_of_distress_ends_the_thread_with_the_words_of_help_and_alerts_staff(house, missed, provider):
    person = Invited(house).send()
    person.phone.send("5")
    house.clock.at += 300
    assert "988" in missed("I want to die")
    assert "988" in provider.sent[0]["Body"]
    assert "of 4" not in person.phone.send("4")
    house.record()
    with house.runtime.database.read() as connection:
        assert connection.execute(select(Alert.source)).scalars().all() == ["SM-missed"]


def test_a_missed_word_of_a_wrong_person_counts_though_nobody_has_a_session(house, missed, provider):
    assert missed("wrong number", number="+12025550177") == ""
    house.record()
    with house.runtime.database.read() as connection:
        assert connection.execute(select(OptOut.how)).scalars().all() == ["wrong_person"]
    assert provider.sent == []
