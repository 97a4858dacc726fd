"""The pictures that each page of figures has, by their places on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from app.lines import Lines
from app.overview.driver_words import SIGNS
from app.overview.drivers import OUTCOMES, Drivers, DriversPage
from app.overview.funnel import FunnelPage
from app.overview.overview import Overview
from app.pictures.distribution import distribution
from app.pictures.drivers import mentions, scores, shares
from app.pictures.funnel import funnel
from app.pictures.picture import Picture
from app.pictures.trend import ITEMS, trend
from app.pictures.words import called, subject

Kind = Literal["trend", "answers"]
KINDS: tuple[Kind, ...] = ("trend", "answers")


def of_overview(page: Overview, lines: Lines) -> Mapping[tuple[str | None, str, Kind], list[Picture]]:
    """By line, channel and kind: the trends of its scores, and how the answers to each are distributed."""
    found: dict[tuple[str | None, str, Kind], list[Picture]] = {}
    for one in (channel for line in page.lines for channel in line.channels):
        whose = subject(one.line, one.channel, lines)
        trends = (trend(one, whose, item, page.grain, page.view.period) for item in ITEMS)
        found[one.line, one.channel, "trend"] = _known(trends)
        found[one.line, one.channel, "answers"] = _known(distribution(one, whose, item) for item in ITEMS)
    return found


def of_drivers(page: DriversPage, lines: Lines) -> Mapping[tuple[str | None, str, str], list[Picture]]:
    """By line, channel and instrument: scores, what was chosen, and the shares of R²."""
    return {(part.line, part.channel, part.instrument): _of_part(part, lines) for part in page.parts}


def of_funnel(page: FunnelPage, lines: Lines) -> Mapping[str | None, list[Picture]]:
    """By line: how far its contacts came."""
    return {line.line: _known([funnel(line, called(line.line, lines, "no line"))]) for line in page.lines}


def _of_part(part: Drivers, lines: Lines) -> list[Picture]:
    whose = subject(part.line, part.channel, lines)
    chosen = (mentions(part, whose, sign) for sign in SIGNS)
    return _known([scores(part, whose), *chosen, *(shares(part, whose, outcome) for outcome in OUTCOMES)])


def _known(pictures: Iterable[Picture | None]) -> list[Picture]:
    return [picture for picture in pictures if picture is not None]
