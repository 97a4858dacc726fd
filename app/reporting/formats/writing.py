"""What every format is: a writer of the responses that were asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import BinaryIO, Protocol

from sqlalchemy import Connection

from app.lines import Line, Reporting
from app.reporting.selection import Selection


@dataclass(frozen=True, slots=True)
class Asked:
    """What a file is to hold."""

    selection: Selection
    identifying: bool = False
    """Whether contact, agent and exact times are in it."""
    reporting: Reporting = field(default_factory=Reporting)
    """What the agency says of itself, for the files of the quarterly submission."""
    lines: tuple[Line, ...] = ()
    """The lines, whose words stand in the wording that a file quotes."""
    made_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    """When the file is made, where it says so."""
    notes: list[str] = field(default_factory=list)
    """Filled by the writer: sentences that whoever reads the file should know, such as what it mixes."""
    comments: bool = True
    """Whether what people wrote in their own words is in it."""

    @property
    def numbered(self) -> bool:
        """Whether responses come with ``change_seq``, which counts the changes of all units together."""
        return self.selection.units is None


class Writer(Protocol):
    """Writes one format."""

    def __call__(self, connection: Connection, asked: Asked, out: BinaryIO) -> Iterator[int]:
        """Writes to ``out``, portion by portion, and tells after each how many responses are written so far.

        Memory does not grow with their number. ``connection`` sees one state of the database throughout. Raises
        BadInput, before the first byte where it can be known by then, if the format cannot hold what was asked.
        """
