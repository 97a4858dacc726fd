"""The sheets of a report: headings, sentences, pictures and tables below each other, over as many pages as it takes.

Lengths are in points of 1/72 inch; pages are of letter size.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from fpdf.enums import Align, MethodReturnValue
from fpdf.fonts import TTFFont
from fpdf.prefs import ViewerPreferences

from app.pictures.look import together
from app.pictures.picture import Table
from app.pictures.report.tagged import TaggedPdf

_FONT, _FONTS = "Source Sans Pro", Path(__file__).parent / "fonts"
_HEADINGS = {1: 22.0, 2: 16.0, 3: 13.0}
_TEXT, _SMALL = 10.5, 9.0
_LEADING = 1.3
_INK, _QUIET, _RULE = (27, 27, 27), (86, 92, 101), (169, 174, 177)
_MARGIN, _PAD, _GAP = 54.0, 3.0, 8.0
_KEPT_TOGETHER = 150.0
"""A heading does not stand at the foot of a page with less than this below it."""


class Sheet:
    """A report in the making."""

    def __init__(self, title: str, made_at: datetime) -> None:
        self._pdf = pdf = _Pages(unit="pt", format="letter")
        pdf.add_font(_FONT, "", _FONTS / "SourceSansPro-Regular.ttf")
        pdf.add_font(_FONT, "B", _FONTS / "SourceSansPro-Bold.ttf")
        pdf.set_title(title)
        pdf.set_lang("en-US")
        pdf.set_creator("Aftercall")
        pdf.set_creation_date(made_at)
        pdf.viewer_preferences = ViewerPreferences(display_doc_title=True)
        pdf.set_margin(_MARGIN)
        pdf.set_auto_page_break(auto=False)
        pdf.add_page()

    def close(self) -> None:
        """Close the files of the type: a report that is not finished would leave them open."""
        for font in self._pdf.fonts.values():
            if isinstance(font, TTFFont):
                font.close()

    def heading(self, level: int, words: str) -> None:
        """A heading, which stands in the outline too."""
        self._room(_KEPT_TOGETHER)
        self._pdf.ln(_GAP)
        self._pdf.start_section(words, level - 1)
        self._write(f"H{level}", words, _HEADINGS[level], bold=True)

    def say(self, words: str, *, bold: bool = False) -> None:
        """A paragraph."""
        self._write("P", words, _TEXT, bold=bold)

    def remark(self, words: str) -> None:
        """A paragraph in small type."""
        self._write("P", words, _SMALL, colour=_QUIET)

    def picture(self, message: str, png: bytes, size: tuple[float, float]) -> None:
        """A picture of a width and height, across the page, below what it says."""
        pdf = self._pdf
        height = pdf.epw * size[1] / size[0]
        self._type(_TEXT, bold=True)
        self._room(height + self._height(message, _TEXT) + 2 * _GAP)
        pdf.ln(_GAP)
        self.say(message, bold=True)
        with pdf.content("Figure", alt=message):
            pdf.image(io.BytesIO(png), x=pdf.l_margin, y=pdf.y, w=pdf.epw, h=height)
        pdf.set_xy(pdf.l_margin, pdf.y + height + _PAD)

    def table(self, table: Table) -> None:
        """A table with its caption; its header is repeated on every page that it goes on to."""
        self._room(_KEPT_TOGETHER / 2)
        widths = self._widths(table)
        with self._pdf.container("Table"):
            self._write("Caption", table.caption, _SMALL, colour=_QUIET)
            with self._pdf.container("TR"):
                self._row(table.columns, widths, header=True)
            for row in table.rows:
                if self._room(self._row_height(row, widths)):
                    with self._pdf.artifact():
                        self._row(table.columns, widths, header=True, read=False)
                with self._pdf.container("TR"):
                    self._row(row, widths)
        self._pdf.ln(_GAP)

    def file(self) -> bytes:
        """The whole report."""
        return bytes(self._pdf.output())

    def _write(
        self, kind: str, words: str, size: float, *, bold: bool = False, colour: tuple[int, int, int] = _INK
    ) -> None:
        self._type(size, bold=bold, colour=colour)
        words = together(words)
        height = self._height(words, size)
        if self._room(height):
            self._type(size, bold=bold, colour=colour)
        with self._pdf.content(kind):
            self._pdf.multi_cell(0, size * _LEADING, words, align=Align.L, new_x="LMARGIN", new_y="NEXT")
        self._pdf.ln(_PAD)

    def _type(self, size: float, *, bold: bool = False, colour: tuple[int, int, int] = _INK) -> None:
        self._pdf.set_font(_FONT, "B" if bold else "", size)
        self._pdf.set_text_color(*colour)

    def _height(self, words: str, size: float, width: float = 0.0) -> float:
        line = size * _LEADING
        height = self._pdf.multi_cell(width, line, words, align=Align.L, dry_run=True, output=MethodReturnValue.HEIGHT)
        assert isinstance(height, float | int)
        return height

    def _room(self, height: float) -> bool:
        """Go on to another page where this one has no room for the height; whether that was so."""
        if self._pdf.y + height <= self._pdf.h - _MARGIN:
            return False
        self._pdf.add_page()
        return True

    def _widths(self, table: Table) -> Sequence[float]:
        """As wide as what the columns hold, together no wider than the page; words are broken last."""
        self._type(_SMALL, bold=True)
        columns = list(zip(table.columns, *table.rows, strict=True))
        wanted = [max(map(self._wide, column)) for column in columns]
        if sum(wanted) <= self._pdf.epw:
            return wanted
        least = [max(self._wide(word) for cell in column for word in cell.split() or [""]) for column in columns]
        share = max(0.0, self._pdf.epw - sum(least)) / (sum(wanted) - sum(least) or 1.0)
        widths = [low + (high - low) * share for low, high in zip(least, wanted, strict=True)]
        return [width * min(1.0, self._pdf.epw / sum(widths)) for width in widths]

    def _wide(self, words: str) -> float:
        return self._pdf.get_string_width(words) + 4 * _PAD

    def _row_height(self, cells: Sequence[str], widths: Sequence[float]) -> float:
        heights = [self._height(cell, _SMALL, width) for cell, width in zip(cells, widths, strict=True)]
        return max(heights) + 2 * _PAD

    def _row(self, cells: Sequence[str], widths: Sequence[float], *, header: bool = False, read: bool = True) -> None:
        pdf = self._pdf
        self._type(_SMALL, bold=header)
        left, top, height = pdf.l_margin, pdf.y, self._row_height(cells, widths)
        for place, (cell, width) in enumerate(zip(cells, widths, strict=True)):
            pdf.set_xy(left, top + _PAD)
            self._cell(cell, width, scope="Column" if header else "Row" if place == 0 else None, read=read)
            left += width
        if read:
            with pdf.artifact():
                self._rule(top + height, sum(widths))
        else:
            self._rule(top + height, sum(widths))
        pdf.set_xy(pdf.l_margin, top + height)

    def _cell(self, words: str, width: float, scope: str | None, *, read: bool) -> None:
        if not read:
            self._pdf.multi_cell(width, _SMALL * _LEADING, words, align=Align.L)
            return
        with self._pdf.content("TD" if scope is None else "TH", scope=scope):
            self._pdf.multi_cell(width, _SMALL * _LEADING, words, align=Align.L)

    def _rule(self, at: float, width: float) -> None:
        self._pdf.set_draw_color(*_RULE)
        self._pdf.line(self._pdf.l_margin, at, self._pdf.l_margin + width, at)


class _Pages(TaggedPdf):
    """Numbered pages."""

    def footer(self) -> None:
        """The number of the page, and of all."""
        with self.artifact():
            self.set_font(_FONT, "", _SMALL)
            self.set_text_color(*_QUIET)
            self.set_xy(_MARGIN, self.h - _MARGIN / 1.5)
            self.cell(0, _SMALL * _LEADING, f"Page {self.page_no()} of {{nb}}", align=Align.R)
