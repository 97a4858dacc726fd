"""The header file, A-11 version 1: one row a survey, with its volumes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import BinaryIO

from sqlalchemy import Connection

from app.reporting.formats.tables import Cell, table
from app.reporting.formats.writing import Asked
from app.reporting.quarter.groups import Group
from app.reporting.quarter.picture import Picture, picture_of
from app.reporting.touchpoints.columns import HEADER_V1

_MODES = {
    "Web": ("website", "computer", "mobile", "mobile_app", "chatbot", "live_chat"),
    "Email": ("email",),
    "Phone": ("automated_phone", "phone"),
    "In person": ("in_person", "paper"),
}
MODE = {channel: mode for mode, channels in _MODES.items() for channel in channels}
"""The mode of version 1, by channel; texts and all other channels are ``Other``."""


def write(connection: Connection, asked: Asked, out: BinaryIO) -> Iterator[int]:
    """One row for each group of a fiscal quarter that version 1 reports."""
    picture = picture_of(connection, asked)
    groups = picture.counted_groups
    out.write(header(picture, groups))
    yield sum(group.reported for group in groups)


def header(picture: Picture, groups: Iterable[Group]) -> bytes:
    """The file with the rows of these groups."""
    return table(HEADER_V1, (_row(picture, group) for group in groups))


def _row(picture: Picture, group: Group) -> Mapping[str, Cell]:
    reporting, volume = picture.reporting, picture.volume(group)
    return {
        "survey_instrument_reference": _reference(group),
        "agency_poc_name": reporting.contact_name,
        "agency_poc_email": reporting.contact_email,
        "department": None if reporting.organization is None else reporting.organization.name,
        "bureau": next(iter(group.bureaus)) if len(group.bureaus) == 1 else None,
        "service": group.service,
        "transaction_point": group.transaction_point,
        "mode": MODE.get(group.channel, "Other"),
        "start_date": str(picture.quarter.first_day),
        "end_date": str(picture.quarter.last_day),
        "total_volume": None if volume is None else volume.customers,
        "survey_opp_volume": picture.offered(group),
        "response_count": group.reported,
        "OMB_control_number": group.clearance,
        "federal_register_url": picture.federal_register_url(group),
    }


def _reference(group: Group) -> str:
    return " ".join([group.survey_id, *(f"v{version}" for version in group.versions)])
