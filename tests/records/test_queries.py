"""The named queries."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from entry_examples import BEGAN, Conversation, message
from sqlalchemy import select

from app.records import queries
from app.records.entries import EntryRefused, write_entries
from app.records.upkeep import Survey


@pytest.fixture
def connection(database):
    with database.begin() as opened:
        yield opened


def moment(seconds):
    return datetime.fromtimestamp(seconds, UTC)


def keep(connection, row):
    write_entries(connection, [{"v": 1, "messages": [row]}])


def test_the_newest_session_of_a_person_comes_with_invitation_and_answers(connection):
    old, new = Conversation(1), Conversation(2)
    stranger, imported = Conversation(3, respondent="s" * 32), Conversation(4)
    write_entries(connection, [new.entry(0, started_at=BEGAN + 60), *old.entries(), stranger.entry(0)])
    write_entries(connection, [imported.entry(0, source="touchpoints:1", started_at=BEGAN + 90)])
    found = queries.newest_response(connection, "demo-likert", "r" * 32)
    assert (found.response.response_id, found.invitation.opening) == (new.response_id, "[1, 2]")
    assert found.answers == []
    assert queries.newest_response(connection, "demo-tapped", "r" * 32) is None


def test_a_response_comes_with_its_answers_in_the_order_of_asking(connection):
    conversation = Conversation()
    write_entries(connection, conversation.entries())
    found = queries.response_with_answers(connection, conversation.response_id)
    assert [row.position for row in found.answers] == [1, 2, 3, 4, 5, 6, 7]
    assert queries.response_with_answers(connection, Conversation(9).response_id) is None


def test_only_what_is_in_progress_past_its_close_is_overdue(connection):
    late, later, ended, open_still = (Conversation(number) for number in (1, 2, 3, 4))
    write_entries(connection, [later.entries()[3], late.entries()[1], *ended.entries(), open_still.entries()[6]])
    now = moment(BEGAN + 905)
    found = queries.overdue(connection, now, 10)
    assert [item.response.response_id for item in found] == [late.response_id, later.response_id]
    assert [len(item.answers) for item in found] == [1, 1]
    assert len(queries.overdue(connection, now, 1)) == 1


def test_an_opt_out_stands_until_it_is_lifted(connection):
    def say(at, *, lifted):
        word = {"respondent_key": "r", "line_id": None, "how": "stop", "sid": None, "at": at, "lifted": lifted}
        write_entries(connection, [{"v": 1, "opt_outs": [word]}])

    assert not queries.opted_out(connection, "r")
    say(BEGAN, lifted=False)
    assert queries.opted_out(connection, "r")
    say(BEGAN + 1, lifted=True)
    assert not queries.opted_out(connection, "r")


def test_a_message_is_stored_once_and_found_by_its_sid(connection):
    keep(connection, message("SM1", reply="<Response/>"))
    keep(connection, message("SM1", reply="another"))
    found = queries.message_by_sid(connection, "SM1")
    assert (found.reply, found.at) == ("<Response/>", moment(BEGAN))
    assert queries.message_by_sid(connection, "SM2") is None
    with pytest.raises(EntryRefused):
        keep(connection, {"sid": "SM3"})


def test_the_closing_words_are_known_to_have_been_said(connection):
    keep(connection, message("SM1", response_id="a", handling="after_close"))
    keep(connection, message("SM2", response_id="b", handling="answered"))
    assert queries.was_told_closed(connection, "a")
    assert not queries.was_told_closed(connection, "b")


def test_a_survey_is_frozen_once_a_response_has_used_it(connection):
    assert queries.save_survey(connection, "a11-likert", 1, "h1", "{1}") == "h1"
    assert queries.save_survey(connection, "a11-likert", 1, "h2", "{2}") == "h2"
    write_entries(connection, [Conversation().entry(0)])
    assert queries.save_survey(connection, "a11-likert", 1, "h3", "{3}") == "h2"
    assert queries.survey_definition(connection, "a11-likert", 1) == "{2}"
    assert queries.survey_hash(connection, "a11-likert", 1) == "h2"
    assert queries.survey_hash(connection, "a11-likert", 2) is None


def test_what_is_active_keeps_the_time_of_the_start_at_which_it_became_so(connection):
    def since():
        rows = connection.execute(select(Survey.id, Survey.version, Survey.active_since)).all()
        return {(row.id, row.version): row.active_since for row in rows}

    first, second = datetime(2026, 10, 1, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC)
    for version in (1, 2):
        queries.save_survey(connection, "a11-likert", version, "h", "{}")
    queries.record_active(connection, [("a11-likert", 1)], first)
    queries.record_active(connection, [("a11-likert", 1)], second)
    assert since() == {("a11-likert", 1): first, ("a11-likert", 2): None}
    queries.record_active(connection, [("a11-likert", 2)], second)
    assert since() == {("a11-likert", 1): None, ("a11-likert", 2): second}
    queries.record_active(connection, [], second)
    assert set(since().values()) == {None}
