"""``csv``: one row a response, for spreadsheets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from sqlalchemy import Connection, select

from app.records.responses import Response
from app.reporting.formats.cells import line
from app.reporting.formats.expressions import cell_of
from app.reporting.formats.plain import column_names
from app.reporting.formats.streaming import stream
from app.reporting.formats.writing import Asked


def write(connection: Connection, asked: Asked, out: BinaryIO) -> Iterator[int]:
    """One line a response, in the order in which they came. What a spreadsheet would run starts with an apostrophe."""
    names = column_names(identifying=asked.identifying, comments=asked.comments, numbered=asked.numbered)
    cells = [cell_of(Response.__table__.c[name], identifying=asked.identifying) for name in names]
    rows = select(Response).where(*asked.selection.responses()).order_by(Response.id)
    out.write(line(names).encode())
    yield from stream(connection, cells, rows, asked.selection.zone, out)
