"""Outbox entries become the same rows, whatever the order, duplication and batching in which they come."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from entry_examples import BEGAN, QUESTIONS, Conversation, answer, message
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text, update
from sqlalchemy.exc import IntegrityError

from app.records.entries import EntryRefused, parse_entry, write_entries
from app.records.models import Answer, Contact, Invitation, Message, OptOut, Response
from app.records.queries import message_by_sid, response_with_answers


def write(database, *entries):
    with database.begin() as connection:
        return write_entries(connection, entries)


def stored(database, conversation):
    with database.read() as connection:
        return response_with_answers(connection, conversation.response_id)


def rows(database):
    """All that entries decide, without the times and numbers of the writing itself."""
    own = {"id", "created_at", "updated_at", "change_seq"}
    with database.read() as connection:
        return [
            sorted(({**row} for row in connection.execute(select(*columns)).mappings()), key=str)
            for model in (Response, Answer, Invitation)
            if (columns := [column for column in model.__table__.columns if column.name not in own])
        ]


def empty(database):
    with database.begin() as connection:
        for table in ("answers", "responses", "invitations", "contacts", "messages"):
            connection.execute(text(f"delete from {table}"))


def sequence(database):
    with database.read() as connection:
        return connection.execute(select(Response.change_seq).order_by(Response.change_seq)).scalars().all()


def test_a_session_ends_in_one_row_and_one_answer_a_question(database):
    conversation = Conversation()
    for entry in conversation.entries():
        write(database, entry)
    found = stored(database, conversation)
    assert (found.response.turn, found.response.status, found.response.trust) == (7, "complete", 4)
    assert found.response.started_at == datetime.fromtimestamp(BEGAN, UTC)
    assert found.response.channels_used == ["automated_phone"]
    assert (found.response.tags, found.response.flagged, found.response.late) == ([], False, False)
    assert [row.question for row in found.answers] == list(QUESTIONS)
    assert {row.survey_version for row in found.answers} == {1}
    assert (found.invitation.opening, found.invitation.disposition) == ("[1, 2]", "complete")


def test_a_newer_turn_wins(database):
    conversation = Conversation()
    first, second = conversation.entries(2)[1:]
    again = conversation.entry(3, [answer("satisfaction", 3, value=1, native="1")])
    write(database, again)
    write(database, first)
    write(database, second)
    found = stored(database, conversation)
    assert found.response.turn == 3
    assert {row.question: row.value for row in found.answers} == {"satisfaction": 1, "trust": 4}


def test_an_entry_written_twice_changes_nothing(database):
    entries = Conversation().entries()
    assert write(database, *entries).responses == 1
    before = rows(database)
    assert write(database, *entries).responses == 0
    assert rows(database) == before
    assert sequence(database) == [1]


def test_a_hang_up_at_the_same_turn_wins_whichever_comes_first(database):
    early, late = Conversation(1), Conversation(2)
    for entry in (early.entries(2)[2], early.hang_up(2), late.hang_up(2), late.entries(2)[2]):
        write(database, entry)
    for conversation in (early, late):
        found = stored(database, conversation)
        assert (found.response.status, found.invitation.disposition) == ("broken_off", "broken_off")
        assert [row.missing for row in found.answers][:3] == [None, "broken_off", "not_reached"]


def test_a_late_answer_beats_the_hang_up(database):
    conversation = Conversation()
    for entry in [*conversation.entries(2), conversation.hang_up(2)]:
        write(database, entry)
    write(database, conversation.entry(3, [answer("effectiveness", 3)], status="partial", ended_at=BEGAN + 60))
    found = stored(database, conversation)
    assert (found.response.turn, found.response.status) == (3, "partial")
    given = {row.question: (row.value, row.missing) for row in found.answers}
    assert given["effectiveness"] == (4, None)
    assert given["ease"] == (None, "not_reached")


@given(choices=st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_order_duplication_and_batching_ends_in_the_same_rows(database, choices):
    entries = []
    for number in range(1, choices.draw(st.integers(1, 3)) + 1):
        conversation = Conversation(number)
        turns = choices.draw(st.integers(0, 6))
        entries += conversation.entries(turns)
        if choices.draw(st.booleans()):
            entries.append(conversation.hang_up(choices.draw(st.integers(0, turns))))
    empty(database)
    for entry in entries:
        write(database, entry)
    plain = rows(database)

    empty(database)
    doubled = choices.draw(st.lists(st.sampled_from(entries), max_size=10))
    mixed = choices.draw(st.permutations(entries + doubled))
    while mixed:
        size = choices.draw(st.integers(1, len(mixed)))
        write(database, *mixed[:size])
        mixed = mixed[size:]
    assert rows(database) == plain


def test_what_people_and_the_center_add_to_a_row_stays(database):
    conversation = Conversation()
    write(database, conversation.entries()[1])
    with database.begin() as connection:
        connection.execute(
            update(Response).values(tags=["seen"], flagged=True, wait_seconds=42, queue="q1", agent_key="a" * 8)
        )
    write(database, conversation.entries()[2])
    row = stored(database, conversation).response
    assert (row.turn, row.tags, row.flagged, row.wait_seconds, row.queue) == (2, ["seen"], True, 42, "q1")


def test_changes_are_numbered_without_gaps_in_the_order_of_their_commits(database):
    first, second = Conversation(1), Conversation(2)
    write(database, first.entries()[0], second.entries()[0])
    assert sequence(database) == [1, 2]
    write(database, first.entries()[0], second.entries()[1])
    assert sequence(database)[-1] == 3
    write(database, first.entries()[1], second.entries()[2])
    assert sequence(database) == [4, 5]


def test_writers_at_once_lose_nothing_and_number_without_gaps(database):
    conversations = [Conversation(number) for number in range(12)]

    def write_wave(turn):
        for start in range(0, 12, 4):
            write(database, *[conversation.entries()[turn] for conversation in conversations[start : start + 4]])

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write_wave, range(8)))
    for conversation in conversations:
        found = stored(database, conversation)
        assert (found.response.turn, len(found.answers)) == (7, 7)
    with database.read() as connection:
        last = connection.execute(text("select value from change_counter")).scalar_one()
    assert max(sequence(database)) == last
    assert len(set(sequence(database))) == 12


def test_messages_are_kept_once_and_need_no_response(database):
    entry = Conversation().entry(0) | {"response": None, "contact": None, "invitation": None}
    write(database, entry | {"messages": [message("SM1"), message("SM2", direction="out")]})
    write(database, entry | {"messages": [message("SM1", body="another")]})
    with database.read() as connection:
        assert message_by_sid(connection, "SM1").body == "4"
        assert len(connection.execute(select(Message.sid)).all()) == 2


def test_the_newest_word_on_opting_out_wins(database):
    def said(at, *, lifted):
        word = {"respondent_key": "r", "line_id": "demo-likert", "how": "stop", "at": at, "lifted": lifted}
        return Conversation().entry(0) | {"opt_outs": [word]}

    write(database, said(BEGAN + 5, lifted=True))
    write(database, said(BEGAN, lifted=False))
    with database.read() as connection:
        assert connection.execute(select(OptOut.lifted)).scalars().all() == [True]
    write(database, said(BEGAN + 5, lifted=False), said(BEGAN + 5, lifted=True))
    with database.read() as connection:
        assert connection.execute(select(OptOut.lifted)).scalars().all() == [False]


def test_an_invitation_that_was_sent_gets_its_opening_when_the_session_begins(database):
    conversation = Conversation()
    with database.begin() as connection:
        now = datetime.now(UTC)
        connection.execute(Contact.__table__.insert().values(id="c1", reported_by="center", created_at=now))
        sent = {"id": "i1", "contact_id": "c1", "kind": "text", "line_id": "x", "door": "text", "disposition": "sent"}
        connection.execute(Invitation.__table__.insert().values(**sent, created_at=now))
    write(database, conversation.entry(0))
    found = stored(database, conversation).invitation
    assert (found.kind, found.opening, found.disposition, found.turn) == ("text", "[1, 2]", "in_progress", 0)


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"v": 2}, "version 2"),
        ({"more": 1}, "more is not known"),
        ({"response": 1}, "response is not an object"),
        ({"response": None}, "has answers but no response"),
        ({"answers": [1]}, "answers is not a list of objects"),
        ({"invitation": {}}, "invitation.id"),
        ({"messages": [{"sid": "SM1", "direction": "in"}]}, "message.at"),
        ({"opt_outs": [{"respondent_key": "r", "at": "now"}]}, "opt_out.at"),
    ],
)
def test_a_malformed_entry_is_refused_by_name(sqlite_database, changes, named):
    entry = Conversation().entry(1, [answer("trust", 1)]) | changes
    with pytest.raises(EntryRefused, match=named):
        write(sqlite_database, entry)


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"seed": True}, "response.seed"),
        ({"asked_count": 2**40}, "response.asked_count"),
        ({"response_id": "7"}, "response.response_id"),
        ({"started_at": "today"}, "response.started_at"),
        ({"started_at": 1e30}, "response.started_at"),
        ({"late": 1}, "response.late"),
        ({"comment": 5}, "response.comment"),
        ({"status": None}, "response.status is missing"),
        ({"colour": "red"}, "response.colour is not known"),
    ],
)
def test_a_header_with_a_wrong_value_is_refused_by_name(sqlite_database, changes, named):
    with pytest.raises(EntryRefused, match=named):
        write(sqlite_database, Conversation().entry(1, **changes))


@pytest.mark.parametrize(
    "changes",
    [
        {"satisfaction": 6},
        {"trust": 0},
        {"trust": 2, "trust_scale": "thumbs"},
        {"trust": 3, "trust_scale": None},
        {"positive_ease": 2},
        {"channel": "telegram"},
        {"status": "finished"},
        {"entry": "unknown"},
        {"invitation_id": "i-nowhere"},
    ],
)
def test_the_database_itself_refuses_a_value_that_the_schema_forbids(database, changes):
    with pytest.raises(IntegrityError):
        write(database, Conversation().entry(2, **changes))


@pytest.mark.parametrize("changes", [{"missing": "lost"}, {"measure": "joy"}, {"channel": "telegram"}])
def test_the_database_itself_refuses_an_answer_that_the_schema_forbids(database, changes):
    with pytest.raises(IntegrityError):
        write(database, Conversation().entry(1, [answer("trust", 1, **changes)]))


def test_a_character_that_no_database_keeps_does_not_cost_the_comment(database):
    conversation = Conversation()
    write(database, conversation.entry(1, comment="fine\x00 and \ud83d good \U0001f600"))
    assert stored(database, conversation).response.comment == "fine\ufffd and \ufffd good \U0001f600"


@pytest.mark.parametrize("given_text", ["", "{", "[]", "1"])
def test_a_text_that_is_no_json_object_is_refused(given_text):
    with pytest.raises(EntryRefused):
        parse_entry(given_text)
