"""A part of the service as it stands now."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How a part is."""

    WELL = "well"
    LOOK = "look at it"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Part:
    """What is known of one part. ``section`` is its heading in docs/health.md, which says what to do."""

    name: str
    section: str
    state: State
    words: str
    todo: str = ""
    """The first thing to do; "" where it is well."""


def judged(name: str, section: str, words: str, todo: str, *, wrong: bool = False, look: bool = False) -> Part:
    """A part that is well unless something is said to be wrong, or to be looked at."""
    state = State.WRONG if wrong else State.LOOK if look else State.WELL
    return Part(name, section, state, words, "" if state is State.WELL else todo)


def span(seconds: float) -> str:
    """How long, in the unit that tells it: ``40 s``, ``5 min``, ``3 h``, ``2 days``."""
    for unit, length in (("days", 86400), ("h", 3600), ("min", 60)):
        if seconds >= 2 * length:
            return f"{seconds / length:.0f} {unit}"
    return f"{seconds:.0f} s"
