"""The quarterly row, A-11 version 1: 92 columns, one row a survey with every count.

Touchpoints wrote the organization's abbreviation into the column for its name and the other way round; ours hold what
they are called.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import BinaryIO

from sqlalchemy import Connection

from app.reporting.formats.tables import Cell, table
from app.reporting.formats.writing import Asked
from app.reporting.quarter.groups import NO_ANSWERS, Group
from app.reporting.quarter.picture import Picture, picture_of
from app.reporting.touchpoints.agency import (
    COLLECTION_NAME,
    group_cells,
    organization_cells,
    provider_cells,
    service_cells,
    utc_time,
)
from app.reporting.touchpoints.columns import ITEMS_V1, MOST_ITEMS_V1, POINTS, QUARTERLY_V1


def write(connection: Connection, asked: Asked, out: BinaryIO) -> Iterator[int]:
    """One row for each group of a fiscal quarter that version 1 reports."""
    picture = picture_of(connection, asked)
    groups = picture.counted_groups
    out.write(quarterly(picture, groups))
    yield sum(group.reported for group in groups)


def quarterly(picture: Picture, groups: Iterable[Group]) -> bytes:
    """The file with the rows of these groups."""
    return table(QUARTERLY_V1, (_row(picture, group) for group in groups))


def _row(picture: Picture, group: Group) -> Mapping[str, Cell]:
    volume, made_at = picture.volume(group), utc_time(picture.made_at)
    return {
        "collection_year": picture.quarter.year,
        "collection_quarter": picture.quarter.quarter,
        "collection_name": COLLECTION_NAME,
        **organization_cells(picture.reporting, "collection_organization_"),
        **provider_cells(picture.reporting, "service_provider_"),
        "service_provided": group.service,
        **service_cells(picture.reporting, group.service),
        **group_cells(picture, group),
        "federal_register_url": picture.federal_register_url(group),
        **_questions(group),
        "created_at": made_at,
        "updated_at": made_at,
        "operational_metrics": None if volume is None else volume.metrics,
    }


def _questions(group: Group) -> Mapping[str, Cell]:
    """Questions 1 to 7 by measure, 8 to 11 the additional ones on five points; one without an item has counts of 0."""
    more = [(item.text, group.additional[item.question]) for item in group.additional_items]
    asked: Sequence[tuple[str | None, Sequence[int]]] = [
        *((group.text_of(measure), group.items[measure]) for measure in ITEMS_V1),
        *more,
        *[(None, NO_ANSWERS)] * MOST_ITEMS_V1,
    ][:MOST_ITEMS_V1]
    cells: dict[str, Cell] = {}
    for number, (text, counts) in enumerate(asked, start=1):
        cells[f"q{number}_text"] = text
        cells |= {f"q{number}_{point}": count for point, count in zip(POINTS, counts, strict=True)}
    return cells
