"""Reads CSV files record by record: UTF-8 with or without a byte order mark, LF or CRLF, any cell quoted or not.

The reader of the standard library tells no empty text (``""``) from nothing at all, and takes quotes that do not match;
here both count.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from app.errors import BadInput

LONGEST = 1 << 20
"""The most bytes that one record may have: a quote that is never closed must not swallow a whole file."""

_WORKBOOK = b"PK\x03\x04"
_CELL = re.compile(r'(?:"([^"]*(?:""[^"]*)*)"|([^",\r\n]*))(,|\Z)')


@dataclass(frozen=True, slots=True)
class Record:
    """One record: the physical line on which it begins, and its cells, None where there is nothing at all."""

    line: int
    cells: list[str | None]


def records(path: Path) -> Iterator[Record]:
    """The records of a file in their order, blank lines left out; memory does not grow with the file.

    Raises BadInput naming the line where the file cannot be read, is not UTF-8, or has quotes that do not match.
    """
    try:
        with path.open("rb") as file:
            for line, offset, written in _written_records(path, file):
                text = _decoded(path, line, offset, written)
                if text:
                    yield Record(line, _cells(path, line, text))
    except OSError as error:
        raise BadInput(f"{path}: cannot be read: {error.strerror}") from error


def _written_records(path: Path, file: BinaryIO) -> Iterator[tuple[int, int, bytes]]:
    """The line, the byte offset and the bytes of each record: lines are joined while a quote is open."""
    line, offset = 1, 0
    while first := file.readline(LONGEST + 1):
        lines, length, quotes = [first], len(first), first.count(b'"')
        while quotes % 2 and length <= LONGEST:
            more = file.readline(LONGEST + 1)
            if not more:
                raise BadInput(f"{path}:{line}: a quote in the record that begins here is never closed")
            lines.append(more)
            length += len(more)
            quotes += more.count(b'"')
        if length > LONGEST:
            raise BadInput(f"{path}:{line}: the record that begins here is longer than {LONGEST:,} bytes")
        yield line, offset, b"".join(lines)
        line, offset = line + len(lines), offset + length


def _decoded(path: Path, line: int, offset: int, written: bytes) -> str:
    """The text of a record without its line end."""
    if offset == 0:
        if written.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            raise BadInput(f"{path}: is UTF-16; save it as UTF-8")
        if written.startswith(_WORKBOOK):
            raise BadInput(f"{path}: is a workbook or a zip file; save the sheet as CSV (UTF-8)")
        if written.startswith(codecs.BOM_UTF8):
            written, offset = written[len(codecs.BOM_UTF8) :], len(codecs.BOM_UTF8)
    try:
        text = written.decode()
    except UnicodeDecodeError as error:
        at = line + written[: error.start].count(b"\n")
        raise BadInput(f"{path}:{at}: is not UTF-8 at byte {offset + error.start:,} of the file") from error
    return text.removesuffix("\n").removesuffix("\r")


def _cells(path: Path, line: int, text: str) -> list[str | None]:
    if '"' not in text and "\r" not in text:
        return [cell or None for cell in text.split(",")]
    cells: list[str | None] = []
    at, more = 0, ","
    while more:
        found = _CELL.match(text, at)
        if found is None:
            raise BadInput(f"{path}:{line}: cell {len(cells) + 1} has a quote or CR inside that is not quoted")
        quoted, plain, more = found.groups()
        cells.append((plain or None) if quoted is None else quoted.replace('""', '"'))
        at = found.end()
    return cells
