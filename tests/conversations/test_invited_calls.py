import threading
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from houses import LIKERT_LINE, TAPPED_LINE, Caller
from planted import SECRET, Invited
from sqlalchemy import insert

from app.conversations import calls, identity
from app.conversations.beginnings import Offer
from app.errors import DatabaseAway
from app.records.contacts import Contact


class AwayDatabase:
    """A database that does not answer."""

    def read(self):
        raise DatabaseAway("the database is away")

    begin = read


@pytest.fixture
def without_sql(house):
    """What runs within it has no database."""

    @contextmanager
    def away():
        there = house.runtime
        house.runtime = replace(there, database=AwayDatabase())
        yield
        house.runtime = there

    return away


def test_whoever_answers_hears_who_asks_and_the_key_that_ends_our_calls(house):
    call = Invited(house, door="voice", language="en").claim().answers_the_phone()
    welcome, question = call.hears.index("a short survey from"), call.hears.index("Statement one")
    assert welcome < call.hears.index("If you do not want to be called again, press 9.") < question


def test_a_caller_whom_nobody_called_hears_of_no_such_key(house, call):
    assert "called again" not in call().press("1").hears


def test_the_call_is_in_the_language_of_the_contact_and_its_answers_go_to_the_invitation(house):
    person = Invited(house, door="voice", language="es", queue="claims").claim()
    call = person.answers_the_phone()
    answered = datetime.fromtimestamp(house.clock.at, UTC)
    assert "oprima el 9" in call.hears
    call.press("5 4")
    row, answers = person.response
    assert answers == {"satisfaction": 5, "trust": 4}
    assert (row.entry, row.language, row.queue, row.offered_at) == ("invited_call", "es", "claims", answered)
    assert person.row.delivered_at == answered


def test_the_welcome_can_be_declined_and_that_is_an_opt_out(house):
    person = Invited(house, door="voice", language="en").claim()
    person.answers_the_phone().press("9")
    row, _ = person.response
    assert (row.status, person.row.disposition) == ("declined", "declined")


def test_twins_of_the_answered_call_at_once_make_one_session(house):
    person, heard = Invited(house, door="voice", language="en").claim(), []
    threads = [threading.Thread(target=lambda: heard.append(person.answers_the_phone().hears)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(heard)) == 1
    assert sum(1 for _ in house.runtime.breaker.client.scan_iter("*:session:*")) == 1


def test_a_second_call_of_the_same_invitation_goes_on_where_the_first_ended(house):
    person = Invited(house, door="voice", language="en").claim()
    first = person.answers_the_phone()
    first.press("5")
    first.hang_up()
    second = person.answers_the_phone(sid="CA2")
    assert second.session.opening.session == first.session.opening.session
    second.press("4")
    assert person.response[1]["trust"] == 4


def test_with_the_database_away_whoever_answers_hears_the_same_survey(house, without_sql):
    person = Invited(house, door="voice", language="es", facts={"employee_involved": False}, line=LIKERT_LINE).claim()
    opening = Offer(None, person.id, person.answers_the_phone(sid="CA0").session.opening)
    house.flush()
    with without_sql():
        standing = calls.begin(house.runtime, calls.Call("CA1", person.line, person.number, opening))
    assert standing.session.language == "es"
    assert standing.session.opening.contact == "contact-1"
    assert dict(standing.session.opening.facts) == {"employee_involved": False}
    assert person.response[0].entry == "invited_call"


def test_where_the_url_does_not_carry_it_the_opening_comes_from_sql(house):
    person = Invited(house, door="voice", language="es").claim()
    call = person.answers_the_phone(url=False)
    assert call.session.language == "es"
    assert call.response_id == person.response_id


def test_an_invitation_that_is_not_known_is_a_call_without_one(house, call):
    stranger = call(invitation="nobody-knows-it")
    assert stranger.session.opening.entry == "walk_in"
    house.record()
    assert house.known(stranger.response_id)[0].invitation_id != "nobody-knows-it"


def test_an_invitation_of_another_person_is_not_taken(house):
    person = Invited(house, door="voice").claim()
    opening = person.answers_the_phone().session.opening
    other = Caller(house, sid="CA7", number="+12025550177", line=TAPPED_LINE, invitation=person.id, opening=opening)
    assert other.session.opening.invitation != person.id


def reported(house, **told):
    contact_id = identity.derived_id(SECRET, "contact-contact", "center-7")
    with house.runtime.database.begin() as connection:
        row = {"id": contact_id, "external_id": "center-7", "reported_by": "center", "line_id": "demo-likert"}
        now = datetime.fromtimestamp(house.clock.at, UTC)
        connection.execute(insert(Contact).values({**row, "created_at": now, **told}))


def test_a_caller_handed_over_is_met_with_what_the_center_said_before(house, call):
    reported(house, state="started", language="es", service="Appeals", facts={"employee_involved": False})
    handed_over = call(contact="center-7")
    assert handed_over.session.language == "es"
    assert "called again" not in handed_over.hears
    handed_over.press("5 5 5 5 5 5")
    assert handed_over.session.ended == "completed"
    house.record()
    row, answers = house.known(handed_over.response_id)
    assert (row.entry, row.service, answers["employee"]) == ("handed_over", "Appeals", "not_applicable")


def test_a_contact_that_nobody_reported_says_nothing(house, call):
    handed_over = call(contact="center-8")
    assert handed_over.session.place == "language"
    house.record()
    assert house.known(handed_over.response_id)[0].service == "Benefits enrollment"


def test_with_the_database_away_a_caller_handed_over_hears_the_survey(house, call, without_sql):
    reported(house, state="started", language="es")
    with without_sql():
        assert call(contact="center-7").press("1").hears.startswith("This is a short survey")
