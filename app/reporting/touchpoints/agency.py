"""What the agency says of itself, as cells of the quarterly files; None where the lines file does not say it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from app.lines import Organization, Reporting
from app.reporting.formats.tables import Cell

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
