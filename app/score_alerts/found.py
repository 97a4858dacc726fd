"""What was found to be wrong with a line, with the numbers behind it, and how those are written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

_LEAST_SHOWN = 0.0001


@dataclass(frozen=True, slots=True)
class Found:
    """A condition that holds now. ``kind``, ``line`` and ``about`` say which; of each, one alert is open at a time."""

    kind: str
    line: str
    about: str
    words: str
    figures: Mapping[str, Any]

    @property
    def key(self) -> tuple[str, str, str]:
        """What an open alert is known by."""
        return self.kind, self.line, self.about


def days(since: date, until: date) -> str:
    """A period in words, such as ``Nov 16 to Nov 22``."""
    return f"{since:%b} {since.day} to {until:%b} {until.day}"


def p_value(p: float) -> str:
    """A probability in words, such as ``p = 0.0004``; what is smaller than can be told apart is said to be."""
    return f"p < {_LEAST_SHOWN}" if p < _LEAST_SHOWN else f"p = {p:.2g}"
