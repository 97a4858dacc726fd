"""Whether a survey asks what A-11 section 280.10 requires, on the scales and nearly in the words that it gives."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from app.reporting.quarter.groups import Group
from app.reporting.quarter.reason import Reason, name_of
from app.reporting.touchpoints.columns import ITEMS_V1, MOST_ITEMS_V1
from flows.statements import compared

REQUIRED = ("trust", "satisfaction")
DRIVERS = ("effectiveness", "ease", "efficiency", "transparency")
_MOST_ADDITIONAL = MOST_ITEMS_V1 - len(ITEMS_V1)


def wording_reasons(group: Group) -> Iterator[Reason]:
    """What is missing in a group's survey, on another scale than five points, or worded too freely."""
    yield from chain(_missing(group), _scales(group), _unknown(group), _edited(group), _more(group))


def _missing(group: Group) -> Iterator[Reason]:
    # Employees are asked about only where one was involved: an agent handed over, or is on record.
    wanted = (*REQUIRED, *DRIVERS, *(["employee"] if group.counts["by_employee"] else []))
    for measure in wanted:
        if not _asks(group, measure):
            told = "the survey has no such item here" if group.wording.items is not None else "no response holds one"
            yield Reason("item-missing", f"{measure}: {told}", name_of(group))


def _asks(group: Group, measure: str) -> bool:
    if measure in group.wording.tapped | group.tapped or group.wording.item(measure) is not None:
        return True
    counted = sum(group.items[measure]) or (measure == "trust" and group.counts["trusting"])
    return group.wording.items is None and bool(counted)


def _scales(group: Group) -> Iterator[Reason]:
    if group.scale != "likert_5":
        how = "by thumbs" if group.scale == "thumbs" else "on a scale of its own"
        yield Reason("scale", f"trust is asked {how}: OMB wants to discuss that first", name_of(group))
    for measure in ITEMS_V1:
        item = group.wording.item(measure)
        if item is not None and measure != "trust" and item.scale != "likert_5":
            yield Reason("scale", f"{measure} is not asked on five points", name_of(group))


def _unknown(group: Group) -> Iterator[Reason]:
    if group.wording.trust_question is None:
        told = "how trust was asked is not known; reporting.surveys in the lines file can say it"
        yield Reason("wording-unknown", told, name_of(group))
    if group.wording.unfilled:
        told = "part of the wording is not known any more, as its line is gone or a contact filled it: it stands in {}"
        yield Reason("wording-unfilled", told, name_of(group))


def _edited(group: Group) -> Iterator[Reason]:
    for item in group.wording.items or ():
        comparison = None if item.english is None else compared(item.measure, item.english)
        if comparison is not None and not comparison.minor:
            told = f"{item.measure}: “{item.english}” is more than a minor edit of “{comparison.base}”"
            yield Reason("wording-edited", f"{told}: {', '.join(comparison.edits)}", name_of(group))


def _more(group: Group) -> Iterator[Reason]:
    left_out = len(group.additional) - _MOST_ADDITIONAL
    if not group.in_responses_file and left_out > 0:
        told = f"{left_out} additional question(s) do not fit into the quarterly row and are left out of it"
        yield Reason("additional-left-out", told, name_of(group))
