"""How a line of a CSV file is put together, byte for byte as Touchpoints and PostgreSQL's COPY do it."""

from __future__ import annotations

import re
from collections.abc import Iterable

_NEEDS_QUOTES = re.compile(r'[",\r\n]|\A\Z')
_WOULD_RUN = ("=", "+", "-", "@", "\t", "\r")


def line(cells: Iterable[str | None]) -> str:
    """One line with its LF. None leaves the cell empty, and so differs from the empty string, which is quoted."""
    return ",".join("" if cell is None else quoted(cell) for cell in cells) + "\n"


def quoted(cell: str) -> str:
    """The cell in quotes if it is empty or holds a comma, a quote, CR or LF; else as it is."""
    return '"' + cell.replace('"', '""') + '"' if _NEEDS_QUOTES.search(cell) else cell


def harmless(cell: str) -> str:
    """The cell with an apostrophe in front if a spreadsheet would run it as a formula."""
    return "'" + cell if cell.startswith(_WOULD_RUN) else cell
