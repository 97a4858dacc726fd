"""Bars from left to right. Their names tell the figures, so that no words stand where a long bar ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.pictures.look import BAND_EDGE, INK, axis


def bars(title: str, order: Sequence[str]) -> Mapping[str, Any]:
    """Layers for values of ``bar`` and ``share``; over a bar with ``low`` and ``high`` goes a line between the two."""
    share = {"field": "share", "type": "quantitative", "axis": axis(title, format=".1~%", tickCount=5)}
    reached = {"x": {"field": "low", "type": "quantitative"}, "x2": {"field": "high"}}
    line = {"type": "rule", "color": INK, "strokeWidth": 2.5}
    return {
        "encoding": {"y": rows(order)},
        "layer": [
            {"mark": {"type": "bar", "color": BAND_EDGE, "height": {"band": 0.6}}, "encoding": {"x": share}},
            {"mark": line, "encoding": reached, "transform": [{"filter": "isValid(datum.low)"}]},
        ],
    }


def rows(order: Sequence[str]) -> Mapping[str, Any]:
    """The axis of the names of bars."""
    return {"field": "bar", "type": "nominal", "sort": list(order), "axis": axis(None, ticks=False, domain=False)}
