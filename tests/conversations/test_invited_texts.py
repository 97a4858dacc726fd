import threading
from datetime import UTC, datetime

import pytest
from houses import LIKERT_LINE, Texter
from planted import Invited
from sqlalchemy import update

from app.conversations import invited
from app.errors import RedisAway
from app.records.responses import Response
from flows.sms import segments

HOUR = 3600


def moment(seconds):
    return datetime.fromtimestamp(seconds, UTC)


def test_the_first_text_says_who_asks_about_what_and_how_to_stop_with_the_first_question_in_it(house):
    person = Invited(house)
    composed = person.compose()
    for words in (
        "Dept. of Example",
        "Benefits Help Line",
        "Msg&data rates may apply",
        "HELP",
        "STOP",
        "OMB 1234-5678 exp 05/31/2099",
        "\n1 of 4: I am satisfied",
        "\n5 Strongly agree",
    ):
        assert words in composed.body
    assert (composed.survey, composed.segments, composed.query) == ("a11-tapped", segments(composed.body), "")


def test_the_day_is_that_of_the_call_where_the_caller_was(house):
    late = datetime(2026, 11, 20, 6, 30, tzinfo=UTC)
    assert "your Nov 20 call" in Invited(house, "here", ended_at=late).compose().body
    assert "your Nov 19 call" in Invited(house, "far", ended_at=late, time_zone="Pacific/Honolulu").compose().body


def test_it_is_written_in_the_language_of_the_contact_if_the_line_speaks_it(house):
    assert "Totalmente de acuerdo" in Invited(house, "es", language="es").compose().body
    assert "Strongly agree" in Invited(house, "vi", language="vi").compose().body


def test_a_line_that_is_gone_sends_nothing(house):
    person = Invited(house).set(line_id="closed-line")
    assert person.compose() is None


