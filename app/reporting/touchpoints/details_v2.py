"""The detail file, A-11 version 2: one row a response file, with what that file has no columns for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import BinaryIO

from sqlalchemy import Connection

from app.reporting.formats.tables import Cell, table
from app.reporting.formats.writing import Asked
from app.reporting.quarter.groups import Group
from app.reporting.quarter.picture import Picture, picture_of
from app.reporting.touchpoints.agency import (
    COLLECTION_NAME,
    group_cells,
    organization_cells,
    provider_cells,
    service_cells,
    utc_time,
)
from app.reporting.touchpoints.columns import DETAILS_V2

SURVEY_TYPES = {"likert_5": "likert_scale", "thumbs": "thumbs_up_down"}
"""What Touchpoints calls the scale of the trust question."""


def write(connection: Connection, asked: Asked, out: BinaryIO) -> Iterator[int]:
    """One row for each group of a fiscal quarter that has a response file."""
    picture = picture_of(connection, asked)
    groups = picture.response_groups
    out.write(details(picture, groups))
    yield sum(group.reported for group in groups)


def details(picture: Picture, groups: Iterable[Group]) -> bytes:
    """The file with the rows of these groups."""
    return table(DETAILS_V2, (_row(picture, group) for group in groups))


def _row(picture: Picture, group: Group) -> Mapping[str, Cell]:
    made_at = utc_time(picture.made_at)
    return {
        **organization_cells(picture.reporting, "organization_"),
        "cx_collection_fiscal_year": picture.quarter.year,
        "cx_collection_quarter": picture.quarter.quarter,
        "cx_collection_name": COLLECTION_NAME,
        **provider_cells(picture.reporting, "cx_collection_service_provider_"),
        **service_cells(picture.reporting, group.service),
        **_stage(picture, group),
        **group_cells(picture, group),
        "survey_type": SURVEY_TYPES[group.scale],
        "survey_title": group.wording.title,
        "trust_question_text": group.wording.trust_question,
        "created_at": made_at,
        "updated_at": made_at,
    }


def _stage(picture: Picture, group: Group) -> Mapping[str, Cell]:
    """The stage, its place among those of the service from 1 on, and how many the service has."""
    service = picture.reporting.services.get(group.service or "")
    stages = () if service is None else service.stages
    return {
        "service_stage_name": group.stage,
        "service_stage_position": stages.index(group.stage) + 1 if group.stage in stages else None,
        "service_stage_count": len(stages) or None,
    }
