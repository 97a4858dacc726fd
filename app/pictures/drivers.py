"""Drivers: how each was scored, what was chosen as going well or badly, and the shares of R² of an outcome."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.overview.driver_words import SIGNS, listed, messages, parts
from app.overview.drivers import Drivers
from app.overview.scored import Chosen, Scored
from app.pictures.bars import bars, rows
from app.pictures.look import PAPER, POINTS, axis, framed
from app.pictures.picture import Picture, Table
from app.pictures.words import cased, exact, named, part, reach, shown
from app.reporting.figures.drivers import CAUTION, Association
from app.reporting.figures.scores import Score

_ROW, _AROUND, _LEGEND = 32, 50, 26
"""Points that a bar takes, that the axis takes, and the legend."""
_ROOM = 0.09
"""A part of a bar this wide has room for its percentage."""
_ANSWERS = ("1 (lowest)", "2", "3", "4", "5 (highest)")


def scores(found: Drivers, whose: str) -> Picture | None:
    """The answers to each driver, 4 and 5 to the right of the middle; None where none may be shown.

    ``whose`` they are stands in words, here and below.
    """
    known = [(driver, of.score) for driver, of in found.scores.items() if of.score is not None]
    if not known:
        return None
    known.sort(key=lambda one: (-(one[1].mean or 0), one[0]))
    caption = f"Scores of the drivers of {whose}"
    message = _message(messages({}, found.scores, {}), caption, found.scores)
    names = [f"{cased(driver)} (n = {score.n:,})" for driver, score in known]
    pieces = [piece for name, (_, score) in zip(names, known, strict=True) for piece in _pieces(name, score)]
    height = _ROW * len(known) + _AROUND + _LEGEND
    return Picture(
        name=named("drivers", found.line, found.channel, found.instrument),
        message=message,
        spec=framed(message, height, data={"values": pieces}, **_diverging(names, pieces)),
        table=Table(
            caption,
            ("Driver", "Answers", "Mean", "95% interval", *_ANSWERS, "4 or 5"),
            tuple(_row(driver, of) for driver, of in found.scores.items()),
        ),
    )


def mentions(found: Drivers, whose: str, sign: str) -> Picture | None:
    """What people chose from the list of one of ``SIGNS``; None where none may be shown."""
    of_sign = found.mentions.get(sign, {})
    known = [(driver, of) for driver, of in of_sign.items() if of.share is not None]
    if not known:
        return None
    known.sort(key=lambda one: (-(exact(one[1]) or 0), one[0]))
    caption = f"{SIGNS[sign]}, {whose}"
    message = _message(messages({}, {}, {sign: of_sign}), caption, of_sign)
    values = [_share(driver, of) for driver, of in known]
    layers = bars("Share of those asked (line: 95% interval)", [value["bar"] for value in values])
    return Picture(
        name=named("chosen", sign, found.line, found.channel, found.instrument),
        message=message,
        spec=framed(message, _ROW * len(known) + _AROUND, data={"values": values}, **layers),
        table=Table(
            caption,
            ("Driver", "Share of those asked", "95% interval", "Asked"),
            tuple((cased(driver), shown(of), reach(of), f"{of.n:,}") for driver, of in of_sign.items()),
        ),
    )


def shares(found: Drivers, whose: str, outcome: str) -> Picture | None:
    """The shares of R² of ``satisfaction`` or ``trust``; None where there are none, of which the page says why."""
    of = found.associations.get(outcome)
    if not isinstance(of, Association):
        return None
    caption = f"Shares of R² of {outcome}, {whose}"
    message = _message(messages({outcome: of}, {}, {}), caption, {})
    ordered = parts(of)
    values = [{"bar": f"{cased(one.driver)}: {one.of_all}", "share": of.shares[one.driver]} for one in ordered]
    layers = bars("Share of R²", [str(value["bar"]) for value in values])
    return Picture(
        name=named("shares", outcome, found.line, found.channel, found.instrument),
        message=message,
        spec=framed(message, _ROW * len(ordered) + _AROUND, data={"values": values}, **layers),
        table=Table(
            caption,
            ("Driver", "Of what they account for", "Share of R²"),
            tuple((cased(one.driver), one.of_explained, one.of_all) for one in ordered),
        ),
        note=CAUTION,
    )


def _message(told: Sequence[str], caption: str, all_of: Mapping[str, Scored] | Mapping[str, Chosen]) -> tuple[str, ...]:
    """What stands out, as the page says it; then what it is about, and what of it is not shown."""
    hidden = [f"{driver} ({shown(of)})" for driver, of in all_of.items() if of.hidden]
    return (*told, f"{caption}.", *([f"Not shown: {listed(hidden)}."] if hidden else []))


def _pieces(name: str, score: Score) -> list[dict[str, Any]]:
    """The five parts of a bar, from left to right, with the middle of the answer 3 at 0."""
    widths = [float(share.exact or 0) for share in score.distribution]
    left, told = -sum(widths[:2]) - widths[2] / 2, []
    for place, (answer, width) in enumerate(zip(_ANSWERS, widths, strict=True)):
        words = f"{width:.0%}" if width >= _ROOM else ""
        told.append({"bar": name, "answer": answer, "place": place, "from": left, "to": left + width, "told": words})
        left += width
    return told


def _row(driver: str, of: Scored) -> tuple[str, ...]:
    answers = [] if of.score is None else [*of.score.distribution, of.score.positive]
    return (
        cased(driver),
        f"{of.n:,}",
        shown(of),
        reach(of),
        *([part(share) for share in answers] or [""] * (len(_ANSWERS) + 1)),
    )


def _diverging(order: Sequence[str], pieces: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    lowest, highest = min(piece["from"] for piece in pieces), max(piece["to"] for piece in pieces)
    left = {"field": "from", "type": "quantitative", "scale": {"domain": [min(lowest, -0.1), max(highest, 0.1)]}}
    shares = "abs(round(datum.value * 100)) + '%'"
    left |= {"axis": axis("Share of the answers, from the middle of the answer 3", labelExpr=shares, tickCount=8)}
    scale = {"domain": list(_ANSWERS), "range": list(POINTS)}
    legend = {"orient": "top", "title": None}
    colour = {"field": "answer", "type": "nominal", "sort": None, "scale": scale, "legend": legend}
    bar = {"type": "bar", "stroke": PAPER, "strokeWidth": 1.5, "height": {"band": 0.7}}
    text = {"type": "text", "color": PAPER, "fontSize": 12}
    middle = [{"calculate": "(datum.from + datum.to) / 2", "as": "middle"}]
    at = {"field": "middle", "type": "quantitative"}
    return {
        "encoding": {"y": rows(order)},
        "layer": [
            {"mark": bar, "encoding": {"x": left, "x2": {"field": "to"}, "color": colour}},
            {"mark": text, "transform": middle, "encoding": {"x": at, "text": {"field": "told"}}},
        ],
    }


def _share(driver: str, of: Chosen) -> dict[str, Any]:
    interval = of.interval
    reached = {} if interval is None else {"low": interval.low, "high": interval.high}
    return {"bar": f"{cased(driver)}: {shown(of)} (n = {of.n:,})", "share": exact(of), **reached}
