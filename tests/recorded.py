"""What SQL holds of simulated people, held against what they believe they answered."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable

import servers
from people import Caller, Person, Texter
from service import SECRETS
from sqlalchemy import Row, select

from app.phone_numbers import respondent_key
from app.records.contacts import Contact, Invitation, Message, OptOut
from app.records.database import Database
from app.records.responses import Answer, Response
from app.records.upkeep import RejectedEntry

LIKERT_QUESTIONS = ("satisfaction", "trust", "effectiveness", "ease", "efficiency", "transparency", "employee")
TAPPED_QUESTIONS = ("satisfaction", "trust", "went_well", "went_wrong")


def key_of(number: str) -> str:
    """The respondent key under which a number is recorded."""
    return respondent_key(SECRETS["RESPONDENT_SECRET"].encode(), number)


class Recorded:
    """Everything that is in SQL now."""

    def __init__(self, database: Database) -> None:
        with database.read() as connection:
            tables = {table: connection.execute(select(table)).all() for table in (Response, Answer, Message, OptOut)}
            self.rejected = connection.execute(select(RejectedEntry)).all()
            self.contacts = connection.execute(select(Contact)).all()
            self.invitations = connection.execute(select(Invitation)).all()
        self.responses: dict[str, list[Row]] = defaultdict(list)
        for row in tables[Response]:
            self.responses[row.respondent_key].append(row)
        self.answers: dict[str, dict[str, Row]] = defaultdict(dict)
        for row in tables[Answer]:
            self.answers[row.response_id][row.question] = row
        self.messages = {row.sid: row for row in tables[Message]}
        self.opt_outs = {row.respondent_key: row for row in tables[OptOut]}

    def only(self, number: str) -> Row:
        """The one response of a number."""
        found = self.responses[key_of(number)]
        assert len(found) == 1, f"{number}: {len(found)} responses"
        return found[0]

    def leave_out_mere_beginnings(self) -> None:
        """Forget responses without an answer of those who have another one."""
        for key, rows in self.responses.items():
            if len(rows) > 1:
                self.responses[key] = [row for row in rows if self.given(row)]

    def given(self, response: Row) -> dict[str, str]:
        """What a response says was answered, by question: keys, or the words of a comment."""
        answers = self.answers[response.response_id].values()
        kept = {row.question: row.native for row in answers if row.missing is None and row.measure != "comment"}
        return kept if response.comment is None else kept | {"comment": response.comment}

    def missing(self, response: Row) -> dict[str, str]:
        """Why there is no answer, by question."""
        rows = self.answers[response.response_id].values()
        return {row.question: row.missing for row in rows if row.missing is not None}


def has_ended(response: Row) -> bool:
    return response.ended_at is not None


def when_recorded(
    database: Database, number: str, holds: Callable[[Row], bool] = has_ended, *, seconds: float
) -> tuple[Row, Recorded]:
    """Wait until the one response of a number looks as it should; it, and all that is recorded."""

    def found() -> tuple[Row, Recorded] | None:
        present = Recorded(database)
        rows = present.responses[key_of(number)]
        return (rows[0], present) if rows and holds(rows[0]) else None

    servers.wait_until(found, seconds=seconds)
    return found()


def check_person(recorded: Recorded, person: Person) -> None:
    """One response, every accepted answer once with the value given, a code for each question without one."""
    response = recorded.only(person.number)
    assert response.channel == ("automated_phone" if isinstance(person, Caller) else "sms_text_messages")
    given = recorded.given(response)
    story = f"{person.number} on {person.line}: {given} recorded, {person.answers} given; heard {person.heard}"
    assert response.ended_at is not None, f"not ended: {story}"
    certain = {question: value for question, value in person.answers.items() if question not in person.doubtful}
    assert {question: given.get(question) for question in certain} == certain, story
    for question in given.keys() - certain.keys():
        assert question in person.doubtful, story
        assert given[question] == person.answers[question], story
    tapped = "went_well" in recorded.answers[response.response_id]
    questions = TAPPED_QUESTIONS if tapped else LIKERT_QUESTIONS
    assert recorded.answers[response.response_id].keys() == {*questions, "comment"}, story
    assert response.status == _status(person, given, tapped=tapped), story
    _check_columns(response, given, story)
    _check_opt_out(recorded, person)


def _status(person: Person, given: dict[str, str], *, tapped: bool) -> str:
    """The status by the rules of the shared schema, from what was given."""
    refused = person.declined or getattr(person, "opted_out", False)
    if refused and not given:
        return "declined"
    asked = 3 if tapped else 7
    if tapped and not given.keys() & {"satisfaction", "trust"}:
        asked = 2
    asked += isinstance(person, Texter)
    share = len(given) / asked
    if {"satisfaction", "trust"} <= given.keys() and share >= (0.75 if tapped else 0.8):
        return "complete"
    return "partial" if share >= 0.5 else "broken_off"


def _check_columns(response: Row, given: dict[str, str], story: str) -> None:
    """The scores beside the answers, and one indicator for each driver of a list that was answered."""
    for question in LIKERT_QUESTIONS:
        expected = int(given[question]) if question in given else None
        assert getattr(response, question) == expected, story
    for question, sign in (("went_well", "positive"), ("went_wrong", "negative")):
        drivers = ("effectiveness", "ease", "efficiency", "transparency", "humanity", "employee", "other")
        chosen = set(given[question].split(",")) if question in given else None
        for key, driver in enumerate(drivers, start=1):
            expected = None if chosen is None else int(str(key) in chosen)
            assert getattr(response, f"{sign}_{driver}") == expected, story


def _check_opt_out(recorded: Recorded, person: Person) -> None:
    refused = person.declined or getattr(person, "opted_out", False)
    assert (key_of(person.number) in recorded.opt_outs) == refused, f"{person.number}: opt-out"


def check_all(
    database: Database, people: list[Person], seconds: float = 30, *, may_begin_twice: bool = False
) -> Recorded:
    """Wait until SQL holds of each of these people what that person believes, and of nobody else.

    ``may_begin_twice``: where a store was emptied in the very moment in which a thread of texts began, the next text
    begins another, and of the first one nothing more than its beginning may be there.
    """
    deadline = time.monotonic() + seconds
    while True:
        recorded = Recorded(database)
        if may_begin_twice:
            recorded.leave_out_mere_beginnings()
        try:
            _check(recorded, people)
        except AssertionError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
        else:
            return recorded


def _check(recorded: Recorded, people: list[Person]) -> None:
    assert recorded.rejected == [], [(row.reason, row.entry[:400]) for row in recorded.rejected]
    for person in people:
        check_person(recorded, person)
    assert sum(len(rows) for rows in recorded.responses.values()) == len(people)
