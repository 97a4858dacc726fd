"""What a check of a survey finds: how grave, where, what, and by which rule."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from flows.located import Loc

__all__ = ["Finding", "Loc", "Rule", "Severity", "error", "repeated", "warning"]

Severity = Literal["error", "warning"]
"""A warning stops nothing. What an error stops, its rule says; without a rule, the file cannot be loaded."""

Stops = Literal["loading", "starting", "nothing"]
"""What an error keeps from happening: that the file is loaded, or that the service starts with it in use."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of those who asked for the survey, or a limit of the channel that it goes through."""

    id: str
    severity: Severity
    stops: Stops
    says: str
    """What has to be so, in one sentence."""
    source: str
    """Who says it, and where."""

    def broken(self, loc: Loc, message: str) -> Finding:
        """A finding that the rule is not kept at ``loc``."""
        return Finding(self.severity, loc, message, self)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found in a survey; ``loc`` is the way to the value in the file."""

    severity: Severity
    loc: Loc
    message: str
    rule: Rule | None = None
    """None where the file itself does not hold together."""


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
