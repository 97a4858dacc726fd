"""How much one claim takes, and what it costs."""

from planned_invitations import NOON, Words, claim_due, invitation, lines
from sqlalchemy import delete, event

from app.records.contacts import OptOut


def test_a_batch_is_as_long_as_its_segments_and_the_last_text_may_be_longer(database, planned):
    planned(range(5))
    long = Words("x" * 400)
    claimed, _ = claim_due(database, room={"text": 5, "voice": 1}, words=lambda *_: long)
    assert [one.tokens for one in claimed] == [3, 3]


def test_a_door_without_room_holds_up_no_other(database, planned):
    planned([0])
    planned([1], door="voice", kind="call", due_at=NOON)
    of_lines = lines(fall_back={"undeliverable_text": "call"})
    assert [one.door for one in claim_due(database, of_lines, room={"voice": 1})[0]] == ["voice"]
    assert invitation(database, 0).state == "planned"


def test_a_claim_takes_as_many_statements_for_a_hundred_as_for_one(database, planned):
    counts = []
    for numbers in ([0], range(1, 101)):
        planned(numbers)
        statements = []
        event.listen(database.engine, "before_cursor_execute", lambda *call, seen=statements: seen.append(call[2]))
        claim_due(database)
        counts.append(len(statements) - sum(counts))
        with database.begin() as connection:
            connection.execute(delete(OptOut))
    assert counts[1] <= counts[0] + 2
