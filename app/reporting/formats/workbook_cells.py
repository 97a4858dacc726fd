"""How the value of a column becomes a cell of a workbook. Limits are those of Excel's file format."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from app.reporting.dictionary import Described, Kind
from app.reporting.formats.cells import harmless

LONGEST_TEXT = 32_767
"""The most UTF-16 units that a cell holds."""
CUT = "…[cut]"

_MOST_DIGITS = 10**15
"""A spreadsheet keeps 15 digits of a number; a longer one is written as text, so that none is lost."""

_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_PICTURES = {code: 0x2400 + code for code in range(0x20)}
"""Control characters, which XML cannot hold, by the characters that picture them: ␀ ␁ ␂ …"""

_DAY_ZERO = datetime(1899, 12, 30, tzinfo=UTC)
_FIRST_SURE_DAY = 61
"""1 March 1900. Of earlier days spreadsheets count some wrong and some not at all: they are written as text."""

Put = Callable[[int, int, Any], Any]
"""Writes the value, which is not null, into the cell of that row and column."""


@dataclass(slots=True)
class Texts:
    """Makes text fit for a cell, and counts what had to be cut."""

    cut: int = 0

    def fit(self, text: str) -> str:
        """The text without anything that a spreadsheet would run, that XML cannot hold or that is too long."""
        fit = harmless(text)
        if not fit.isprintable():
            fit = _UNFIT.sub(_pictured, fit)
        # A text half as long fits, whatever characters it is made of.
        if len(fit) > LONGEST_TEXT // 2 and _units(fit) > LONGEST_TEXT:
            self.cut += 1
            return _shortened(fit)
        return fit


class Looks:
    """What cells look like, made for one workbook."""

    def __init__(self, book: Workbook) -> None:
        made = book.add_format
        self.header: Format = made({"bold": True, "bg_color": "#DCE6F1", "bottom": 1, "valign": "top"})
        self.name: Format = made({"bold": True})
        self.day: Format = made({"num_format": "yyyy-mm-dd"})
        self.moment: Format = made({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self.count: Format = made({"num_format": "#,##0"})
        self.mean: Format = made({"num_format": "0.00"})
        self.share: Format = made({"num_format": "0.0%"})
        self.words: Format = made({"text_wrap": True, "valign": "top"})


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of responses to write on."""

    sheet: Worksheet
    looks: Looks
    texts: Texts

    def put(self, column: Described, zone: ZoneInfo | None) -> Put:
        """How values of this column are written. Times are days of ``zone``, or moments in UTC where there is none."""
        sure: Put = self.sheet.write_string
        if column.codes and column.kind == "text":
            return sure
        puts: Mapping[Kind, Put] = {
            "time": self._time(zone),
            "UUID": sure,
            "text": self.text,
            "true or false": self.sheet.write_boolean,
            "whole number": self._number,
            "number": self._number,
            "JSON": self._json,
        }
        return puts[column.kind]

    def text(self, row: int, column: int, value: str) -> None:
        """Writes text; never a number, link or formula."""
        self.sheet.write_string(row, column, self.texts.fit(value))

    def _number(self, row: int, column: int, value: float) -> None:
        if math.isfinite(value) and abs(value) < _MOST_DIGITS:
            self.sheet.write_number(row, column, value)
        else:
            self.sheet.write_string(row, column, str(value))

    def _json(self, row: int, column: int, value: Any) -> None:
        self.text(row, column, json.dumps(value, ensure_ascii=False, separators=(",", ":")))

    def _time(self, zone: ZoneInfo | None) -> Put:
        look = self.looks.moment if zone is None else self.looks.day

        def put(row: int, column: int, value: datetime) -> None:
            local = value.replace(microsecond=0) if zone is None else _midnight(value.astimezone(zone))
            days = (local - _DAY_ZERO) / timedelta(days=1)
            if days < _FIRST_SURE_DAY:
                self.sheet.write_string(
                    row, column, f"{local:{'%Y-%m-%d %H:%M:%S UTC' if zone is None else '%Y-%m-%d'}}"
                )
            else:
                self.sheet.write_number(row, column, days, look)

        return put


def _midnight(local: datetime) -> datetime:
    """The day of a local time, as if it were UTC."""
    return datetime(local.year, local.month, local.day, tzinfo=UTC)


def _pictured(found: re.Match[str]) -> str:
    return found[0].translate(_PICTURES) if ord(found[0]) in _PICTURES else "\N{REPLACEMENT CHARACTER}"


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _shortened(text: str) -> str:
    """The beginning of the text and the mark, together as long as a cell may be."""
    kept = text.encode("utf-16-le")[: (LONGEST_TEXT - _units(CUT)) * 2]
    # Half of a pair of surrogates at the end is left out.
    return kept.decode("utf-16-le", errors="ignore") + CUT
