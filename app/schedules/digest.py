"""A digest: the figures of the overview in the words of a short mail, and the same for programs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from app.overview.overview import ChannelFigures, Overview
from app.overview.scored import Chosen, Scored
from app.reporting.figures.small_numbers import LEAST_ANSWERS

_SCORES = ("trust", "satisfaction")


@dataclass(frozen=True, slots=True)
class About:
    """Which report it is: its name, who asked for it, where the pages are."""

    name: str
    owner: str
    """The mail address."""
    public_url: str
    filters: dict[str, str]


def link(about: About, shown: Overview) -> str:
    """The overview of the same days and filters."""
    days = {"since": shown.view.period.since, "until": shown.view.period.until}
    return f"{about.public_url}/overview?{urlencode({**about.filters, **days})}"


def subject(about: About, shown: Overview) -> str:
    """The subject of the mail."""
    return f"{about.name}: {days_in_words(shown)}"


def days_in_words(shown: Overview) -> str:
    """The period, such as ``Monday, March 2, 2026`` or ``March 2 to March 8, 2026``."""
    since, until = shown.view.period.since, shown.view.period.until
    if since == until:
        return f"{since:%A, %B} {since.day}, {since.year}"
    year = "" if since.year == until.year else f", {since.year}"
    return f"{since:%B} {since.day}{year} to {until:%B} {until.day}, {until.year}"


def in_words(about: About, shown: Overview) -> str:
    """The whole mail but for the file that goes with it: every figure with its n."""
    return "\n".join(_mail(about, shown))


def as_object(shown: Overview) -> dict[str, Any]:
    """The figures as plain values for JSON: what is hidden is null, with its n."""
    period = shown.view.period
    return {
        "period": {"since": str(period.since), "until": str(period.until), "time_zone": shown.view.zone.key},
        "lines": [
            {"line": line.line, "channels": [_channel(channel) for channel in line.channels]} for line in shown.lines
        ],
    }


def _mail(about: About, shown: Overview) -> Iterator[str]:
    yield f"{about.name}: {days_in_words(shown)}"
    if about.filters:
        yield "Only " + ", ".join(f"{name} {value}" for name, value in about.filters.items())
    if shown.behind:
        yield "Some answers are still being counted and not yet in these figures."
    if not shown.lines:
        yield from ("", "There are no responses in these days.")
    for line in shown.lines:
        yield from ("", line.line or "Imported responses")
        for channel in line.channels:
            yield f"  {channel.channel.replace('_', ' ').capitalize()}"
            yield from (f"  - {sentence}" for sentence in _sentences(channel))
    yield from ("", f"More: {link(about, shown)}")
    yield f"Days are those of {shown.view.zone.key}. {about.owner} has this sent; it shows what they may see."


def _sentences(channel: ChannelFigures) -> Iterator[str]:
    rate = channel.rate
    if rate.share is None:
        yield f"{rate.respondents:,} people answered; no response rate: {rate.finding}."
    elif rate.share.percent is None:
        yield f"{rate.respondents:,} people answered; nobody was asked."
    else:
        yield f"{rate.respondents:,} of {rate.share.n:,} who were asked answered ({rate.share.percent})."
    for name in _SCORES:
        scored: Scored = getattr(channel, name)
        if scored.n:
            yield f"{name.capitalize()} {_of_score(scored)} {channel.against[name].words}"
    if channel.thumbs.n:
        yield f"Trust by thumbs {_of_thumbs(channel.thumbs)} {channel.against['thumbs'].words}"


def _of_score(scored: Scored) -> str:
    if scored.score is None:
        return _hidden(scored.n)
    positive = scored.score.positive.percent
    return f"{scored.score.point_scale} of 5 (n = {scored.n:,}), {positive} answered 4 or 5."


def _of_thumbs(thumbs: Chosen) -> str:
    if thumbs.share is None:
        return _hidden(thumbs.n)
    return f"{thumbs.share.percent} up (n = {thumbs.n:,})."


def _hidden(n: int) -> str:
    if n < LEAST_ANSWERS:
        return f"is not shown: fewer than {LEAST_ANSWERS} answers (n = {n})."
    return f"is not shown, since it would give away what few people said (n = {n:,})."


def _channel(channel: ChannelFigures) -> dict[str, Any]:
    share = channel.rate.share
    return {
        "channel": channel.channel,
        "respondents": channel.rate.respondents,
        "offered": channel.rate.offered,
        "response_rate": None if share is None or share.exact is None else round(float(share.exact), 6),
        **{name: _score(getattr(channel, name)) | {"change": channel.against[name].words} for name in _SCORES},
        "thumbs": {
            "n": channel.thumbs.n,
            "up": None if channel.thumbs.share is None else channel.thumbs.share.part,
            "change": channel.against["thumbs"].words,
        },
    }


def _score(scored: Scored) -> dict[str, Any]:
    if scored.score is None or scored.score.point_scale is None:
        return {"n": scored.n, "mean": None, "answers": None}
    return {"n": scored.n, "mean": float(scored.score.point_scale), "answers": list(scored.score.counts)}
