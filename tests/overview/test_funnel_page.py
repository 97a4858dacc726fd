"""The funnel page: contacts as the funnel has them, offers by queue and agent, questions."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from counted_days import count_all, forget
from sqlalchemy import insert
from view_examples import BEGINS, LINES, NEW_YORK, response, store, view

from app.outreach.funnel import Funnel, days, funnel
from app.overview.funnel import funnel_page
from app.overview.view import Period
from app.records.contacts import Contact, Invitation
from app.records.responses import Answer, Response
from app.reporting.figures.small_numbers import Standing

WEEK = Period(date(2025, 10, 1), date(2025, 10, 7))
CALLS = LINES.by_id["calls"]


def reported(connection, number, *, yes, queue="north", agent="a1", unit="East", day=1):
    """A contact that was to be handed over, and was or was not."""
    at = BEGINS + timedelta(days=day, hours=8)
    about = {"line_id": "calls", "created_at": at}
    contact = {"queue": queue, "agent_key": agent, "organizational_unit": unit, "reported_by": "center"}
    connection.execute(insert(Contact).values(id=f"c{number}", decision="ask", **about, **contact))
    final = "complete" if yes else "not_handed_over"
    offer = {"contact_id": f"c{number}", "kind": "direct", "door": "voice", "final": final}
    connection.execute(insert(Invitation).values(id=f"i{number}", **offer, **about))
    if yes:
        mine = {"invitation_id": f"i{number}", "queue": queue, "organizational_unit": unit}
        connection.execute(insert(Response).values(**response(number, started_at=at, created_at=at, **mine)))


def offered(database, sizes, **more):
    """Contacts by agent: how many were handed over, and how many not."""
    numbers = iter(range(1, 10_000))
    with database.begin() as connection:
        for agent, (yes, no) in sizes.items():
            for given in [True] * yes + [False] * no:
                reported(connection, next(numbers), yes=given, agent=agent, **more)
    forget(database)
    count_all(database, NEW_YORK)


def looked_at(database, **given):
    with database.read() as connection:
        return funnel_page(connection, LINES, view(**({"period": WEEK} | given)))


def test_contacts_stand_where_the_funnel_has_them(database):
    offered(database, {"a1": (4, 3), "a2": (2, 6)})
    (line,) = looked_at(database).lines
    whole = Funnel()
    with database.read() as connection:
        for day in days(WEEK.since, WEEK.until):
            whole += funnel(connection, CALLS, day)
    assert line.contacts.cells == whole.cells
    assert line.contacts.words("ended") == {"complete": 6, "not_handed_over": 9}
    assert line.outcome_rates.rr1.percent == "40.0%"


def test_a_queue_has_its_offer_rate_and_agents_only_where_the_line_allows(sqlite_database):
    offered(sqlite_database, {"a1": (30, 10), "a2": (12, 8)})
    (line,) = looked_at(sqlite_database).lines
    assert [(one.queue, one.agent, one.share.percent) for one in line.offers] == [("north", None, "70.0%")]
    (line,) = looked_at(sqlite_database, agents_of=frozenset({"calls"})).lines
    assert [(one.agent, one.share.n, one.standing) for one in line.offers] == [
        (None, 60, Standing.COMPARED),
        ("a1", 40, Standing.COMPARED),
        ("a2", 20, Standing.TOO_FEW),
    ]


def test_an_agent_with_few_contacts_is_left_out_and_not_to_be_had_from_the_queue(sqlite_database):
    offered(sqlite_database, {"a1": (30, 10), "a2": (12, 8), "a3": (2, 3)})
    (line,) = looked_at(sqlite_database, agents_of=frozenset({"calls"})).lines
    # The queue without a1 and a2 would be a3.
    assert [one.agent for one in line.offers] == [None, "a1"]


def test_contacts_of_other_units_are_not_counted(sqlite_database):
    with sqlite_database.begin() as connection:
        for number in range(8):
            reported(connection, number, yes=True, unit="East" if number < 5 else "West")
        reported(connection, 8, yes=False, unit=None)
    forget(sqlite_database)
    count_all(sqlite_database, NEW_YORK)
    seen = {units: looked_at(sqlite_database, units=units) for units in (None, frozenset({"West"}), frozenset())}
    assert [[line.contacts.contacts for line in page.lines] for page in seen.values()] == [[9], [3], []]
    assert [[one.share.n for line in page.lines for one in line.offers] for page in seen.values()] == [[9], [3], []]


def test_questions_are_told_by_channel_and_language(sqlite_database):
    rows = [response(number, language="en" if number < 3 else "es") for number in range(5)]
    asked_at = BEGINS + timedelta(hours=8)
    store(sqlite_database, rows)
    with sqlite_database.begin() as connection:
        for number, row in enumerate(rows):
            left = number == 4
            answer = {
                "response_id": row["response_id"],
                "question": "ease",
                "measure": "ease",
                "turn": 3,
                "position": 4,
            }
            told = {"wrong": number, "silent": 1, "repeats": 2, "channel": "automated_phone", "asked_at": asked_at}
            answered = None if left else asked_at + timedelta(seconds=2 + number)
            missing = "broken_off" if left else None
            connection.execute(insert(Answer).values(**answer, **told, answered_at=answered, missing=missing))
    forget(sqlite_database)
    count_all(sqlite_database, NEW_YORK)
    (line,) = looked_at(sqlite_database).lines
    english, spanish = line.questions
    assert (english.language, english.asked, english.answered, english.wrong, english.silent) == ("en", 3, 3, 3, 3)
    assert english.seconds == pytest.approx(3)
    assert (spanish.language, spanish.asked, spanish.answered, spanish.broken_off) == ("es", 2, 1, 1)
    assert (spanish.repeats, spanish.seconds) == (4, pytest.approx(5))


def test_filters_that_contacts_have_nothing_for_are_named(sqlite_database):
    offered(sqlite_database, {"a1": (4, 3)})
    page = looked_at(sqlite_database, language="es", queue="north", channel="automated_phone")
    assert page.without_effect == ("channel", "language")
