"""What ``aftercall check`` says of a line's clearance: that it ends soon, and what its notice lacks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from app.clearances.warnings import DAYS
from app.lines import Line, Reporting
from flows.findings import Finding, warning


def clearance_findings(place: int, line: Line, reporting: Reporting, now: datetime) -> Iterator[Finding]:
    """Warnings on a line's clearance as of an aware moment. ``place`` counts the lines from 0."""
    clearance, loc = line.clearance, ("lines", place, "clearance")
    if clearance is None:
        return
    left = (clearance.valid_through - now.astimezone(ZoneInfo(line.time_zone)).date()).days
    if 0 <= left <= max(DAYS):
        yield warning(loc, f"expires on {clearance.valid_through}, in {left} days")
    if clearance.contact is None and reporting.contact_name is None and reporting.contact_email is None:
        yield warning(loc, "the notice does not say where comments on the burden go: contact")
    if clearance.privacy_act is None and clearance.sorn_url is None and clearance.privacy_act_not_applicable is None:
        told = "the notice says nothing of the Privacy Act: privacy_act, or privacy_act_not_applicable with the reason"
        yield warning(loc, told)
