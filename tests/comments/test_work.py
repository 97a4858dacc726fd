"""Tags, flags and follow-ups: who may, what is kept, and nothing lost where two work at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest
from commented import asking, kept, store
from sqlalchemy import select

from app.access import people
from app.access.audit import COMMAND
from app.access.people import Access
from app.access.roles import Role
from app.comments import followed, marks
from app.comments.followed import Change, ChangedMeanwhile
from app.errors import BadInput
from app.lines import LOCAL_LINES, load_lines
from app.records.comment_work import CommentWork
from app.records.days import DirtyDay
from app.records.people import AuditEvent

LINES = asking(load_lines(LOCAL_LINES))
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def person(database, email="ann@agency.gov", role=Role.MANAGER, units=None):
    with database.begin() as connection:
        access = Access(frozenset({role}), units)
        return people.by_id(connection, people.add(connection, email, email[:3], access, NOW, COMMAND))


def audited(database):
    with database.read() as connection:
        rows = connection.execute(select(AuditEvent.action, AuditEvent.subject, AuditEvent.details)).all()
    return [tuple(row) for row in rows if row.subject.startswith("response:")]


def follow(database, whom, response_id, **change):
    given = {"state": "open", "owner_id": whom.id, "due_on": None, "outcome": "", "version": 0} | change
    with database.begin() as connection:
        return followed.follow_up(connection, LINES, whom, response_id, Change(**given), NOW, COMMAND)


def work(database):
    with database.read() as connection:
        return connection.execute(select(CommentWork)).one()


def tag(database, whom, response_id, word):
    with database.begin() as connection:
        return marks.tag(connection, whom, response_id, word, NOW, COMMAND)


def test_tags_of_another_unit_are_neither_offered_nor_told_by_how_a_tag_is_spelled(database):
    north, south = frozenset({"north"}), frozenset({"south"})
    ann, bob = person(database, units=north), person(database, "bob@agency.gov", units=south)
    for number, (whom, unit, word) in enumerate([(bob, "south", "Audit 7"), (ann, "north", "audit 7")], start=1):
        one = store(database, number, "words", organizational_unit=unit)
        assert tag(database, whom, one, word)
        assert kept(database, one).tags == [word]
    with database.read() as connection:
        assert marks.offered(connection, None, north) == ["audit 7"]
        assert marks.offered(connection, frozenset({"Demo"}), south) == ["Audit 7"]
        assert marks.offered(connection, None, frozenset()) == []


def test_tags_stand_in_the_response_are_told_as_a_change_and_offered_again(database):
    ann, one = person(database), store(database, 1, "words")
    before = kept(database, one)
    assert tag(database, ann, one, "  long   wait ")
    assert tag(database, ann, one, "Long Wait")
    assert tag(database, ann, one, "café")
    assert tag(database, ann, one, "CAFÉ")
    after = kept(database, one)
    assert after.tags == ["long wait", "café"]
    assert after.change_seq > before.change_seq
    with database.read() as connection:
        assert marks.offered(connection, None, None) == ["café", "long wait"]
        assert marks.offered(connection, frozenset({"Demo"}), None) == ["café", "long wait"]
        assert marks.offered(connection, frozenset({"Another agency"}), None) == []
    with database.begin() as connection:
        assert marks.untag(connection, ann, one, "long wait", NOW, COMMAND)
        assert marks.untag(connection, ann, one, "never given", NOW, COMMAND)
    assert kept(database, one).tags == ["café"]
    subject = f"response:{one}"
    assert audited(database) == [
        ("tagged", subject, {"tag": "long wait"}),
        ("tagged", subject, {"tag": "café"}),
        ("tag_removed", subject, {"tag": "long wait"}),
    ]


@pytest.mark.parametrize("word", ["", "  ", "x" * 41, "call 202-555-0100", "ann@agency.gov", "two\x07bells"])
def test_what_is_no_tag_is_refused(database, word):
    ann, one = person(database), store(database, 1, "words")
    with pytest.raises(BadInput):
        tag(database, ann, one, word)
    assert kept(database, one).tags == []


def test_a_response_has_at_most_twenty_tags(database):
    ann, one = person(database), store(database, 1, "words", tags=[f"tag {number}" for number in range(20)])
    with pytest.raises(BadInput, match="at most 20"):
        tag(database, ann, one, "one more")


def test_ten_who_tag_at_once_lose_no_tag(database):
    ann, one = person(database), store(database, 1, "words")
    with ThreadPoolExecutor(10) as pool:
        assert all(pool.map(lambda number: tag(database, ann, one, f"tag {number}"), range(10)))
    assert sorted(kept(database, one).tags) == [f"tag {number}" for number in range(10)]


def test_a_flag_is_noted_once_and_leaves_the_figures_as_they_are(database):
    ann, one = person(database), store(database, 1, "words")
    with database.begin() as connection:
        connection.execute(DirtyDay.__table__.delete())
        for on in (True, True, False):
            assert marks.flag(connection, ann, one, NOW, COMMAND, on=on)
    assert not work(database).flagged
    assert kept(database, one).flagged is False
    with database.read() as connection:
        assert connection.execute(select(DirtyDay)).all() == []
    assert [action for action, _, _ in audited(database)] == ["flagged", "flag_removed"]


def test_nothing_is_done_about_a_response_of_another_unit(database):
    ann = person(database, units=frozenset({"north"}))
    for number, unit in enumerate(["south", None], start=1):
        theirs = store(database, number, "words", agreed=True, organizational_unit=unit)
        assert not tag(database, ann, theirs, "mine")
        assert not follow(database, ann, theirs)
        with database.begin() as connection:
            assert not marks.flag(connection, ann, theirs, NOW, COMMAND, on=True)
            assert not marks.untag(connection, ann, theirs, "mine", NOW, COMMAND)
        assert kept(database, theirs).tags == []
    assert not tag(database, ann, "nobody", "mine")
    assert not follow(database, ann, "nobody")
    assert audited(database) == []


def test_a_follow_up_has_an_owner_a_day_and_an_outcome_without_personal_data(database):
    ann, one = person(database), store(database, 1, agreed=True)
    assert follow(database, ann, one, due_on=date(2026, 12, 1))
    assert (work(database).state, work(database).owner_id, work(database).due_on) == ("open", ann.id, date(2026, 12, 1))
    assert follow(database, ann, one, state="done", outcome="Reached at 202-555-0100, solved.", version=1)
    assert (work(database).state, work(database).outcome) == ("done", "Reached at [phone number], solved.")
    assert [details["state"] for _, _, details in audited(database)] == ["open", "done"]


@pytest.mark.parametrize("agreed", [None, False])
def test_nobody_is_followed_up_who_did_not_agree(database, agreed):
    ann, one = person(database), store(database, 1, "words", agreed=agreed)
    with pytest.raises(BadInput, match="did not agree"):
        follow(database, ann, one)
    with database.read() as connection:
        assert connection.execute(select(CommentWork)).all() == []


def test_nobody_is_followed_up_on_a_line_that_does_not_ask(database):
    ann, one = person(database), store(database, 1, "words", agreed=True)
    change = Change("open", ann.id, None, "", 0)
    with database.begin() as connection, pytest.raises(BadInput, match="did not agree"):
        followed.follow_up(connection, load_lines(LOCAL_LINES), ann, one, change, NOW, COMMAND)


def test_an_end_needs_an_outcome_and_a_reasonable_one():
    with pytest.raises(BadInput, match="what came of it"):
        Change("done", "ann", None, "", 0)
    with pytest.raises(BadInput, match="2000"):
        Change("open", "ann", None, "x" * 2001, 0)


def test_only_somebody_who_may_and_sees_the_unit_can_own_it(database):
    ann = person(database)
    one = store(database, 1, agreed=True, organizational_unit="north")
    others = [
        person(database, "analyst@agency.gov", Role.ANALYST),
        person(database, "south@agency.gov", units=frozenset({"south"})),
        person(database, "gone@agency.gov"),
    ]
    with database.begin() as connection:
        people.disable(connection, others[-1].id, NOW, COMMAND, "left")
    north = person(database, "north@agency.gov", units=frozenset({"north"}))
    with database.read() as connection:
        assert {one.id for one in followed.owners(connection, "north")} == {ann.id, north.id}
    for owner in (*[other.id for other in others], "nobody"):
        with pytest.raises(BadInput, match="choose somebody"):
            follow(database, ann, one, owner_id=owner)


def test_of_two_changes_at_once_the_second_is_told_and_undoes_nothing(database):
    ann, one = person(database), store(database, 1, agreed=True)
    follow(database, ann, one)

    def change(number):
        try:
            return follow(database, ann, one, outcome=f"word of {number}", version=1)
        except ChangedMeanwhile:
            return None

    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(change, range(4)))
    assert done.count(True) == 1
    assert work(database).outcome == f"word of {done.index(True)}"
    assert work(database).version == 2
