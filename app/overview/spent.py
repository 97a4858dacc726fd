"""What the sends of lines cost, for whoever may see all organizational units."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import Connection

from app.lines import Lines
from app.outreach.accounts import SpentOn, summed
from app.outreach.spend import REPLY, Spend, priced
from app.overview.reading import sums
from app.overview.tallies import CUTS
from app.overview.view import View
from app.records.counted import SPEND

_COUNTS = ("sends", "segments", "minutes", "dollars", "unpriced")


def spent(connection: Connection, lines: Lines, view: View) -> Mapping[str, tuple[SpentOn, ...]]:
    """By line. A send has no unit, queue or language: nothing is told of a part.

    Whoever may see some units alone is told nothing, also not of lines where no other unit has contacts: that, too,
    would tell whether one has.
    """
    if view.units is not None or any(getattr(view, name) is not None for name in (*CUTS, "channel")):
        return {}
    found: dict[str, list[Spend]] = defaultdict(list)
    for row in sums(connection, SPEND, view, ("line_id", "door", "outcome"), _COUNTS):
        line = row.pop("line_id")
        found[line].append(_priced(Spend(**row), lines, line))
    return {line: tuple(summed(spends)) for line, spends in found.items()}


def _priced(one: Spend, lines: Lines, line_id: str) -> Spend:
    """Replies cost what the line's settings say; those of a line that is in no file any more have no price."""
    line = lines.by_id.get(line_id)
    if line is not None:
        return priced(one, line)
    return one if one.outcome != REPLY else Spend(one.door, one.outcome, one.sends, one.segments, 0, 0.0, one.sends)
