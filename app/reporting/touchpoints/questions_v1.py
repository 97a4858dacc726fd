"""The question file, A-11 version 1: one row a question of one survey, with the counts of its five answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import BinaryIO

from sqlalchemy import Connection

from app.errors import BadInput
from app.reporting.formats.tables import Cell, table
from app.reporting.formats.writing import Asked
from app.reporting.quarter.groups import Group
from app.reporting.quarter.picture import Picture, picture_of
from app.reporting.quarter.reason import name_of
from app.reporting.touchpoints.columns import ITEMS_V1, POINTS, QUESTIONS_V1

_OPTIONAL = frozenset(ITEMS_V1[-2:])
"""Questions 6 and 7 have no row in a survey without such an item; Touchpoints expects the first five."""


def write(connection: Connection, asked: Asked, out: BinaryIO) -> Iterator[int]:
    """The questions of the one group that was asked for. Raises BadInput where the selection holds another number."""
    picture = picture_of(connection, asked)
    groups = picture.counted_groups
    if len(groups) != 1:
        names = "; ".join(f"{group.service or 'no service'}: {name_of(group)}" for group in groups) or "none"
        raise BadInput(f"touchpoints-v1-questions: one file holds one survey, and this would hold: {names}")
    out.write(questions(picture, groups[0]))
    yield groups[0].reported


def questions(picture: Picture, group: Group) -> bytes:
    """The file of one group."""
    return table(QUESTIONS_V1, _rows(picture, group))


def _rows(picture: Picture, group: Group) -> Iterator[Mapping[str, Cell]]:
    for number, measure in enumerate(ITEMS_V1, start=1):
        item, counts = group.wording.item(measure), group.items[measure]
        if measure in _OPTIONAL and item is None and not sum(counts):
            continue
        yield {
            "standardized_question_number": number,
            "standardized_question_identifier": f"answer_{number:02}",
            "customized_question_text": group.text_of(measure),
            **{f"likert_scale_{point}": count for point, count in zip(POINTS, counts, strict=True)},
            "response_volume": sum(counts),
            "notes": "",
            "start_date": str(picture.quarter.first_day),
            "end_date": str(picture.quarter.last_day),
        }
