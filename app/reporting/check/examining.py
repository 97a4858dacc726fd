"""Checks one file: recognises it, reads it once from top to bottom, and yields what it finds as it goes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from app.errors import BadInput
from app.reporting.check.checker import Checker
from app.reporting.check.findings import Figure, Finding
from app.reporting.check.kinds import Columns, KindName, recognised
from app.reporting.check.metrics import MetricsRows
from app.reporting.check.pages import JsonPage
from app.reporting.check.quarterly import QuarterlyRows
from app.reporting.check.reading import CsvFile, beginning, separator
from app.reporting.check.responses import ResponseRows
from app.reporting.check.submissions import SubmissionRows
from app.reporting.check.version_1 import HeaderRows, QuestionRows
from app.reporting.check.version_2 import CollectionRows, DetailRows, SummaryRows

_CHECKERS: Mapping[KindName, Callable[[Columns], Checker]] = {
    "responses": ResponseRows,
    "listing": ResponseRows,
    "combined": SubmissionRows,
    "submissions": SubmissionRows,
    "header-v1": HeaderRows,
    "questions-v1": QuestionRows,
    "quarterly-v1": QuarterlyRows,
    "published": QuarterlyRows,
    "collections-v2": CollectionRows,
    "details-v2": DetailRows,
    "summary": SummaryRows,
    "operational-metrics": MetricsRows,
}


Progress = Callable[[int], None]
"""Told how many lines were read, now and then."""

Watch = Callable[[Columns, int, Sequence[str]], None]
"""Shown every row that could be read, with its columns and its number."""


class Examination:
    """The check of one file; ``findings`` runs it, and the counts are complete once it is through."""

    def __init__(
        self,
        path: Path,
        *,
        figures: bool = False,
        progress: Progress = lambda _: None,
        watch: Watch = lambda *_: None,
    ) -> None:
        self.path = path
        self.name = name_of(path)
        self.kind = ""
        """What the file is, in words; empty until it was recognised."""
        self.rows = 0
        """Rows that could be read, the header left out."""
        self.recomputed = 0
        self._figures = figures
        self._progress = progress
        self._watch = watch

    def findings(self) -> Iterator[Finding | Figure]:
        """Everything found, in the order of the file, what needs all rows at the end; figures where asked for.

        Raises BadInput, with the file's name, where it cannot be read or recognised.
        """
        with _named(self.path), self._opened() as (file, columns, of_the_header):
            self.kind = columns.kind.words
            for finding in of_the_header:
                yield finding.at(self.name, finding.row)
            yield from self._read(file, _CHECKERS[columns.kind.name](columns))

    @contextmanager
    def _opened(self) -> Iterator[tuple[CsvFile | JsonPage, Columns, list[Finding]]]:
        first = beginning(self.path)
        if first.lstrip()[:1] in (b"{", b"["):
            page = JsonPage(self.path)
            yield page, *recognised(page.header, whole=False)
            return
        with self.path.open("rb") as opened:
            file = CsvFile(opened, self._progress)
            sign = separator(file.header)
            if sign is not None:
                raise BadInput(f"its cells are separated by {sign!r}, not by commas")
            yield file, *recognised(file.header)

    def _read(self, file: CsvFile | JsonPage, checker: Checker) -> Iterator[Finding | Figure]:
        name = self.name
        for item in file.rows():
            if isinstance(item, Finding):
                yield item.at(name, item.row)
                continue
            row, cells = item
            self.rows += 1
            self._watch(checker.columns, row, cells)
            for finding in checker.row(row, cells):
                yield finding.at(name, row)
            if self._figures:
                for figure in checker.figures(cells):
                    yield replace(figure, file=name, row=row)
        if not self.rows:
            yield Finding("no-rows", "nothing was checked", file=name)
        for finding in checker.end():
            yield finding.at(name, finding.row)
        if self._figures:
            for figure in checker.figures_of_all():
                yield replace(figure, file=name)
        self.recomputed = checker.recomputed


def name_of(path: Path) -> str:
    """The path as it can be printed, also where its bytes are no UTF-8."""
    return str(path).encode(errors="surrogateescape").decode(errors="backslashreplace")


@contextmanager
def _named(path: Path) -> Iterator[None]:
    try:
        yield
    except BadInput as error:
        raise BadInput(f"{name_of(path)}: {error}") from error
    except OSError as error:
        raise BadInput(f"{name_of(path)}: cannot be read: {error.strerror}") from error
