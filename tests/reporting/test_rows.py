"""Reading sees one state of the database, however much is written meanwhile."""

from __future__ import annotations

from entry_examples import Conversation
from fixed_responses import store

from app.records.entries import write_entries
from app.records.responses import Response
from app.reporting.formats.rows import answers_by_response, batches, one_state


def found(connection):
    return [row.turn for batch in batches(connection, [Response.turn], []) for row in batch]


def test_what_is_written_meanwhile_is_not_seen(database):
    conversation = Conversation(1)
    first, *later = conversation.entries()
    store(database, [first])
    with one_state(database) as connection:
        assert found(connection) == [0]
        store(database, [*later, Conversation(2).entry(0)])
        assert found(connection) == [0]
        assert not answers_by_response(connection, [conversation.response_id], ["question"])
    with one_state(database) as connection:
        assert found(connection) == [7, 0]


def test_batches_hold_every_response_once_in_the_order_in_which_they_came(database):
    for first in (600, 0):
        with database.begin() as connection:
            write_entries(connection, [Conversation(turn).entry(turn) for turn in range(first, first + 600)])
    with one_state(database) as connection:
        sizes = [len(batch) for batch in batches(connection, [Response.turn], [])]
        turns = found(connection)
    assert sizes == [500, 500, 200]
    assert sorted(turns[:600]) == list(range(600, 1200))
    assert sorted(turns) == list(range(1200))
