"""What goes with good and bad scores: the drivers of each line and channel, by the rules of ``figures.drivers``."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy import Connection

from app.lines import Lines
from app.overview.driver_words import messages
from app.overview.reading import being_counted, sums
from app.overview.scored import Chosen, Scored, chosen, five, scored
from app.overview.tallies import CUTS, in_order
from app.overview.view import View
from app.records.counted import PRODUCT_COUNTS, PRODUCTS, RESPONSES, SCORE_COUNTS
from app.records.responses import INDICATORS, SIGNS
from app.reporting.figures.drivers import Association, NoAssociation, association_of_sums
from app.reporting.figures.hiding import Place, may_be_shown
from app.reporting.selection import COLUMNS
from flows.survey import DRIVERS, SCORES

OUTCOMES = ("satisfaction", "trust")
SCORED = tuple(driver for driver in DRIVERS if driver in SCORES)
"""Drivers that can be scored, in their order."""

_ASKED = tuple(f"{indicator}_asked" for indicator in INDICATORS)

Key = tuple[str | None, str, str]
"""Line, channel, instrument."""


@dataclass(frozen=True, slots=True)
class Drivers:
    """The drivers of one line's channel, as one instrument asks for them."""

    line: str | None
    channel: str
    instrument: str
    scores: Mapping[str, Scored]
    """By driver that was scored 1 to 5."""
    associations: Mapping[str, Association | NoAssociation]
    """By outcome, satisfaction and trust: shares of R², or why there are none. Association, not cause."""
    mentions: Mapping[str, Mapping[str, Chosen]]
    """By ``positive`` and ``negative``, then by driver: who chose it, of those who were asked that list."""

    @property
    def messages(self) -> tuple[str, ...]:
        """What stands out, in words."""
        return messages(self.associations, self.scores, self.mentions)


@dataclass(frozen=True, slots=True)
class DriversPage:
    """All drivers of a view, by line, channel and instrument."""

    view: View
    parts: tuple[Drivers, ...]
    behind: bool
    """Whether something changed that these figures do not have yet."""


class _Part:
    """Counts of one part: in what the view is cut to, and who answered in all places that it could be cut to."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.places: dict[str, Counter[Place]] = defaultdict(Counter)

    def may_show(self, what: str, here: Place) -> bool:
        return here in may_be_shown(self.places[what])


def drivers(connection: Connection, lines: Lines, view: View) -> DriversPage:
    """The drivers of a view."""
    cuts = [name for name in CUTS if getattr(view, name) is not None]
    here = tuple(getattr(view, name) for name in cuts)
    parts = _parts(connection, view, cuts, here)
    moments = _moments(connection, view)
    keys = [key for key, part in parts.items() if part.counts]
    order = {line: place for place, line in enumerate(in_order(lines, {key[0] for key in keys}))}
    told = [
        Drivers(*key, _scores(parts[key], here), _associations(key, parts[key], moments), _mentions(parts[key], here))
        for key in sorted(keys, key=lambda key: (order[key[0]], key[1:]))
    ]
    return DriversPage(view, tuple(told), being_counted(connection, view))


def _parts(connection: Connection, view: View, cuts: Sequence[str], here: Place) -> Mapping[Key, _Part]:
    by = list(dict.fromkeys(["line_id", "channel", "instrument", *(COLUMNS[name] for name in cuts)]))
    counts = (*SCORE_COUNTS, *INDICATORS, *_ASKED)
    found: dict[Key, _Part] = defaultdict(_Part)
    for row in sums(connection, RESPONSES, view.without(*cuts), by, counts):
        part = found[row["line_id"], row["channel"], row["instrument"]]
        place = tuple(row[COLUMNS[name]] for name in cuts)
        for driver in SCORED:
            part.places[driver][place] += sum(five(row, driver))
        for asked in _ASKED:
            part.places[asked][place] += row[asked]
        if place == here:
            part.counts.update({name: row[name] for name in counts if row[name]})
    return found


def _scores(part: _Part, here: Place) -> Mapping[str, Scored]:
    counts = {driver: five(part.counts, driver) for driver in SCORED}
    return {
        driver: scored(of_it, may_show=part.may_show(driver, here)) for driver, of_it in counts.items() if sum(of_it)
    }


def _mentions(part: _Part, here: Place) -> Mapping[str, Mapping[str, Chosen]]:
    told: dict[str, dict[str, Chosen]] = {}
    for sign in SIGNS:
        for driver in DRIVERS:
            name = f"{sign}_{driver}"
            asked = part.counts[f"{name}_asked"]
            if asked:
                share = chosen(part.counts[name], asked, may_show=part.may_show(f"{name}_asked", here))
                told.setdefault(sign, {})[driver] = share
    return told


def _moments(connection: Connection, view: View) -> Mapping[Key, list[dict[str, Any]]]:
    """By part, the sums of products of people by which scores they gave."""
    found: dict[Key, list[dict[str, Any]]] = defaultdict(list)
    for row in sums(connection, PRODUCTS, view, ("line_id", "channel", "instrument", "scores"), PRODUCT_COUNTS):
        found[row["line_id"], row["channel"], row["instrument"]].append(row)
    return found


def _associations(
    key: Key, part: _Part, moments: Mapping[Key, list[dict[str, Any]]]
) -> Mapping[str, Association | NoAssociation]:
    asked = [driver for driver in SCORED if sum(five(part.counts, driver))]
    return {outcome: _association(key[2], outcome, asked, moments.get(key, [])) for outcome in OUTCOMES}


def _association(
    instrument: str, outcome: str, asked: Sequence[str], rows: Sequence[Mapping[str, Any]]
) -> Association | NoAssociation:
    """Of the people who gave all of these scores: every row whose bits hold theirs."""
    names = [outcome, *asked]
    bits = sum(1 << SCORES.index(name) for name in names)
    complete = [row for row in rows if row["scores"] & bits == bits]
    totals = [sum(row[f"sum_{name}"] for row in complete) for name in names]
    products = [[sum(row[_product(one, other)] for row in complete) for other in names] for one in names]
    people = sum(row["people"] for row in complete)
    if not asked:
        return NoAssociation("no driver was scored", people)
    return association_of_sums(instrument, asked, people, np.array(totals), np.array(products))


def _product(one: str, other: str) -> str:
    first, second = sorted((one, other), key=SCORES.index)
    return f"sum_{first}_{second}"
