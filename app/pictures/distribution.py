"""How the answers to one question are distributed: a bar for each of the answers 1 to 5, or for thumbs down and up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.overview.overview import ChannelFigures
from app.pictures.look import POINTS, THUMBS, axis, framed
from app.pictures.picture import Picture, Table
from app.pictures.words import between, cased, named, part
from app.reporting.figures.intervals import share_interval
from app.reporting.figures.scores import Share

_HEIGHT = 230
_ANSWERS = ("1 (lowest)", "2", "3", "4", "5 (highest)")
_THUMBS = ("thumbs down", "thumbs up")


def distribution(figures: ChannelFigures, whose: str, item: str) -> Picture | None:
    """Of ``trust``, ``satisfaction`` or ``thumbs``; None where the answers may not be shown or there are none.

    ``whose`` answers they are stands in words.
    """
    if item == "thumbs":
        up = figures.thumbs.share
        shares = () if up is None else (Share(up.n - up.part, up.n), up)
        bars = list(zip(_THUMBS, shares, THUMBS, strict=False))
        return _picture(figures, whose, "trust by thumbs", "pointed up", up, bars)
    score = getattr(figures, item).score
    shares = () if score is None else score.distribution
    positive = None if score is None else score.positive
    bars = list(zip(_ANSWERS, shares, POINTS, strict=False))
    return _picture(figures, whose, item, "gave 4 or 5", positive, bars)


def _picture(
    figures: ChannelFigures,
    whose: str,
    asked: str,
    said: str,
    positive: Share | None,
    bars: Sequence[tuple[str, Share, str]],
) -> Picture | None:
    if positive is None:
        return None
    message = (f"{cased(asked)} of {whose}: {positive.percent} {said} (n = {positive.n:,}).",)
    values = [_value(answer, share) for answer, share, _ in bars]
    colours = [colour for _, _, colour in bars]
    rows = [
        (answer, f"{share.part:,}", str(share.percent), between(share_interval(share), shares=True))
        for answer, share, _ in bars
    ]
    return Picture(
        name=named("answers", asked.replace(" ", "-"), figures.line, figures.channel),
        message=message,
        spec=framed(
            message, _HEIGHT, data={"values": values}, **_layers(colours, max(value["share"] for value in values))
        ),
        table=Table(f"{cased(asked)} of {whose}: answers", ("Answer", "People", "Share", "95% interval"), tuple(rows)),
    )


def _value(answer: str, share: Share) -> dict[str, Any]:
    return {"answer": answer, "share": float(share.exact or 0), "told": part(share)}


def _layers(colours: Sequence[str], highest: float) -> Mapping[str, Any]:
    x = {"field": "answer", "type": "ordinal", "sort": None, "axis": axis("Answer", labelAngle=0)}
    share = {"field": "share", "type": "quantitative", "axis": axis("Share of the answers", format="%", tickCount=5)}
    share |= {"scale": {"domain": [0, min(1.0, highest + 0.1)]}}
    colour = {"field": "answer", "type": "nominal", "sort": None, "scale": {"range": colours}, "legend": None}
    return {
        "encoding": {"x": x, "y": share},
        "layer": [
            {"mark": {"type": "bar", "width": {"band": 0.6}}, "encoding": {"color": colour}},
            {"mark": {"type": "text", "dy": -9}, "encoding": {"text": {"field": "told"}}},
        ],
    }
