"""What is wrong in a file that comes in, cell by cell, and what was taken as it is."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

_SHOWN = 60


@dataclass(frozen=True, slots=True)
class BadCell:
    """One cell that cannot be taken, or a whole record where ``column`` is None."""

    file: str
    line: int
    """The physical line on which the record begins, counted from 1."""
    column: str | None
    value: str | None
    """What stands there, cut where it is long; None for an empty cell or a whole record."""
    why: str

    def __str__(self) -> str:
        column = "" if self.column is None else f" {self.column}:"
        value = "" if self.value is None else f" {_cut(self.value)!r}"
        return f"{self.file}:{self.line}:{column}{value} {self.why}"

    def as_json(self) -> dict[str, Any]:
        """The fields by name."""
        return asdict(self) | {"value": None if self.value is None else _cut(self.value)}


@dataclass(frozen=True, slots=True)
class Note:
    """What was made of a record that a stricter reader might refuse."""

    file: str
    line: int
    what: str
    """The same words for the same thing, so that notes can be counted."""
    detail: str = ""

    def as_json(self) -> dict[str, Any]:
        """The fields by name."""
        return asdict(self)


def _cut(value: str) -> str:
    return value if len(value) <= _SHOWN else value[: _SHOWN - 1] + "…"


def nearest(given: str, known: Iterable[str]) -> str:
    """``: did you mean phone?`` where a known word is much like the one given, else nothing."""
    by_folded = {word.casefold(): word for word in known}
    found = difflib.get_close_matches(given.strip().casefold().replace(" ", "_"), by_folded, n=1)
    return f": did you mean {by_folded[found[0]]}?" if found else ""
