"""Whose contacts are reported: a program that is for some organizational units alone reports no others'."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, and_, or_, select

from app.errors import AftercallError
from app.lines import Lines
from app.outreach.contact_reports import ContactReport
from app.records.contacts import Contact


class OtherUnit(AftercallError):
    """A report is of a line, or a contact, of another organizational unit, or of none."""


def refuse_others(
    connection: Connection, reports: Sequence[ContactReport], lines: Lines, units: frozenset[str]
) -> None:
    """Raises OtherUnit for the first report whose line, contact or earlier contact is not of these units.

    Lines that are unknown are left to whoever takes the report.
    """
    for one in reports:
        line = one.line_of(lines)
        if line is None:
            continue
        said = one.organizational_unit or line.organizational_unit
        for what, unit in (("its line", line.organizational_unit), ("it", said)):
            if unit not in units:
                named = "no organizational unit" if unit is None else f"the organizational unit {unit}"
                raise OtherUnit(f"contact {one.contact_id}: {what} is of {named}")
    other = _others(connection, (one.contact_id for one in reports), lines, units)
    if other is not None:
        raise OtherUnit(f"contact {other}: was reported as one of another organizational unit, or of none")


def _others(connection: Connection, contact_ids: Iterable[str], lines: Lines, units: frozenset[str]) -> str | None:
    """A contact that is known already and not of these units; what it does not say, its line does."""
    own_lines = [line.id for line in lines.lines if line.organizational_unit in units]
    by_line = and_(Contact.organizational_unit.is_(None), Contact.line_id.in_(own_lines))
    theirs = or_(Contact.organizational_unit.in_(sorted(units)), by_line)
    known = select(Contact.external_id, theirs).where(Contact.external_id.in_(list(contact_ids)))
    found = connection.execute(known.order_by(Contact.external_id)).all()
    return next((row.external_id for row in found if not row[1]), None)
