"""What a check of a survey finds: how grave, where, and what."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from flows.located import Loc

__all__ = ["Finding", "Loc", "Severity", "error", "repeated", "warning"]

Severity = Literal["error", "warning"]
"""An error keeps a survey from being loaded; a warning does not."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found in a survey; ``loc`` is the way to the value in the file."""

    severity: Severity
    loc: Loc
    message: str


def error(loc: Loc, message: str) -> Finding:
    """A finding that keeps the survey from being loaded."""
    return Finding("error", loc, message)


def warning(loc: Loc, message: str) -> Finding:
    """A finding that people should look at."""
    return Finding("warning", loc, message)


def repeated(values: Sequence[Hashable]) -> Iterator[int]:
    """The places of the values that stand earlier in the sequence too."""
    for i, value in enumerate(values):
        if value in values[:i]:
            yield i
