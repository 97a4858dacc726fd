"""Health: how the service itself is doing, part by part."""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter

from flask import Response

from app.health.part import State
from app.health.whole import health
from app.web.pages.guard import runtime
from app.web.pages.shell import page


def show() -> Response:
    """Every part with its state in words and what to do."""
    found = health(runtime())
    sections = [(name, list(parts)) for name, parts in groupby(found.parts, attrgetter("section"))]
    ills = [part for state in (State.WRONG, State.LOOK) for part in found.parts if part.state is state]
    return page("health", sections=sections, ills=ills, wrong=found.count(State.WRONG), State=State, at=found.at)
