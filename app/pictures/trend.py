"""The trend of a score or of thumbs up: the mean or share of each day, week or month with its 95 % interval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from app.overview.overview import ChannelFigures, Point
from app.overview.tallies import Grain, stretch_of
from app.overview.view import Period
from app.pictures.look import BAND, BAND_EDGE, LINE, axis, framed
from app.pictures.picture import Picture, Table
from app.pictures.words import NONE, Figure, cased, exact, named, reach, shown, told

ITEMS: Mapping[str, str] = {"satisfaction": "satisfaction", "trust": "trust", "thumbs": "trust by thumbs up"}
"""What a trend is drawn of, with its name in words."""

_HEIGHT = 250
_STRETCHES: Mapping[Grain, str] = {"day": "Day", "week": "Week that begins on", "month": "Month"}
_Y: Mapping[str, Mapping[str, Any]] = {
    "thumbs": {"scale": {"domain": [0, 1]}, "axis": axis("Thumbs up (band: 95% interval)", format="%", tickCount=5)},
}
_Y_OF_SCORES = {
    "scale": {"domain": [1, 5], "zero": False},
    "axis": axis("Mean, 1 to 5 (band: 95% interval)", format=".0f", tickCount=5),
}


def trend(figures: ChannelFigures, whose: str, item: str, grain: Grain, period: Period) -> Picture | None:
    """The trend of one of ``ITEMS``; None where no day, week or month of it may be shown. ``whose`` it is, in words."""
    points = {point.begins: point for point in figures.trend}
    begins = dict.fromkeys(stretch_of(period.since + timedelta(days=day), grain) for day in range(period.days))
    spots = {day: _of(points.get(day), item) for day in begins}
    values = [_value(day, grain, of) for day, of in spots.items()]
    if all(value["mean"] is None for value in values):
        return None
    message = (f"{cased(ITEMS[item])} of {whose}: {told(getattr(figures, item))}.", figures.against[item].words)
    columns = (_STRETCHES[grain], "Thumbs up" if item == "thumbs" else "Mean", "95% interval", "Answers")
    return Picture(
        name=named("trend", item, figures.line, figures.channel),
        message=message,
        spec=framed(message, _HEIGHT, data={"values": _marked(values)}, layer=_layers(item, grain)),
        table=Table(
            f"{cased(ITEMS[item])} of {whose} by {grain}",
            columns,
            tuple(_row(day, grain, of) for day, of in spots.items()),
        ),
    )


def _of(point: Point | None, item: str) -> Figure | None:
    return None if point is None else getattr(point, item)


def _row(day: date, grain: Grain, of: Figure | None) -> tuple[str, ...]:
    name = f"{day:%B %Y}" if grain == "month" else f"{day:%B} {day.day}, {day.year}"
    return (name, NONE, "", "0") if of is None else (name, shown(of), reach(of), f"{of.n:,}")


def _value(day: date, grain: Grain, of: Figure | None) -> dict[str, Any]:
    interval = None if of is None else of.interval
    return {
        "when": f"{day:%b %Y}" if grain == "month" else f"{day:%b} {day.day}",
        "mean": None if of is None else exact(of),
        "low": None if interval is None else interval.low,
        "high": None if interval is None else interval.high,
    }


def _marked(values: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The values, marked where an interval has no neighbour that a band could lead to."""
    known = [False, *(value["low"] is not None for value in values), False]
    return [
        {**value, "alone": known[at] and not (known[at - 1] or known[at + 1])} for at, value in enumerate(values, 1)
    ]


def _layers(item: str, grain: Grain) -> list[Mapping[str, Any]]:
    label = axis(_STRETCHES[grain], labelAngle=0, labelOverlap="greedy", labelSeparation=8)
    x = {"field": "when", "type": "ordinal", "sort": None, "axis": label}
    mean, low, high = ({"field": name, "type": "quantitative"} for name in ("mean", "low", "high"))
    mean |= _Y.get(item, _Y_OF_SCORES)
    edge = {"type": "line", "color": BAND_EDGE, "strokeWidth": 1}
    reached = {"x": x, "y": low, "y2": {"field": "high"}}
    alone = {"type": "rule", "color": BAND_EDGE, "strokeWidth": 2}
    return [
        {"mark": {"type": "area", "color": BAND}, "encoding": reached},
        {"mark": edge, "encoding": {"x": x, "y": low}},
        {"mark": edge, "encoding": {"x": x, "y": high}},
        {"mark": alone, "encoding": reached, "transform": [{"filter": "datum.alone"}]},
        {"mark": {"type": "line", "color": LINE, "strokeWidth": 2.5}, "encoding": {"x": x, "y": mean}},
        {
            "mark": {"type": "point", "color": LINE, "filled": True, "size": 36, "opacity": 1},
            "encoding": {"x": x, "y": mean},
        },
    ]