def test_begun_often_and_at_once_it_is_one_session_that_waits_for_its_first_answer(house):
    person = Invited(house).claim()
    threads = [threading.Thread(target=invited.begin, args=(house.runtime, person.id)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    invited.begin(house.runtime, person.id)
    assert sum(1 for _ in house.runtime.breaker.client.scan_iter("*:session:*")) == 1
    assert person.phone.send("5").startswith("2 of 4")
    row, answers = person.response
    assert answers == {"satisfaction": 5}
    assert (row.entry, row.invitation_id, row.contact_id) == ("invited_text", person.id, "contact-1")
    invited.begin(house.runtime, person.id)
    assert person.session.turn == 1


def test_nobody_was_offered_a_text_before_it_was_delivered_or_answered(house):
    person = Invited(house).send()
    assert person.response[0].offered_at is None
    assert person.row.delivered_at is None
    phone = person.phone
    phone.send("what?")
    replied = moment(house.clock.at)
    phone.send("4")
    assert person.response[0].offered_at == replied
    assert person.row.delivered_at == replied


def test_the_earliest_word_of_a_delivery_stays(house):
    person = Invited(house).send()
    delivered = moment(house.clock.at + 0.5)
    assert person.response[0].status == "in_progress"
    with house.runtime.database.begin() as connection:
        connection.execute(update(Response).values(offered_at=delivered))
    person.set(delivered_at=delivered)
    person.phone.send("4")
    assert person.response[0].offered_at == delivered
    assert person.row.delivered_at == delivered


def test_stop_to_an_invitation_tells_that_it_arrived_and_declines_it(house):
    person = Invited(house).send()
    person.phone.send("STOP")
    row, _ = person.response
    assert (row.status, row.offered_at) == ("declined", moment(house.clock.at))


def test_what_the_center_said_of_the_contact_reaches_the_response_and_wins_over_the_line(house):
    told = {"queue": "claims", "agent_key": "k1", "wait_seconds": 40, "handle_seconds": 300, "reason": "appeal"}
    person = Invited(
        house, **told, service="Appeals", service_stage="process", stratum="claims", draw_probability=0.25
    ).send()
    phone = person.phone
    phone.send("4")
    for _ in range(2):
        row, _ = person.response
        assert (row.queue, row.agent_key, row.wait_seconds, row.handle_seconds) == ("claims", "k1", 40, 300)
        assert (row.contact_reason, row.service, row.service_stage) == ("appeal", "Appeals", "process")
        assert (row.stratum, row.draw_probability) == ("claims", 0.25)
        assert (row.contact_ended_at, row.agency) == (person.contact.ended_at, "Department of Example")
        phone.send("5")


def test_the_survey_knows_what_the_contact_carries(house):
    person = Invited(house, facts={"employee_involved": False}, line=LIKERT_LINE, agent_key="k1", queue="claims").send()
    assert "1 of 7" in person.composed.body
    assert dict(person.session.opening.facts) == {"queue": "claims", "employee_involved": False}


def test_a_new_invitation_ends_an_older_open_session_of_the_person(house):
    older = Invited(house, "older").send()
    house.clock.at += HOUR
    newer = Invited(house, "newer").send()
    assert newer.phone.send("2").startswith("2 of 4")
    assert older.response[0].status == "broken_off"
    assert older.row.disposition == "superseded"
    assert newer.response[1] == {"satisfaction": 2}


def test_it_stays_open_a_day_after_our_last_text_and_three_days_after_the_contact(house):
    ended = moment(house.clock.at - 60 * HOUR)
    person = Invited(house, ended_at=moment(house.clock.at - 40 * HOUR)).send()
    house.clock.at += 23.9 * HOUR
    assert person.phone.send("4").startswith("2 of 4")
    house.clock.at += 8.2 * HOUR
    assert person.phone.send("4").startswith("This survey is closed")
    follow_up = Invited(house, "2", number="+12025550125", ended_at=ended, reported_by="follow_up").send()
    house.clock.at += 23.9 * HOUR
    assert follow_up.phone.send("4").startswith("2 of 4")


def test_a_text_after_the_close_is_kept_and_answers_nothing(house):
    person = Invited(house).send()
    person.phone.send("4")
    house.clock.at += 25 * HOUR
    late = person.phone
    late.send("1", sid="SM-late")
    row, answers = person.response
    assert (answers["satisfaction"], answers["trust"], row.late) == (4, "expired", False)
    assert house.message("SM-late").handling == "after_close"


def test_with_the_live_store_away_it_begins_nowhere_and_its_reply_begins_it(house):
    person = Invited(house).claim()
    with house.without_the_store(), pytest.raises(RedisAway):
        person.taken()
    assert (person.row.turn, person.response) == (-1, (None, {}))
    phone = person.phone
    assert phone.send("5").startswith("Here is the question again.\n1 of 4")
    assert phone.send("4").startswith("2 of 4")
    assert person.response[1] == {"satisfaction": 4}


@pytest.mark.parametrize("state", ["sending", "waiting", "done"])
def test_a_reply_before_the_session_began_answers_nothing_and_begins_it(house, state):
    person = Invited(house).claim().set(state=state)
    phone = person.phone
    assert phone.send("5").startswith("Here is the question again.\n1 of 4")
    assert phone.send("3").startswith("2 of 4")
    invited.begin(house.runtime, person.id)
    assert phone.send("4").startswith("3 of 4")
    row, answers = person.response
    assert (answers["satisfaction"], answers["trust"]) == (3, 4)
    assert row.offered_at is not None


def test_a_reply_to_a_new_invitation_never_answers_a_question_of_an_older_session(house):
    older = Invited(house, "older").send()
    older.phone.send("5")
    house.clock.at += HOUR
    newer = Invited(house, "newer").claim()
    phone = newer.phone
    phone.count = 10
    assert phone.send("2").startswith("Here is the question again.\n1 of 4")
    assert phone.send("1").startswith("2 of 4")
    assert newer.response[1] == {"satisfaction": 1}
    assert older.response[1]["trust"] == "broken_off"
    assert older.row.disposition == "superseded"


def test_the_store_emptied_before_anything_was_recorded_brings_the_question_again(house):
    person = Invited(house).send()
    house.flush()
    phone = person.phone
    assert phone.send("5").startswith("Here is the question again.\n1 of 4")
    assert phone.send("5").startswith("2 of 4")
    assert person.response[1] == {"satisfaction": 5}


def test_an_invitation_that_was_not_sent_or_is_long_over_begins_nothing(house):
    planned = Invited(house)
    assert "1 of 4" in planned.phone.send("hi")
    over = Invited(house, "2", number="+12025550125").claim()
    house.clock.at += 80 * HOUR
    reply = Texter(house, number="+12025550125", line=over.line).send("5")
    assert "again" not in reply
    assert house.known(over.response_id)[0] is None


def test_a_reminder_puts_the_present_question_again_and_gives_another_day(house):
    person = Invited(house, ended_at=moment(house.clock.at)).send()
    phone = person.phone
    phone.send("4")
    house.clock.at += 20 * HOUR
    person.send(state="planned", action="remind")
    body = person.composed.body
    assert body.startswith("Dept. of Example: our survey about your call to Benefits Help Line is still open.")
    assert "\n2 of 4" in body
    assert "STOP" in body
    turn = person.session.turn
    house.clock.at += 20 * HOUR
    assert phone.send("5").startswith("3 of 4")
    assert person.session.turn == turn + 1
    assert (person.response[1]["satisfaction"], person.response[1]["trust"]) == (4, 5)


def test_nobody_is_reminded_of_a_survey_that_is_over_or_that_they_stopped(house):
    person = Invited(house).send()
    person.phone.send("STOP")
    assert person.set(action="remind").compose() is None


def test_a_reminder_of_a_session_that_only_sql_knows_asks_the_same(house):
    person = Invited(house).send()
    phone = person.phone
    phone.send("4")
    house.record()
    house.flush()
    assert "\n2 of 4" in person.send(action="remind").composed.body
    assert phone.send("5").startswith("Here is the question again.\n2 of 4")
