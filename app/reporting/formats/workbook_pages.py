"""The sheets of a workbook that explain it: the summary and the dictionary."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from app.reporting.dictionary import code_rows, leaving
from app.reporting.formats.workbook_cells import Looks, Texts
from app.reporting.formats.workbook_summary import HEADER, MEANS, SHARES, Tallies, Tally, cells, lines, status_counts
from app.reporting.formats.writing import Asked

_COUNTED = "Scores count respondents: ended, neither set aside nor spam, with at least one real answer"
_INVITED = {False: ", and invited.", True: ", walk-ins among them."}
_POINT_SCALE = "The point scale is the mean of the answers 1 to 5."
_HIDING = "Scores of fewer than 5 answers are hidden, and scores that would give such a one away."


def write_summary(sheet: Worksheet, looks: Looks, found: Tallies, asked: Asked, texts: Texts) -> None:
    """What the workbook holds, how the responses ended, and the scores with the number of answers behind each."""
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, len(HEADER), 16)
    rows = count()
    together = found.together
    for name, number in (("Responses in this workbook", together.responses), ("Respondents", together.respondents)):
        row = next(rows)
        sheet.write_string(row, 0, name, looks.name)
        sheet.write_number(row, 1, number, looks.count)
    zone = "Times are UTC." if asked.identifying else f"Days are local in the zone {asked.selection.zone.key}."
    for words in (_COUNTED + _INVITED[asked.selection.walk_ins], _POINT_SCALE, _HIDING, zone):
        sheet.write_string(next(rows), 0, words)
    next(rows)
    _header(sheet, next(rows), ("Status", "Responses"), looks.header)
    for status, number in status_counts(found):
        row = next(rows)
        sheet.write_string(row, 0, status)
        sheet.write_number(row, 1, number, looks.count)
    next(rows)
    _header(sheet, next(rows), ("Group", *HEADER), looks.header)
    for name, tally in lines(found):
        _line(sheet, next(rows), texts.fit(name), tally, looks)


def _line(sheet: Worksheet, row: int, name: str, tally: Tally | None, looks: Looks) -> None:
    sheet.write_string(row, 0, name, looks.name if tally is None else None)
    if tally is None:
        return
    for column, (heading, value) in enumerate(zip(HEADER, cells(tally), strict=True), start=1):
        if isinstance(value, str):
            sheet.write_string(row, column, value)
        elif value is not None:
            look = looks.mean if heading in MEANS else looks.share if heading in SHARES else looks.count
            sheet.write_number(row, column, value, look)


_COLUMNS = ("column", "type", "unit", "null", "values", "meaning")
_CODES = ("column", "code", "meaning")


def write_dictionary(sheet: Worksheet, looks: Looks, asked: Asked) -> None:
    """What each column of the responses means, then each code."""
    for column, width in enumerate((26, 22, 26, 8, 26, 90)):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 0)
    _header(sheet, 0, _COLUMNS, looks.header)
    row = 0
    time = "time in UTC" if asked.identifying else "local day"
    for described in leaving(identifying=asked.identifying, comments=asked.comments, numbered=asked.numbered):
        row += 1
        kind, null = time if described.kind == "time" else described.kind, "yes" if described.nullable else "no"
        words = described.name, kind, described.meaning.unit or "", null, described.values, described.text
        _texts(sheet, row, words, looks.words)
    _header(sheet, row + 2, _CODES, looks.header)
    for place, code in enumerate(code_rows(), start=row + 3):
        _texts(sheet, place, code, looks.words)


def _header(sheet: Worksheet, row: int, names: Sequence[str], look: Format) -> None:
    for column, name in enumerate(names):
        sheet.write_string(row, column, name, look)


def _texts(sheet: Worksheet, row: int, words: Sequence[str], look: Format) -> None:
    for column, text in enumerate(words):
        if text:
            sheet.write_string(row, column, text, look)
