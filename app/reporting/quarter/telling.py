"""The self-check in words and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from app.reporting.figures.rates import response_rate
from app.reporting.quarter.groups import Group
from app.reporting.quarter.manifest import quarter_facts
from app.reporting.quarter.picture import Picture
from app.reporting.quarter.reason import Reason, name_of
from app.reporting.quarter.self_check import NO_SERVICE, ServiceCheck
from app.reporting.touchpoints.agency import utc_time

Files = Mapping[tuple[object, ...], Sequence[str]]
"""By ``Group.kinds``, the names of the group's own files."""


def as_object(picture: Picture, checks: Sequence[ServiceCheck], files: Files) -> Mapping[str, Any]:
    """The self-check as plain values for JSON."""
    return {
        "made_at": utc_time(picture.made_at),
        **quarter_facts(picture),
        "services": [
            {
                "service": check.service,
                "colour": check.colour,
                "rating": check.rating,
                "reasons": [_reason(reason) for reason in check.reasons],
                "groups": [_group(picture, group, files) for group in picture.of_service(check.service)],
            }
            for check in checks
        ],
    }


def in_words(picture: Picture, checks: Sequence[ServiceCheck], files: Files) -> str:
    """The self-check as a page of Markdown."""
    return "\n".join(_page(picture, checks, files)) + "\n"


def summary(picture: Picture, checks: Sequence[ServiceCheck], files: Files) -> Iterator[str]:
    """The self-check in a few lines for the end of a command: colours, reasons, the n of each file, the due date."""
    for check in checks:
        yield f"{check.service or NO_SERVICE}: {check.colour}"
        for group in picture.of_service(check.service):
            yield from (f"  {name}: n = {group.reported}" for name in files.get(group.kinds, ()))
        yield from (f"  - {reason}" for reason in check.reasons)
    facts = quarter_facts(picture)
    yield f"{facts['first_day']} to {facts['last_day']}, {facts['time_zone']}; due {facts['due']}"


def _page(picture: Picture, checks: Sequence[ServiceCheck], files: Files) -> Iterator[str]:
    facts = quarter_facts(picture)
    yield f"# Self-check: fiscal year {facts['fiscal_year']}, quarter {facts['quarter']}"
    yield ""
    yield f"Days {facts['first_day']} to {facts['last_day']}, both whole, in {facts['time_zone']}. Due {facts['due']}."
    yield f"Made {utc_time(picture.made_at)}. The colours are our own check against OMB Circular A-11 section 280."
    for check in checks:
        yield from ("", f"## {check.service or NO_SERVICE}: {check.colour}", "")
        for group in picture.of_service(check.service):
            yield f"- {name_of(group)}: {_counts(picture, group)}"
            yield from (f"  - `{name}`" for name in files.get(group.kinds, ()))
        if check.reasons:
            yield from ("", "Reasons:", "", *(f"- {reason}" for reason in check.reasons))


def _counts(picture: Picture, group: Group) -> str:
    volume, offered = picture.volume(group), picture.offered(group)
    rate = response_rate(group.reported, offered)
    told = [
        f"respondents {group.reported}",
        f"offered {'unknown' if offered is None else offered}",
        f"customers {'unknown' if volume is None else volume.customers}",
    ]
    if rate.share is not None:
        told.append(f"response rate {rate.share.percent} (n = {rate.share.n})")
    return ", ".join(told)


def _reason(reason: Reason) -> Mapping[str, str | None]:
    return {"code": reason.code, "about": reason.about, "text": reason.text}


def _group(picture: Picture, group: Group, files: Files) -> Mapping[str, Any]:
    volume = picture.volume(group)
    return {
        "survey": group.survey_id,
        "versions": list(group.versions),
        "channel": group.channel,
        "service_stage": group.stage,
        "transaction_point": group.transaction_point,
        "trust_question": group.wording.trust_question,
        "trust_scale": group.scale,
        "clearance": group.clearance,
        "customers": None if volume is None else volume.customers,
        "offered": picture.offered(group),
        "respondents": group.reported,
        "files": list(files.get(group.kinds, ())),
    }
