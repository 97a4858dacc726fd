"""Cells that several quarterly files share: the agency as the lines file names it, and a group with its volumes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from app.lines import Organization, Reporting
from app.reporting.formats.tables import Cell
from app.reporting.quarter.groups import Group
from app.reporting.quarter.picture import Picture

COLLECTION_NAME = "CX Quarterly Reporting"
"""The one name that Touchpoints gives to collections."""


def organization_cells(reporting: Reporting, prefix: str) -> Mapping[str, Cell]:
    """The reporting organization, in columns that begin with ``prefix``."""
    return _named(reporting.organization, prefix)


def provider_cells(reporting: Reporting, prefix: str) -> Mapping[str, Cell]:
    """The High-Impact Service Provider and its organization, the reporting one where it names no other."""
    provider = reporting.provider
    if provider is None:
        return {}
    of = provider.organization or reporting.organization
    return {
        f"{prefix}id": provider.id,
        f"{prefix}name": provider.name,
        f"{prefix}slug": provider.slug,
        **_named(of, f"{prefix}organization_"),
    }


def service_cells(reporting: Reporting, service: str | None) -> Mapping[str, Cell]:
    """The service, by the id under which the registers know it."""
    known = reporting.services.get(service or "")
    return {"service_id": None if known is None else known.id, "service_name": service}


def group_cells(picture: Picture, group: Group) -> Mapping[str, Cell]:
    """Where and on what channel a group was asked, under which clearance, and how many people there were."""
    volume = picture.volume(group)
    return {
        "transaction_point": group.transaction_point,
        "channel": group.channel,
        "volume_of_customers": None if volume is None else volume.customers,
        "volume_of_customers_provided_survey_opportunity": picture.offered(group),
        "volume_of_respondents": group.reported,
        "omb_control_number": group.clearance,
    }


def utc_time(moment: datetime) -> str:
    """A time as Touchpoints writes it: ``2021-07-02 21:46:03 UTC``."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def _named(organization: Organization | None, prefix: str) -> Mapping[str, Cell]:
    if organization is None:
        return {}
    return {
        f"{prefix}id": organization.id,
        f"{prefix}name": organization.name,
        f"{prefix}abbreviation": organization.abbreviation,
    }
