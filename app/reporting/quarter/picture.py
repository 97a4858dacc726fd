"""A quarter as the database holds it: its groups, volumes and clearances, and what the agency says of itself."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select

from app.errors import BadInput
from app.lines import Reporting
from app.records.clearances import Clearance
from app.records.responses import Response
from app.reporting.fiscal import FiscalQuarter
from app.reporting.formats.writing import Asked
from app.reporting.quarter.counting import quarter_of
from app.reporting.quarter.groups import Group, groups_of
from app.reporting.quarter.volumes import Volume, volumes_of
from app.reporting.selection import Selection


@dataclass(frozen=True, slots=True)
class Approval:
    """A clearance as it is stored, and how many responses it has had in the fiscal year up to the quarter's end."""

    valid_through: Any
    """Its last valid day, an extension included."""
    approved_responses: int | None
    federal_register_url: str | None
    used: int


@dataclass(frozen=True, slots=True)
class Picture:
    """All that the files of one quarter are made of."""

    quarter: FiscalQuarter
    selection: Selection
    reporting: Reporting
    made_at: datetime
    services: tuple[str | None, ...]
    """Those that report; None where responses name no service."""
    groups: tuple[Group, ...]
    volumes: Mapping[tuple[str, str], Volume]
    approvals: Mapping[str, Approval]
    """By control number."""

    @property
    def counted_groups(self) -> Sequence[Group]:
        """The groups that version 1 reports by counts."""
        return [group for group in self.groups if group.reported and not group.in_responses_file]

    @property
    def response_groups(self) -> Sequence[Group]:
        """The groups that version 2 reports response by response."""
        return [group for group in self.groups if group.reported and group.in_responses_file]

    def volume(self, group: Group) -> Volume | None:
        """The volume of a group's service on its channel; None where no day is known."""
        return None if group.service is None else self.volumes.get((group.service, group.channel))

    def offered(self, group: Group) -> int | None:
        """How many were offered the survey; None where responses were imported and nobody counted the offers."""
        if not group.counts["imported"]:
            return group.counts["offered"]
        volume = self.volume(group)
        if volume is None or volume.offered is None or self.shares_offers(group):
            return None
        return group.counts["offered"] + volume.offered

    def shares_offers(self, group: Group) -> bool:
        """Whether another imported survey of the same service and channel makes its offers one number for both."""
        alike = [other for other in self.groups if (other.service, other.channel) == (group.service, group.channel)]
        return sum(other.counts["imported"] > 0 for other in alike) > 1

    def of_service(self, service: str | None) -> Sequence[Group]:
        """The groups of one service."""
        return [group for group in self.groups if group.service == service]

    def federal_register_url(self, group: Group) -> str | None:
        """Where the notice of the group's clearance stands."""
        approval = self.approvals.get(group.clearance or "")
        return None if approval is None else approval.federal_register_url


def picture_of(connection: Connection, asked: Asked, services: Collection[str] = ()) -> Picture:
    """The quarter that ``asked`` selects, for these services or for all that report.

    Raises BadInput unless its days are those of a fiscal quarter, and for a service that nobody knows.
    """
    quarter = quarter_of(asked.selection)
    found = groups_of(connection, asked.selection, asked.lines, asked.reporting)
    volumes = volumes_of(connection, quarter)
    reporting = _services(asked, found)
    _refuse_unknown(services, {*reporting, *(service for service, _ in volumes)})
    kept = [service for service in reporting if not services or service in services]
    return Picture(
        quarter=quarter,
        selection=asked.selection,
        reporting=asked.reporting,
        made_at=asked.made_at,
        services=tuple(dict.fromkeys([*kept, *(service for service in services if service not in kept)])),
        groups=tuple(group for group in found if group.service in kept),
        volumes=volumes,
        approvals=_approvals(connection, asked.selection, quarter),
    )


def _refuse_unknown(services: Collection[str], known: Collection[str | None]) -> None:
    for service in services:
        if service not in known:
            names = ", ".join(sorted(name for name in known if name is not None)) or "none"
            raise BadInput(f"no service is called {service!r} in lines, responses or volumes; there are: {names}")


def _services(asked: Asked, groups: Sequence[Group]) -> Sequence[str | None]:
    """Those of the lines file and those that responses name, by name; none named comes last."""
    if asked.selection.service is not None:
        return [asked.selection.service]
    named = {*asked.reporting.services, *(line.service for line in asked.lines if line.service)}
    named |= {rule.service for line in asked.lines for rule in line.services if rule.service}
    named |= {group.service for group in groups if group.service is not None}
    return [*sorted(named), *([None] if any(group.service is None for group in groups) else [])]


def _approvals(connection: Connection, selection: Selection, quarter: FiscalQuarter) -> Mapping[str, Approval]:
    rows: Sequence[Row[Any]] = connection.execute(select(Clearance)).all()
    year = Selection(selection.zone, since=FiscalQuarter(quarter.year, 1).first_day, until=quarter.last_day)
    query = select(Response.clearance, func.count()).where(*year.respondents()).group_by(Response.clearance)
    used: dict[str, int] = {number: n for number, n in connection.execute(query) if number is not None}
    return {
        row.control_number: Approval(
            max(row.expires_on, row.extended_until or row.expires_on),
            row.approved_responses,
            row.federal_register_url,
            used.get(row.control_number, 0),
        )
        for row in rows
    }
