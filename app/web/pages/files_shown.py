"""A file as the pages show it: its state in words, how far it is, and what it was ordered to hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from app.files.asking import FILTERS, words_of
from app.files.own import Owner, may_fetch
from app.reporting.orders import taking
from app.reporting.orders.order import counted
from app.web.pages.local_times import said_time

_STATES = {
    "queued": "Waiting",
    "running": "Being made",
    "done": "Ready",
    "failed": "Failed",
    "cancelled": "Canceled",
    "expired": "No longer kept",
}
_WHOLE = 100
_KILO = 1000


@dataclass(frozen=True, slots=True)
class Shown:
    """One file."""

    id: str
    name: str
    format: str
    words: str
    """The format in words."""
    state: str
    state_words: str
    written: int
    expected: int | None
    size: str | None
    sha256: str | None
    error: str | None
    notes: tuple[str, ...]
    holds: Mapping[str, str]
    """What was chosen, by what the form calls it."""
    requested_by: str | None
    ordered: str
    """When, in the zone of the agency's reports."""
    expires: str | None
    fetchable: bool
    beyond: bool
    """Whether it holds more than whoever looks may see by now."""

    @property
    def open(self) -> bool:
        """Whether it is still to come."""
        return self.state in taking.OPEN

    @property
    def amount(self) -> str:
        """How much of it is written, in words."""
        return counted(self.format, self.written)

    @property
    def of_all(self) -> str:
        """The same, of how much there is to write."""
        return f"{self.written:,} of {counted(self.format, self.expected or 0)}"

    @property
    def percent(self) -> int | None:
        """How much of it is written, of 100; None while that is not known."""
        if not self.expected:
            return None
        return min(_WHOLE, _WHOLE * self.written // self.expected)


def shown(owner: Owner, row: Row[Any]) -> Shown:
    """A row of ``files`` for whoever looks at it."""
    state = "expired" if taking.expired(row, taking.moment(owner.runtime)) else row.state
    theirs = may_fetch(owner.person, row)
    return Shown(
        id=row.id,
        name=row.name,
        format=row.format,
        words=words_of(row.format),
        state=state,
        state_words=_STATES[state],
        written=row.written,
        expected=row.expected,
        size=None if row.size_bytes is None else size_in_words(row.size_bytes),
        sha256=row.sha256,
        error=row.error,
        notes=tuple(row.notes or ()),
        holds=_holds(row.parameters),
        requested_by=row.requested_by,
        ordered=said_time(row.created_at),
        expires=None if row.expires_at is None else said_time(row.expires_at),
        fetchable=state == "done" and theirs,
        beyond=state == "done" and not theirs,
    )


def size_in_words(size: int) -> str:
    """A number of bytes such as ``12.3 MB``."""
    if size < _KILO:
        return f"{size} bytes"
    for unit in ("kB", "MB"):
        size_of_unit = size / _KILO
        if size_of_unit < _KILO:
            return f"{size_of_unit:.1f} {unit}"
        size = round(size_of_unit)
    return f"{size / _KILO:.1f} GB"


def _holds(parameters: Mapping[str, Any]) -> dict[str, str]:
    chosen = {name: str(parameters[name]) for name in FILTERS if name in parameters}
    if "units" in parameters:
        chosen["units"] = ", ".join(parameters["units"]) or "none"
    chosen["comments"] = "left out" if parameters.get("comments") is False else "included"
    chosen["contact, agent and exact times"] = "included" if parameters.get("identifying") else "left out"
    return chosen
