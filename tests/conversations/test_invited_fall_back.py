"""One session on two channels: a text that did not arrive goes on as a call, a busy line as a text."""

from planted import Invited

from app.conversations import calls, invited

COMMENT = "Thank you all"


def called_after_a_text(house, *bodies, **contact):
    person = Invited(house, **contact).send()
    for body in bodies:
        person.phone.send(body)
    return person.claim(action="fall_back", door="voice")


def test_a_text_that_did_not_arrive_goes_on_as_a_call_at_the_same_question(house):
    person = called_after_a_text(house, "5")
    call = person.answers_the_phone()
    assert "a short survey from" in call.hears
    assert "Two." in call.hears
    assert "If you strongly disagree" in call.hears
    call.press("4 12#")
    row, answers = person.response
    assert answers == {
        "satisfaction": 5,
        "trust": 4,
        "went_well": "1,2",
        "went_wrong": "not_applicable",
        "comment": "not_offered",
    }
    assert (row.status, row.satisfaction, row.trust, row.entry) == ("complete", 5, 4, "invited_text")
    assert (row.channel, row.channels_used) == ("automated_phone", ["sms_text_messages", "automated_phone"])
    with house.runtime.database.read() as connection:
        channels = {
            row.question: row.channel
            for row in invited.queries.response_with_answers(connection, person.response_id).answers
        }
    assert (channels["satisfaction"], channels["trust"]) == ("sms_text_messages", "automated_phone")


def test_a_text_that_nobody_answered_counts_as_offered_when_the_call_is_answered(house):
    person = called_after_a_text(house)
    assert person.response[0].offered_at is None
    call = person.answers_the_phone()
    row, _ = person.response
    assert (row.channel, row.offered_at.timestamp()) == ("automated_phone", house.clock.at)
    assert call.press("9").session.ended == "declined"
    assert person.response[0].status == "declined"


def test_the_channel_is_where_trust_was_answered(house):
    person = called_after_a_text(house, "5", "4")
    person.answers_the_phone().press("1#")
    assert person.response[0].channel == "sms_text_messages"


def test_key_nine_stops_us_also_where_something_was_answered_by_text(house):
    person = called_after_a_text(house, "5", "4")
    call = person.answers_the_phone()
    assert call.session.place == "?went_well"
    other = called_after_a_text(house, "5", name="2", number="+12025550125").answers_the_phone(sid="CA2")
    assert other.press("9").session.ended == "declined"
    house.record()
    assert house.known(other.response_id)[1]["satisfaction"] == 5


def test_a_text_that_comes_while_the_call_goes_on_answers_nothing(house):
    person = called_after_a_text(house, "5")
    call = person.answers_the_phone()
    assert person.phone.send("1").startswith("This survey is closed")
    call.press("4")
    assert person.response[1]["trust"] == 4


def test_an_answer_under_way_by_text_is_kept_and_the_call_goes_on_after_it(house):
    person = called_after_a_text(house, "5")
    person.phone.send("2")
    call = person.answers_the_phone()
    assert call.session.place == "?went_wrong"
    assert person.response[1]["trust"] == 2


def test_twins_of_the_answered_call_hear_the_same_and_take_no_further_turn(house):
    person = called_after_a_text(house, "5")
    first, twin = person.answers_the_phone(), person.answers_the_phone()
    assert (twin.hears, twin.session) == (first.hears, first.session)


def test_the_store_emptied_in_the_call_loses_nothing(house):
    person = called_after_a_text(house, "5")
    call = person.answers_the_phone()
    house.record()
    house.flush()
    call.press("4")
    house.flush()
    call.press("1#")
    row, answers = person.response
    assert (row.status, row.satisfaction, answers["went_well"]) == ("complete", 5, "1")


def test_the_store_emptied_before_the_call_is_answered_goes_on_from_the_url(house):
    person = called_after_a_text(house, "5")
    house.record()
    house.flush()
    call = person.answers_the_phone()
    assert call.session.place == "?trust"
    call.press("4 1#")
    row, answers = person.response
    assert (row.satisfaction, answers["trust"], row.channels_used) == (
        5,
        4,
        ["sms_text_messages", "automated_phone"],
    )


def test_a_hang_up_ends_it_and_what_was_answered_stays(house):
    person = called_after_a_text(house, "5")
    call = person.answers_the_phone()
    calls.leave(house.runtime, call.call)
    row, answers = person.response
    assert (row.status, answers["satisfaction"], answers["trust"]) == ("broken_off", 5, "broken_off")


def test_a_call_that_nobody_answers_leaves_the_thread_as_it_is(house):
    person = called_after_a_text(house, "5")
    calls.leave(house.runtime, calls.Call("CA-busy", person.line, person.number))
    assert person.phone.send("4").startswith("3 of 4")


def test_nobody_is_called_about_a_survey_that_is_over(house):
    person = called_after_a_text(house, "5", "4", "1", "SKIP")
    assert person.composed is None


def test_a_busy_line_goes_on_as_a_text_with_the_first_question(house):
    person = Invited(house, door="voice", language="en").claim()
    person.send(action="fall_back", door="text")
    assert "\n1 of 4" in person.composed.body
    assert "STOP" in person.composed.body
    assert person.phone.send("5").startswith("2 of 4")
    row, _ = person.response
    assert (row.entry, row.channel, row.channels_used) == ("invited_text", "sms_text_messages", ["sms_text_messages"])


def test_a_call_that_was_cut_off_goes_on_as_a_text_at_the_same_question(house):
    person = Invited(house, door="voice", language="en").claim()
    call = person.answers_the_phone()
    call.press("5")
    call.hang_up()
    person.send(action="fall_back", door="text")
    assert "\n2 of 4" in person.composed.body
    invited.begin(house.runtime, person.id)
    for body in ("4", "1 3", COMMENT):
        reply = person.phone.send(body)
    assert reply.startswith("Thank you")
    row, answers = person.response
    assert (row.status, row.comment, answers["satisfaction"], answers["trust"]) == ("complete", COMMENT, 5, 4)
    assert (row.entry, row.channels_used) == ("invited_call", ["automated_phone", "sms_text_messages"])


def test_a_thread_that_came_over_is_taken_up_out_of_sql(house):
    person = Invited(house, door="voice", language="en").claim()
    call = person.answers_the_phone()
    call.press("5")
    call.hang_up()
    person.send(action="fall_back", door="text")
    house.record()
    house.flush()
    assert person.phone.send("1").startswith("Here is the question again.\n2 of 4")
    person.phone.send("4")
    assert person.response[1]["trust"] == 4
