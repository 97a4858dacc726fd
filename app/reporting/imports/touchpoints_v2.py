"""Reads the 17-column response file of Touchpoints (A-11 version 2)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from app.records.responses import INDICATORS
from app.reporting.imports import web_cells
from app.reporting.imports.bad_cells import BadCell
from app.reporting.imports.headers import Cells, Table
from app.reporting.imports.running import Outcome, Refused, Source, Taken
from app.reporting.imports.web_response import Origin, WebResponse
from app.reporting.imports.web_rows import answers_nothing
from app.reporting.touchpoints.columns import RESPONSES

V = TypeVar("V")

ANSWERS_NOTHING = "answers nothing: no trust, nothing chosen, no comment"


class Reading:
    """The cells of one record, read one by one; what is wrong gathers in ``bad``."""

    def __init__(self, file: Path, line: int, cells: Cells) -> None:
        self.file, self.line = file, line
        self.bad: list[BadCell] = []
        self._cells = cells

    def cell(self, column: str, read: Callable[[str | None], V], instead: V) -> V:
        """What ``read`` makes of a cell, and ``instead`` where it refuses it."""
        try:
            return read(self._cells[column])
        except ValueError as error:
            shown = web_cells.shown(self._cells[column])
            self.bad.append(BadCell(str(self.file), self.line, column, shown, str(error)))
            return instead

    def outcome(self, response: WebResponse, origin: Origin, key_column: str) -> Outcome[WebResponse]:
        """The response, or why it cannot be taken."""
        if not self.bad and answers_nothing(response, origin):
            self.bad.append(BadCell(str(self.file), self.line, None, response.source_id, ANSWERS_NOTHING))
        if self.bad:
            return Refused(tuple(self.bad))
        return Taken(self.file, self.line, response.source_id, key_column, response)


def responses_of(path: Path, origin: Origin) -> Source[WebResponse]:
    """The responses of a file, in any column order. Raises BadInput, also when read."""
    table = Table(path, RESPONSES)
    assert origin.created_at is not None
    undated = WebResponse("", origin.created_at, {})

    def read() -> Iterator[Outcome[WebResponse]]:
        for row in table.rows():
            if isinstance(row, BadCell):
                yield Refused((row,))
                continue
            reading = Reading(path, *row)
            yield reading.outcome(answered(reading, undated, origin), origin, "external_id")

    return read


def answered(reading: Reading, begun: WebResponse, origin: Origin) -> WebResponse:
    """The response completed by what the 17 columns say."""
    return replace(
        begun,
        source_id=reading.cell("external_id", web_cells.external_id, ""),
        scores={"trust": reading.cell("question_1", lambda given: web_cells.score(given, origin.trust_scale), None)},
        told=tuple(reading.cell(name, web_cells.indicator, None) for name in INDICATORS),
        comment=reading.cell("question_4", web_cells.words, None),
    )
