"""The collection file, A-11 version 2: one row a service and quarter, with our own rating of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import BinaryIO

from sqlalchemy import Connection

from app.reporting.formats.tables import Cell, table
from app.reporting.formats.writing import Asked
from app.reporting.quarter.picture import Picture, picture_of
from app.reporting.quarter.self_check import ServiceCheck, self_check
from app.reporting.touchpoints.agency import (
    COLLECTION_NAME,
    organization_cells,
    provider_cells,
    service_cells,
    utc_time,
)
from app.reporting.touchpoints.columns import COLLECTIONS_V2

DRAFT = "draft"
"""The state of a collection that nobody submitted yet; submitting is done by a person, in Touchpoints."""


def write(connection: Connection, asked: Asked, out: BinaryIO) -> Iterator[int]:
    """One row for each service that reports in a fiscal quarter."""
    picture = picture_of(connection, asked)
    out.write(collections(picture, self_check(picture)))
    yield sum(group.reported for group in picture.response_groups)


def collections(picture: Picture, checks: tuple[ServiceCheck, ...]) -> bytes:
    """The file with a row for each service checked."""
    return table(COLLECTIONS_V2, (_row(picture, check) for check in checks))


def _row(picture: Picture, check: ServiceCheck) -> Mapping[str, Cell]:
    made_at = utc_time(picture.made_at)
    return {
        "name": COLLECTION_NAME,
        **organization_cells(picture.reporting, "organization_"),
        **provider_cells(picture.reporting, "service_provider_"),
        **service_cells(picture.reporting, check.service),
        "user_email": picture.reporting.contact_email,
        "fiscal_year": picture.quarter.year,
        "quarter": picture.quarter.quarter,
        "created_at": made_at,
        "updated_at": made_at,
        "rating": check.rating,
        "aasm_state": DRAFT,
        "cx_collection_details_count": sum(group.service == check.service for group in picture.response_groups),
    }
