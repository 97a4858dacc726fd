"""How all pictures look: size, type, and colours of the U.S. Web Design System.

Colours differ in lightness as well as in hue, from orange to blue, so that nobody needs to tell red from green. Each
has a contrast of 3:1 or more against white (WCAG 2.2, criterion 1.4.11).
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

WIDTH = 640
"""Points, the margins included; the type is chosen for it."""

INK, QUIET, PAPER = "#1b1b1b", "#565c65", "#ffffff"
LINE, BAND, BAND_EDGE = "#1a4480", "#cfe8ff", "#0076d6"
POINTS = ("#9c3d10", "#c05600", "#71767a", "#0076d6", "#1a4480")
"""Of the answers 1 to 5."""
THUMBS = (POINTS[0], POINTS[-1])
"""Of thumbs down and up."""

_SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
_FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
"""Types of the same widths, so that nothing runs into its neighbour where the first is missing."""
_TITLE_SIGNS, _SUBTITLE_SIGNS = 78, 92
_TITLE_POINTS, _SUBTITLE_POINTS = 19, 17
"""How many signs fit into a line, and how high it is."""
_TITLE_OFFSET = 12


def framed(message: Sequence[str], height: int, **spec: Any) -> Mapping[str, Any]:
    """A specification with the message as its title; ``height`` in points is that of all below the title."""
    text = textwrap.wrap(together(message[0]), _TITLE_SIGNS)
    subtitle = textwrap.wrap(together(" ".join(message[1:])), _SUBTITLE_SIGNS)
    title = {"text": text, "subtitle": subtitle} if subtitle else {"text": text}
    return {
        "$schema": _SCHEMA,
        "width": WIDTH,
        "height": height + _title_height(title),
        "autosize": {"type": "fit", "contains": "padding"},
        "padding": 6,
        "title": title,
        "config": _CONFIG,
        **spec,
    }


def untitled(spec: Mapping[str, Any]) -> Mapping[str, Any]:
    """A framed specification where the message stands beside the picture."""
    rest = {name: value for name, value in spec.items() if name != "title"}
    return rest | {"height": spec["height"] - _title_height(spec["title"])}


def _title_height(title: Mapping[str, Sequence[str]]) -> int:
    return _TITLE_POINTS * len(title["text"]) + _SUBTITLE_POINTS * len(title.get("subtitle", ())) + _TITLE_OFFSET


def together(words: str) -> str:
    """With every n on the line of its number."""
    return words.replace("n = ", "n\u00a0=\u00a0")


def axis(title: str | None, **more: Any) -> dict[str, Any]:
    """An axis with its label."""
    return {"title": title, **more}


_CONFIG: Mapping[str, Any] = {
    "background": PAPER,
    "font": _FONT,
    "title": {
        "anchor": "start",
        "align": "left",
        "frame": "bounds",
        "fontSize": 15,
        "lineHeight": _TITLE_POINTS,
        "color": INK,
        "subtitleFontSize": 13,
        "subtitleLineHeight": _SUBTITLE_POINTS,
        "subtitleColor": QUIET,
        "subtitlePadding": 4,
        "offset": _TITLE_OFFSET,
    },
    "view": {"stroke": None},
    "axis": {
        "labelFontSize": 13,
        "titleFontSize": 13,
        "titleFontWeight": "normal",
        "labelColor": INK,
        "titleColor": INK,
        "labelLimit": 260,
        "gridColor": "#dfe1e2",
        "domainColor": "#71767a",
        "tickColor": "#71767a",
    },
    "legend": {"labelFontSize": 13, "titleFontSize": 13, "labelColor": INK, "titleColor": INK, "symbolType": "square"},
    "text": {"fontSize": 13, "color": INK},
}
