"""The self-check of a quarter: each service red, yellow or green, with reasons.

The colours are those of the rating that Touchpoints keeps: nothing submitted, partially within the guidelines of A-11
section 280, or within them. The check is ours; OMB's own rating may differ.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from app.reporting.quarter.clearance_reasons import clearance_reasons
from app.reporting.quarter.count_reasons import count_reasons, volume_reasons
from app.reporting.quarter.groups import Group
from app.reporting.quarter.picture import Picture
from app.reporting.quarter.reason import Reason, name_of
from app.reporting.quarter.wording_reasons import wording_reasons

Colour = Literal["red", "yellow", "green"]
RATINGS = {"red": "FALSE", "yellow": "PARTIAL", "green": "TRUE"}
"""As Touchpoints writes them."""

NO_SERVICE = "no service named"


@dataclass(frozen=True, slots=True)
class ServiceCheck:
    """One service and what is to be said of it."""

    service: str | None
    colour: Colour
    reasons: tuple[Reason, ...]

    @property
    def rating(self) -> str:
        """The colour as Touchpoints writes it."""
        return RATINGS[self.colour]


def self_check(picture: Picture) -> tuple[ServiceCheck, ...]:
    """Every service of the quarter, in the order of the picture."""
    return tuple(_checked(picture, service) for service in picture.services)


def _checked(picture: Picture, service: str | None) -> ServiceCheck:
    groups = picture.of_service(service)
    reasons = [*_of_service(picture, service)]
    for group in groups:
        reasons += _of_group(picture, group)
    if not any(group.reported for group in groups):
        nothing = Reason("nothing-to-report", "there are no responses to report")
        return ServiceCheck(service, "red", (nothing, *reasons))
    return ServiceCheck(service, "yellow" if reasons else "green", tuple(reasons))


def _of_service(picture: Picture, service: str | None) -> Iterator[Reason]:
    if service is None:
        yield Reason("service-unknown", "the responses name no service")
    elif picture.reporting.services and service not in picture.reporting.services:
        yield Reason("service-unknown", "reporting.services in the lines file does not name this service")
    today = picture.made_at.astimezone(picture.selection.zone).date()
    if today <= picture.quarter.last_day:
        yield Reason("quarter-not-over", f"the quarter ends with {picture.quarter.last_day}; more may come")
    yield from volume_reasons(picture, service)
    yield from _two_scales(picture, service)


def _of_group(picture: Picture, group: Group) -> Iterator[Reason]:
    yield from count_reasons(picture, group)
    if not group.reported:
        return
    yield from _place(picture, group)
    yield from wording_reasons(group)
    yield from clearance_reasons(picture, group)


def _place(picture: Picture, group: Group) -> Iterator[Reason]:
    if group.transaction_point is None:
        yield Reason("transaction-point-unknown", "the responses name no transaction point", name_of(group))
    service = picture.reporting.services.get(group.service or "")
    if group.stage is None:
        yield Reason("stage-unknown", "the responses name no stage of the service journey", name_of(group))
    elif service is not None and service.stages and group.stage not in service.stages:
        known = ", ".join(service.stages)
        yield Reason("stage-unknown", f"{group.stage} is no stage of the service; there are {known}", name_of(group))


def _two_scales(picture: Picture, service: str | None) -> Iterator[Reason]:
    reported = [group for group in picture.of_service(service) if group.reported]
    for one, other in combinations(reported, 2):
        places = {(group.channel, group.survey_id, group.stage, group.transaction_point) for group in (one, other)}
        if len(places) == 1 and one.scale != other.scale:
            told = f"trust is {one.scale} in one part and {other.scale} in another: each has its own file"
            yield Reason("two-scales", told, name_of(one))
