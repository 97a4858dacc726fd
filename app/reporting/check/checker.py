"""What the checkers of all kinds of file have in common."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.reporting.check.findings import Figure, Finding
from app.reporting.check.kinds import Columns


class Checker:
    """Looks at one file, row by row. Findings of ``row`` get their row and file from the caller."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        self.recomputed = 0
        """How many stated figures were computed again from the rows."""

    def row(self, row: int, cells: Sequence[str]) -> Iterable[Finding]:
        """What is to be said of one row, which begins on line ``row``."""
        raise NotImplementedError

    def end(self) -> Iterable[Finding]:
        """What can only be said once all rows are known, with the row that it concerns."""
        return ()

    def figures(self, cells: Sequence[str]) -> Iterable[Figure]:
        """The figures that follow from one row."""
        del cells
        return ()

    def figures_of_all(self) -> Iterable[Figure]:
        """The figures that follow from all rows together."""
        return ()
