"""How many customers a service had, day by day: rows of a file or of the API, and their writing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator
from sqlalchemy import Connection

from app.records.clearances import Volume
from app.reporting.imports.bad_cells import nearest
from app.reporting.imports.keyed import Keyed, Saved
from app.reporting.imports.row_types import Count, Day, Row, Words
from flows.channels import CHANNEL_NAMES

VOLUMES = Keyed(Volume, ("day", "service", "channel"))


def _channel(given: str) -> str:
    if given not in CHANNEL_NAMES:
        raise ValueError(f"is no channel{nearest(given, CHANNEL_NAMES)}")
    return given


class VolumeRow(Row):
    """The volume of one service on one channel on one day, as the agency counts it."""

    day: Day
    """The local day of the agency."""
    service: Words
    channel: Annotated[str, AfterValidator(_channel)]
    customers: Count
    abandoned: Count | None = None
    """How many of them gave up before they were served."""
    speed_of_answer_seconds: Annotated[float | None, Field(ge=0, allow_inf_nan=False)] = None
    """The mean wait of those who were answered."""
    offered: Count | None = None
    """How many were offered a survey where Aftercall did not offer it itself."""

    @model_validator(mode="after")
    def _abandoned_within_customers(self) -> Self:
        if self.abandoned is not None and self.abandoned > self.customers:
            raise ValueError(f"abandoned, {self.abandoned:,}, is more than customers, {self.customers:,}")
        return self


def save_volumes(connection: Connection, rows: Sequence[VolumeRow], source: str, now: datetime) -> Saved:
    """Writes volumes within the caller's transaction; what a row does not name keeps its stored value.

    ``source`` says where they come from. Raises BadInput where two rows are of one day, service and channel, or
    where one does not go with what is stored.
    """
    return VOLUMES.save(connection, [row.model_dump(exclude_unset=True) for row in rows], source, now, VolumeRow)
