"""Counts the contacts of one line's day by their place in the funnel, and what their sends cost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from app.outreach.cells import Cell
from app.outreach.funnel import Funnel, funnel_between
from app.outreach.spend import spend_between
from app.records.contacts import Contact
from app.records.counted import CELL

Rows = Sequence[Mapping[str, Any]]


def counted(connection: Connection, line_id: str, since: datetime, before: datetime) -> tuple[Rows, Rows]:
    """The rows of ``counted_contacts`` and of ``counted_offers``."""
    contacts: list[Mapping[str, Any]] = []
    offers: list[Mapping[str, Any]] = []
    that_day = (Contact.line_id == line_id, Contact.created_at >= since, Contact.created_at < before)
    units = connection.execute(select(Contact.organizational_unit).where(*that_day).distinct()).scalars()
    for unit in list(units):
        of_unit = Contact.organizational_unit.is_not_distinct_from(unit)
        found = funnel_between(connection, line_id, since, before, of_unit, agents=True)
        contacts += [{"organizational_unit": unit, **row} for row in _cells(found)]
        offers += [{"organizational_unit": unit, **row} for row in _offers(found)]
    return contacts, offers


def spent(connection: Connection, line_id: str, since: datetime, before: datetime) -> Rows:
    """The rows of ``counted_spend``."""
    return [asdict(one) for one in spend_between(connection, line_id, since, before)]


def _cells(found: Funnel) -> Rows:
    whole: Counter[Cell] = Counter()
    for cell, contacts in found.cells.items():
        whole[cell._replace(agent_key=None)] += contacts
    return [{name: getattr(cell, name) for name in CELL} | {"contacts": contacts} for cell, contacts in whole.items()]


def _offers(found: Funnel) -> Rows:
    return [
        {"queue": queue, "agent_key": agent, "handed_over": counts.yes, "not_handed_over": counts.no}
        for (queue, agent), counts in found.handed_over.items()
    ]
