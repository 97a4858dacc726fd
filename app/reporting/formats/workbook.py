"""The workbook: a sheet of responses with typed cells, a summary, and what each column means."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

from sqlalchemy import Connection
from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError

from app.records.responses import Response
from app.reporting.dictionary import Described, leaving
from app.reporting.formats.rows import batches
from app.reporting.formats.workbook_cells import CUT, LONGEST_TEXT, Looks, Put, Sheet, Texts
from app.reporting.formats.workbook_pages import write_dictionary, write_summary
from app.reporting.formats.workbook_summary import tallies
from app.reporting.formats.writing import Asked

ROWS_A_SHEET = 1_048_575
"""The most that a sheet holds below its header."""

_MADE = datetime(2000, 1, 1, tzinfo=UTC)
"""Stands in the file as its date, so that the same responses give the same bytes."""

_OPTIONS = {
    "constant_memory": True,
    "use_zip64": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
_WIDTHS = {"time": 12, "UUID": 38, "true or false": 10, "whole number": 10, "number": 12, "JSON": 24, "text": 18}
_COMMENT_WIDTH = 60
_ARROW = 3
"""How much wider a header is for the arrow of its filter, in characters."""


def write(connection: Connection, asked: Asked, out: BinaryIO, *, rows_a_sheet: int = ROWS_A_SHEET) -> Iterator[int]:
    """One row a response, in as many sheets as it takes; the summary and the dictionary follow.

    What is written lies in a temporary folder until the end. Numbers, days and truth values are cells of their type;
    null is no cell at all. Texts that a spreadsheet would run start with an apostrophe.
    """
    described = leaving(identifying=asked.identifying, comments=asked.comments, numbered=asked.numbered)
    texts = Texts()
    with TemporaryDirectory(prefix="aftercall-") as folder:
        whole = Path(folder) / "whole.xlsx"
        with _workbook(whole, folder) as book:
            looks = Looks(book)
            responses = _Responses(book, looks, asked, texts, rows_a_sheet)
            query = [Response.__table__.c[column.name] for column in described]
            for batch in batches(connection, query, asked.selection.responses()):
                yield responses.add(batch)
            responses.finish()
            write_summary(book.add_worksheet("Summary"), looks, tallies(connection, asked.selection), asked, texts)
            write_dictionary(book.add_worksheet("Dictionary"), looks, asked)
        with whole.open("rb") as made:
            copyfileobj(made, out)
    if texts.cut:
        longest = f"{LONGEST_TEXT:,} characters, the most that a cell holds"
        asked.notes.append(f"Texts longer than {longest}, end in “{CUT}”: {texts.cut:,}.")


class _Responses:
    """The sheets of responses, one after the other."""

    def __init__(self, book: Workbook, looks: Looks, asked: Asked, texts: Texts, rows_a_sheet: int) -> None:
        self._book, self._looks, self._texts = book, looks, texts
        self._described = leaving(identifying=asked.identifying, comments=asked.comments, numbered=asked.numbered)
        self._zone = None if asked.identifying else asked.selection.zone
        self._rows_a_sheet = rows_a_sheet
        self._sheets = self._written = 0
        self._begin()

    def add(self, rows: Sequence[Sequence[Any]]) -> int:
        """Writes the rows; how many there are by now."""
        for row in rows:
            if self._row == self._rows_a_sheet:
                self.finish()
                self._begin()
            self._row += 1
            for column, value in enumerate(row):
                if value is not None:
                    self._puts[column](self._row, column, value)
        self._written += len(rows)
        return self._written

    def finish(self) -> None:
        """The present sheet gets the filter of its rows."""
        self._sheet.autofilter(0, 0, self._row, len(self._described) - 1)

    def _begin(self) -> None:
        self._sheets += 1
        self._sheet = self._book.add_worksheet("Responses" if self._sheets == 1 else f"Responses {self._sheets}")
        self._sheet.freeze_panes(1, 0)
        cells = Sheet(self._sheet, self._looks, self._texts)
        self._puts: list[Put] = [cells.put(column, self._zone) for column in self._described]
        for place, column in enumerate(self._described):
            self._sheet.set_column(place, place, self._width(column))
            self._sheet.write_string(0, place, column.name, self._looks.header)
        self._row = 0

    def _width(self, column: Described) -> int:
        wanted = _COMMENT_WIDTH if column.name == "comment" else _WIDTHS[column.kind]
        if column.kind == "time" and self._zone is None:
            wanted += len(" hh:mm:ss")
        return max(wanted, len(column.name) + _ARROW)


@contextmanager
def _workbook(path: Path, folder: str) -> Iterator[Workbook]:
    """A workbook that is put together at ``path`` in the end. Raises OSError where the disk does not take it."""
    book = Workbook(str(path), {**_OPTIONS, "tmpdir": folder})
    book.set_properties({"created": _MADE, "title": "Aftercall responses"})
    try:
        yield book
        book.close()
    except FileCreateError as error:
        raise error.args[0] from error
    finally:
        for sheet in book.worksheets():
            # What it has not written yet is no longer wanted.
            with suppress(OSError):
                sheet.row_data_fh.close()
