"""Checks the submission export and the combined file: one row a submission, with the questions' texts as headers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.reporting.check.cells import Cells
from app.reporting.check.checker import Checker
from app.reporting.check.external_ids import ExternalIds
from app.reporting.check.findings import Figure, Finding
from app.reporting.check.kinds import Columns
from app.reporting.check.responses import ResponseRows
from app.reporting.fiscal import FiscalQuarter

_YES = "true"
_NO = "false"


class SubmissionRows(Checker):
    """Ids, flags and times of the submissions; where the 17 columns follow, those too."""

    def __init__(self, columns: Columns) -> None:
        super().__init__(columns)
        combined = columns.kind.name == "combined"
        self._responses = ResponseRows(columns) if combined else None
        self._ids = None if combined else ExternalIds(columns.spelt("ID"))
        self._quarters: dict[FiscalQuarter, int] = {}
        """Every quarter in which a submission was made, with its first row."""

    def row(self, row: int, cells: Sequence[str]) -> Iterator[Finding]:
        """The submission, then the response in the same row."""
        read = Cells(self.columns, cells)
        for column in ("Archived", "Flagged", "Deleted"):
            if read.text(column) not in (_YES, _NO, ""):
                read.add("unknown-word", "is neither true nor false", column)
        for column in ("Flagged", "Deleted"):
            if read.text(column) == _YES:
                read.add("not-reportable", "should be left out", column)
        read.day("Deleted at")
        if (day := read.day("Created at")) is not None:
            self._quarters.setdefault(FiscalQuarter.of(day), row)
        if self._responses is not None:
            if read.text("ID") != read.text("external_id"):
                read.add("ids-differ", "differs from ID", "external_id", recomputed=read.text("ID"))
            read.found.extend(self._responses.row(row, cells))
        if self._ids is not None:
            read.found.extend(self._ids.row(row, read.text("ID"), ""))
        yield from read.found

    def end(self) -> Iterator[Finding]:
        """Other quarters than that of the first row, then what there is to say of all responses and ids."""
        (first, *others) = self._quarters or (None,)
        for quarter in others:
            why = f"{quarter} in UTC; the first row is of {first}"
            yield Finding("several-quarters", why, self.columns.spelt("Created at"), row=self._quarters[quarter])
        if self._responses is not None:
            yield from self._responses.end()
        if self._ids is not None:
            yield from self._ids.end()

    def figures_of_all(self) -> Iterator[Figure]:
        """Those of the responses."""
        if self._responses is not None:
            yield from self._responses.figures_of_all()
