"""Reads CSV files of any origin, line by line: what cannot be read becomes a finding, and the next line goes on."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from app.errors import BadInput
from app.reporting.check.findings import Finding

LONGEST_LINE = 1 << 20
"""Bytes of a line that are looked at; the rest of a longer one is passed over, so that memory stays bounded."""

_WORKBOOK = b"PK\x03\x04"
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_SHOWN = 60

Row = tuple[int, Sequence[str]]
"""The physical line on which a row begins, and its cells: as many as the header has."""


class CsvFile:
    """An open CSV file: ``header``, then ``rows`` once."""

    def __init__(self, file: BinaryIO, progress: Callable[[int], None]) -> None:
        self._file = file
        self._progress = progress
        self._line = 0
        self._first_crlf: int | None = None
        self._crlf_rows = 0
        self._suspect = False
        self._bom = False
        self._ended_crlf = False
        self._reader = csv.reader(self._lines(), strict=True)
        self.header = self._read_header()

    def rows(self) -> Iterator[Row | Finding]:
        """Every row with as many cells as the header; findings of the rest, and of the file at the end."""
        if self._bom:
            yield Finding("bom", "three bytes EF BB BF stand before the first column", self.header[0], row=1)
        while True:
            begins = self._line + 1
            self._suspect = False
            try:
                cells = next(self._reader)
            except StopIteration:
                break
            except csv.Error as error:
                yield _unreadable(error, begins)
                continue
            if self._ended_crlf:
                self._note_crlf(begins)
            if self._suspect:
                yield from self._suspects(begins, cells)
                cells = [_printable(cell) for cell in cells]
            if len(cells) == len(self.header):
                yield begins, cells
            else:
                yield self._ragged(begins, cells)
        yield from self._line_ends()

    def _read_header(self) -> tuple[str, ...]:
        try:
            header = next(self._reader)
        except StopIteration:
            raise BadInput("is empty") from None
        except csv.Error as error:
            raise BadInput(f"has no header that can be read: {error}") from error
        if self._ended_crlf:
            self._note_crlf(1)
        return tuple(_printable(name) for name in header) or ("",)

    def _lines(self) -> Iterator[str]:
        while raw := self._file.readline(LONGEST_LINE):
            if len(raw) == LONGEST_LINE and not raw.endswith(b"\n"):
                self._pass_over()
            self._line += 1
            if self._line == 1:
                raw = self._beginning(raw)
            if not self._line % 20_000:
                self._progress(self._line)
            self._ended_crlf = raw.endswith(b"\r\n")
            yield self._text(raw)

    def _beginning(self, raw: bytes) -> bytes:
        if raw.startswith(_WORKBOOK):
            raise BadInput("is a workbook or a zip file: save the sheet as CSV (UTF-8)")
        if raw.startswith(_UTF_16):
            raise BadInput("is UTF-16: save it as CSV in UTF-8")
        self._bom = raw.startswith(codecs.BOM_UTF8)
        return raw.removeprefix(codecs.BOM_UTF8)

    def _pass_over(self) -> None:
        while (more := self._file.readline(LONGEST_LINE)) and not more.endswith(b"\n"):
            pass

    def _text(self, raw: bytes) -> str:
        try:
            text = raw.decode()
        except UnicodeDecodeError:
            self._suspect = True
            return raw.decode(errors="surrogateescape")
        self._suspect = self._suspect or "\0" in text
        return text

    def _suspects(self, row: int, cells: Sequence[str]) -> Iterator[Finding]:
        for place, cell in enumerate(cells):
            column = self.header[place] if place < len(self.header) else None
            shown = _printable(cell)[:_SHOWN]
            if any("\udc80" <= sign <= "\udcff" for sign in cell):
                yield Finding("not-utf-8", "was saved in another encoding", column, shown, row=row)
            if "\0" in cell:
                yield Finding("nul-byte", "holds a NUL byte", column, shown, row=row)

    def _ragged(self, row: int, cells: Sequence[str]) -> Finding:
        if not cells:
            return Finding("empty-row", "holds nothing", row=row)
        code = "row-too-short" if len(cells) < len(self.header) else "row-too-long"
        why = "a cell holds a comma or line end without quotes, or the line was cut"
        return Finding(code, why, stated=f"{len(cells)} cells", recomputed=f"{len(self.header)} cells", row=row)

    def _note_crlf(self, row: int) -> None:
        self._crlf_rows += 1
        if self._first_crlf is None:
            self._first_crlf = row

    def _line_ends(self) -> Iterator[Finding]:
        if self._first_crlf is not None:
            yield Finding("crlf", f"{self._crlf_rows:,} rows end so, the header counted", row=self._first_crlf)


def beginning(path: Path) -> bytes:
    """The first bytes of a file. Raises BadInput where it cannot be read."""
    try:
        if path.exists() and not path.is_file():
            raise BadInput("is no regular file; a pipe or device cannot be checked")
        with path.open("rb") as file:
            return file.read(64).removeprefix(codecs.BOM_UTF8)
    except OSError as error:
        raise BadInput(f"cannot be read: {error.strerror}") from error


def separator(header: Sequence[str]) -> str | None:
    """What separates the cells where it is no comma: all of the header then stands in one cell."""
    return next((sign for sign in ";\t|" if len(header) == 1 and header[0].count(sign) > 1), None)


def _unreadable(error: csv.Error, row: int) -> Finding:
    told = str(error)
    if "field larger" in told:
        limit = csv.field_size_limit()
        return Finding("cell-too-long", f"has more than {limit:,} characters, or a quote is never closed", row=row)
    if "new-line" in told:
        return Finding("row-unreadable", "a CR stands outside of quotes", row=row)
    if "unexpected end" in told:
        return Finding("row-unreadable", "a quote is opened and never closed", row=row)
    return Finding("row-unreadable", "text follows a closing quote", row=row)


def _printable(cell: str) -> str:
    return cell.encode(errors="surrogateescape").decode(errors="backslashreplace").replace("\0", "\\0")
