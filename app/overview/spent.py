"""What the sends of lines cost, where whoever asks may see the whole line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import Connection, or_, select

from app.lines import Lines
from app.outreach.accounts import SpentOn, summed
from app.outreach.spend import REPLY, Spend, priced
from app.overview.reading import conditions, sums
from app.overview.tallies import CUTS
from app.overview.view import View
from app.records.counted import CONTACTS, RESPONSES, SPEND

_COUNTS = ("sends", "segments", "minutes", "dollars", "unpriced")


def spent(connection: Connection, lines: Lines, view: View) -> Mapping[str, tuple[SpentOn, ...]]:
    """By line. A send has no unit, queue or language: what is looked at, or may be seen, in part is left out."""
    if any(getattr(view, name) is not None for name in (*CUTS, "channel")):
        return {}
    partly = _partly_seen(connection, view)
    found: dict[str, list[Spend]] = defaultdict(list)
    for row in sums(connection, SPEND, view, ("line_id", "door", "outcome"), _COUNTS):
        line = row.pop("line_id")
        if line not in partly:
            found[line].append(_priced(Spend(**row), lines, line))
    return {line: tuple(summed(spends)) for line, spends in found.items()}


def _priced(one: Spend, lines: Lines, line_id: str) -> Spend:
    """Replies cost what the line's settings say; those of a line that is in no file any more have no price."""
    line = lines.by_id.get(line_id)
    if line is not None:
        return priced(one, line)
    return one if one.outcome != REPLY else Spend(one.door, one.outcome, one.sends, one.segments, 0, 0.0, one.sends)


def _partly_seen(connection: Connection, view: View) -> frozenset[str | None]:
    """Lines with responses or contacts in the period of units that may not be seen, or of none."""
    if view.units is None:
        return frozenset()
    found: set[str | None] = set()
    for table in (RESPONSES, CONTACTS):
        unit = table.c.organizational_unit
        others = or_(unit.is_(None), unit.not_in(sorted(view.units)))
        everybody = conditions(table, view.unscoped())
        found |= set(connection.execute(select(table.c.line_id).where(*everybody, others).distinct()).scalars())
    return frozenset(found)
