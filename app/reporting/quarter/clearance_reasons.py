"""Whether a group was asked under a valid OMB clearance."""

from __future__ import annotations

from collections.abc import Iterator

from app.reporting.quarter.groups import Group
from app.reporting.quarter.picture import Picture
from app.reporting.quarter.reason import Reason, name_of


def clearance_reasons(picture: Picture, group: Group) -> Iterator[Reason]:
    """What is wrong with the control numbers of a group's respondents."""
    numbers = sorted(number for number in group.clearances if number is not None)
    without = group.clearances.get(None, 0)
    if without:
        told = f"{without} of {group.counts['respondents']} respondents were asked under no control number"
        yield Reason("clearance-missing", told, name_of(group))
    if len(numbers) > 1:
        told = f"asked under several control numbers, {', '.join(numbers)}; the file names {group.clearance}"
        yield Reason("clearance-several", told, name_of(group))
    for number in numbers:
        yield from _of_number(picture, group, number)


def _of_number(picture: Picture, group: Group, number: str) -> Iterator[Reason]:
    approval = picture.approvals.get(number)
    if approval is None:
        yield Reason("clearance-unknown", f"control number {number} is in no list of clearances", name_of(group))
        return
    if approval.valid_through < picture.quarter.last_day:
        told = f"control number {number} expired on {approval.valid_through}, before the quarter was over"
        yield Reason("clearance-expired", told, name_of(group))
    approved = approval.approved_responses
    if approved is not None and approval.used > approved:
        told = f"{approval.used} responses in the fiscal year under {number}, but {approved} a year were approved"
        yield Reason("clearance-exceeded", told, name_of(group))
