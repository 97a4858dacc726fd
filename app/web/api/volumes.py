"""``/volumes``: how many customers a service had, day by day and channel by channel."""

from __future__ import annotations

from typing import Annotated, Self

from flask import Response
from pydantic import BaseModel, ConfigDict, Field, RootModel, model_validator
from sqlalchemy import select

from app.access.scopes import Scope
from app.records.clearances import Volume
from app.reporting.imports.row_types import Day
from app.reporting.imports.volumes import VolumeRow, save_volumes
from app.reporting.orders.order import Channel, Word
from app.web.api.doors import Door, answer, bearer, moment, runtime

door = Door("volumes")


class VolumeRows(RootModel[Annotated[list[VolumeRow], Field(min_length=1, max_length=10_000)]]):
    """Volumes, no two of one day, service and channel."""


class Written(BaseModel):
    """What became of the rows."""

    new: int
    changed: int
    unchanged: int


class VolumeList(BaseModel):
    """Volumes by day, service and channel."""

    items: list[VolumeRow]


class VolumesAsked(BaseModel):
    """Which volumes to tell; both days are included."""

    model_config = ConfigDict(extra="forbid")

    since: Day
    until: Day
    service: Word | None = None
    channel: Channel | None = None

    @model_validator(mode="after")
    def _at_most_a_quarter_or_so(self) -> Self:
        if not 0 <= (self.until - self.since).days <= 366:  # noqa: PLR2004  # a year
            raise ValueError("until has to lie within a year after since")
        return self


@door.operation("POST", "/volumes", scope=Scope.VOLUMES_WRITE, body=VolumeRows, answers={200: Written})
def post_volumes(body: VolumeRows) -> Response:
    """Say how many customers services had.

    A row replaces what was said before of its day, service and channel; what it leaves out keeps its value. All rows
    are written, or none.
    """
    with runtime().database.begin() as connection:
        saved = save_volumes(connection, body.root, f"API: {bearer().name}", moment())
    return answer(Written(new=saved.new, changed=saved.changed, unchanged=saved.unchanged))


@door.operation("GET", "/volumes", scope=Scope.VOLUMES_READ, query=VolumesAsked, answers={200: VolumeList})
def list_volumes(query: VolumesAsked) -> Response:
    """Tell how many customers services had, for up to a year."""
    found = select(*(Volume.__table__.c[name] for name in VolumeRow.model_fields))
    found = found.where(Volume.day.between(query.since, query.until))
    for column, wanted in ((Volume.service, query.service), (Volume.channel, query.channel)):
        if wanted is not None:
            found = found.where(column == wanted)
    with runtime().database.read() as connection:
        rows = connection.execute(found.order_by(Volume.day, Volume.service, Volume.channel)).mappings()
        return answer(VolumeList.model_construct(items=[VolumeRow.model_construct(**row) for row in rows]))
