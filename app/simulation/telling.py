"""The figures of a simulated crowd as lines for people, or as one JSON object."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

from app.simulation.crowd import Crowd
from app.simulation.people import Scene
from app.simulation.summaries import Figure, Group

_WIDTH = 26
_UNITS = {"voice": "begun minutes", "text": "segments"}
_MINUTE = 60
Words = Callable[[float], str]


def told(scene: Scene, found: Crowd, assumed_in: Path) -> Iterator[str]:
    """The figures, then all that was assumed."""
    survey = scene.survey
    yield f"{survey.id} version {survey.version} by {scene.door}, {found.people:,} people, seed {found.seed}"
    yield "95% intervals: chance alone, not what is assumed of people"
    for one in found.groups:
        yield ""
        yield from _group(one, _UNITS[scene.door])
    for pair in found.compared:
        yield ""
        yield _row(f"complete, {pair.language} less {pair.against}", _figure(pair.complete, _points))
    yield ""
    yield f"assumptions, from {assumed_in}"
    for name, value, source in scene.population.told():
        yield f"  {name} {value} ({source})"


def _group(one: Group, units: str) -> Iterator[str]:
    yield f"{one.language or 'all languages'}: {one.people:,} people"
    for name, figure in one.outcomes.items():
        if figure.part:
            yield _row(name.replace("_", " "), _figure(figure, _percent))
    yield _row("reached the end", _figure(one.reached_end, _percent))
    for place, figure in one.left_at.items():
        yield _row(f"  left at {place}", _figure(figure, _percent))
    yield _row("time to the end, median", _figure(one.median_seconds, _time))
    yield _row("  nine of ten within", _figure(one.ninetieth_seconds, _time))
    yield _row(f"{units} a person", _figure(one.billed, "{:.2f}".format))
    if one.dollars is None:
        yield _row("cost", "not known: the line has no price, --price-minute and --price-segment give one")
        return
    yield _row("cost a person", _figure(one.dollars, _dollars))
    if one.dollars_a_complete is not None:
        yield _row("cost a complete response", _dollars(one.dollars_a_complete))
    yield _row("cost in all", f"${one.dollars_in_all:,.2f}")


def _row(name: str, words: str) -> str:
    return f"  {name:{_WIDTH}} {words}"


def _figure(figure: Figure, words: Words) -> str:
    """``85.1% (84.4% to 85.8%), 8,512 of 10,000``."""
    if figure.value is None:
        return f"none, n = {figure.n:,}"
    interval = "" if figure.low is None or figure.high is None else f" ({words(figure.low)} to {words(figure.high)})"
    n = f"n = {figure.n:,}" if figure.part is None else f"{figure.part:,} of {figure.n:,}"
    return f"{words(figure.value)}{interval}, {n}"


def _percent(share: float) -> str:
    return f"{100 * share:.1f}%"


def _points(share: float) -> str:
    return f"{100 * share:+.1f} points"


def _time(seconds: float) -> str:
    """``97.4 s``; from ten minutes on, in minutes."""
    return f"{seconds:.1f} s" if seconds < 10 * _MINUTE else f"{seconds / _MINUTE:.1f} min"


def _dollars(amount: float) -> str:
    return f"${amount:.4f}"


def as_json(scene: Scene, found: Crowd, assumed_in: Path) -> str:
    """The same as one JSON object; shares from 0 to 1, times in seconds."""
    survey = scene.survey
    assumed = {name: {"value": value, "source": source} for name, value, source in scene.population.told()}
    about = {"survey": survey.id, "version": survey.version, "door": scene.door, "unit": _UNITS[scene.door]}
    return json.dumps({**about, **asdict(found), "assumed_in": str(assumed_in), "assumptions": assumed})
