"""Whether the counts of a quarter hang together: customers, offers, respondents, and what was left out."""

from __future__ import annotations

from collections.abc import Iterator

from app.reporting.figures.rates import response_rate
from app.reporting.quarter.groups import Group
from app.reporting.quarter.picture import Picture
from app.reporting.quarter.reason import Reason, name_of


def count_reasons(picture: Picture, group: Group) -> Iterator[Reason]:
    """What is doubtful in the counts of one group."""
    yield from _offers(picture, group)
    if not group.reported:
        told = f"{group.counts['offered']} were offered the survey and nobody answered: no file is written"
        yield Reason("no-respondents", told, name_of(group))
    if group.counts["late"]:
        told = f"{group.counts['late']} response(s) came after the close and are left out"
        yield Reason("late-left-out", told, name_of(group))
    if group.counts["walk_ins"]:
        told = f"{group.counts['walk_ins']} walk-in(s), whom nobody invited, are left out"
        yield Reason("walk-ins-left-out", told, name_of(group))


def volume_reasons(picture: Picture, service: str | None) -> Iterator[Reason]:
    """What is doubtful in the volumes of a service, channel by channel."""
    reported = [group for group in picture.of_service(service) if group.reported]
    for channel in sorted({group.channel for group in reported}):
        yield from _of_channel(picture, [group for group in reported if group.channel == channel])


def _of_channel(picture: Picture, groups: list[Group]) -> Iterator[Reason]:
    channel, volume = groups[0].channel, picture.volume(groups[0])
    if volume is None:
        yield Reason("volume-unknown", "how many customers there were is not known", channel)
        return
    days = (picture.quarter.last_day - picture.quarter.first_day).days + 1
    if volume.days < days:
        told = f"customers are known for {volume.days} of {days} days; {days - volume.days} are missing"
        yield Reason("volume-days-missing", told, channel)
    imported = any(group.counts["imported"] for group in groups)
    if imported and volume.offered is not None and volume.offered_days < volume.days:
        told = f"offers are known for {volume.offered_days} of {volume.days} days with customers"
        yield Reason("offered-days-missing", told, channel)
    offered = sum(picture.offered(group) or 0 for group in groups)
    if offered > volume.customers:
        told = f"{offered} were offered a survey, but there were only {volume.customers} customers"
        yield Reason("offered-exceed-customers", told, channel)


def _offers(picture: Picture, group: Group) -> Iterator[Reason]:
    offered = picture.offered(group)
    if offered is None:
        why = "is not known"
        if picture.shares_offers(group):
            why = f"is known only for all surveys on {group.channel} together"
        yield Reason("offered-unknown", f"how many were offered the survey {why}", name_of(group))
    elif group.reported > offered:
        rate = response_rate(group.reported, offered)
        yield Reason("respondents-exceed-offered", rate.finding or "", name_of(group))
