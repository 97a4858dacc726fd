"""A quarter of two lines made by chance: contacts, offers, answers to each question, drivers by keypad and by text."""

from __future__ import annotations

import random
from datetime import timedelta

from sqlalchemy import insert
from view_examples import BEGINS, ITEMS, response, store, tapped

from app.records.contacts import Contact, Invitation
from app.records.responses import Response
from flows.survey import DRIVERS

AGENTS = tuple(f"{number:x}" * 32 for number in (10, 11, 12))
QUEUES = ("claims", "enrollment", None)
ENDS = {
    "complete": 6,
    "partial": 2,
    "broken_off": 2,
    "declined": 1,
    "left_at_welcome": 1,
    "no_reply": 3,
    "not_handed_over": 5,
    "undelivered": 1,
}
"""How often an offer ends how."""
REASONS = ("not_drawn", "quarantined", "opted_out", "unfit_number")
QUARTER = "quarter=2026-Q1"


def filled(database, *, scored=240, chosen=120, contacts=400, seed=7):
    """Put everything into the tables, and count it."""
    chance = random.Random(seed)
    rows = [_scored(number, chance) for number in range(scored)]
    rows += [_tapped(scored + number, chance) for number in range(chosen)]
    with database.begin() as connection:
        for number in range(contacts):
            contact(connection, number, chance)
    answers = [one for row in rows for one in _answers(row, chance)]
    store(database, rows, more_answers=answers)


def _when(chance):
    return BEGINS + timedelta(days=chance.randrange(20), hours=9 + 8 * chance.random())


def _scored(number, chance):
    """Somebody whom ease goes with satisfaction of more than anything else, and the employee's help with trust."""
    at = _when(chance)
    scores = {item: chance.choices(range(1, 6), [1, 1, 2, 4, 4])[0] for item in ITEMS}
    mixed = {"satisfaction": ("ease", "ease", "efficiency", "employee"), "trust": ("employee", "employee", "ease")}
    close = {item: round(sum(scores[one] for one in of) / len(of)) for item, of in mixed.items()}
    about = {
        "line_id": "demo-likert",
        "started_at": at,
        "created_at": at,
        "language": chance.choice(["en", "en", "es"]),
    }
    return response(number, **(scores | close | about | _where(chance)))


def _where(chance):
    return {"organizational_unit": chance.choice(["East", "West"]), "queue": chance.choice(QUEUES)}


def _tapped(number, chance):
    at, trust = _when(chance), chance.choices(range(1, 6), [1, 1, 1, 4, 4])[0]
    picked = [driver for driver in DRIVERS if chance.random() < (0.5 if driver == "employee" else 0.2)]
    about = {"line_id": "demo-tapped", "started_at": at, "created_at": at, "organizational_unit": "East"}
    return tapped(number, trust, picked, **about)


def contact(connection, number, chance, **changes):
    """A contact that nobody was asked about, or whose offer ended somehow."""
    at = _when(chance)
    asked, where = chance.random() < 0.7, _where(chance)
    about = {"line_id": "demo-likert", "created_at": at}
    told = {**where, "agent_key": chance.choice(AGENTS), "reported_by": "center"}
    told |= {"respondent_key": f"person {chance.randrange(150)}", "ended_at": at, "state": "ended"} | changes
    decision = "ask" if asked else chance.choice(REASONS)
    connection.execute(insert(Contact).values(id=f"c{number}", decision=decision, **about, **told))
    if asked:
        final = chance.choices([*ENDS], [*ENDS.values()])[0]
        offer = {"contact_id": f"c{number}", "kind": "direct", "door": "voice", "final": final}
        connection.execute(insert(Invitation).values(id=f"i{number}", **offer, **about))
        if final in {"complete", "partial", "broken_off"}:
            heard = {"invitation_id": f"i{number}", "started_at": at, "created_at": at, "line_id": "demo-likert"}
            silent = {**dict.fromkeys(ITEMS), "trust_scale": None, "answered_count": 1}
            row = response(f"of contact {number}", status=final, **heard, **where, **silent)
            connection.execute(insert(Response).values(**row))


def _answers(row, chance):
    """What became of each question, at the third or later of which a few people leave."""
    if row["instrument"] != "a11-likert":
        return
    left = chance.choice([3, 4, 5, 6]) if chance.random() < 0.15 else None
    for place, item in enumerate(ITEMS[:left], start=1):
        asked_at, leaves = row["started_at"] + timedelta(seconds=12 * place), place == left
        counts = {"wrong": int(chance.random() < 0.06), "silent": int(chance.random() < 0.1), "repeats": 0}
        yield {
            "response_id": row["response_id"],
            "question": item,
            "measure": item,
            "turn": place,
            "position": place,
            "channel": row["channel"],
            "asked_at": asked_at,
            "answered_at": None if leaves else asked_at + timedelta(seconds=4 + 8 * chance.random()),
            "missing": "broken_off" if leaves else None,
            **counts,
        }
