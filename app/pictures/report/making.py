"""Makes the report of a period: for each line its figures, its pictures with their numbers, and what is hidden."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from app.lines import Lines
from app.overview.drivers import drivers
from app.overview.funnel import funnel_page
from app.overview.overview import ChannelFigures, Overview, overview
from app.overview.view import View
from app.pictures.drawing import png_of, svg_of
from app.pictures.look import untitled
from app.pictures.of_pages import KINDS, Kind, of_drivers, of_funnel, of_overview
from app.pictures.picture import Picture, Table
from app.pictures.report.sheet import Sheet
from app.pictures.words import HIDDEN, called, cased, reach, shown, told
from app.reporting.figures.intervals import NOTE
from app.reporting.fiscal import FiscalQuarter
from flows.channels import channels_said

_FILTERS = ("line", "survey", "service", "unit", "location", "queue", "channel", "language")
_COLUMNS = ("Channel", "Complete", "Respondents", "Offered", "Response rate", "Trust", "Satisfaction")
_HIDING = (
    f"A score that {HIDDEN} stand behind is not shown. Where it could be had by adding and subtracting what is shown, "
    "further scores are left out, and their places say so. How many answered is always told."
)
_BEHIND = "Something changed that these figures do not have yet. A report that is made a minute later has it."


@dataclass(frozen=True, slots=True)
class Report:
    """What the report of a view is made of. Nothing of it is drawn yet, and the database is not needed any more."""

    lines: Lines
    page: Overview
    channels: Mapping[tuple[str | None, str, Kind], list[Picture]]
    parts: Mapping[tuple[str | None, str, str], list[Picture]]
    steps: Mapping[str | None, list[Picture]]
    made_at: datetime

    @property
    def pictures(self) -> int:
        """How many pictures it has."""
        return sum(len(some) for places in (self.channels, self.parts, self.steps) for some in places.values())


def gathered(connection: Connection, lines: Lines, view: View, made_at: datetime) -> Report:
    """All that the report of a view says, as it was counted by then."""
    page = overview(connection, lines, view)
    by_driver, by_step = drivers(connection, lines, view), funnel_page(connection, lines, view)
    pictures = of_overview(page, lines), of_drivers(by_driver, lines), of_funnel(by_step, lines)
    return Report(lines, page, *pictures, made_at)


def pdf_of(report: Report, drawn: Callable[[], None] = lambda: None) -> bytes:
    """The report as a PDF. It draws itself, so nobody who answers callers or pages makes one.

    ``drawn`` is called after each picture; what it raises ends the making.
    """
    with closing(Sheet(title(report.page.view), report.made_at)) as sheet:
        write(sheet, report, drawn)
        return sheet.file()


def write(sheet: Sheet, report: Report, drawn: Callable[[], None] = lambda: None) -> None:
    """Put all that a report says on its sheets."""
    _begin(sheet, report)
    figures = {line.line: line.channels for line in report.page.lines}
    for line in dict.fromkeys([*figures, *report.steps]):
        sheet.heading(2, called(line, report.lines))
        if line in figures:
            sheet.table(Table("Figures by channel", _COLUMNS, tuple(map(_row, figures[line]))))
        for channel in figures.get(line, ()):
            sheet.heading(3, cased(channels_said(channel.channel)))
            _say_more(sheet, channel)
            for picture in _of_channel(report, line, channel.channel):
                _draw(sheet, picture)
                drawn()
        if report.steps.get(line):
            sheet.heading(3, "Contacts")
        for picture in report.steps.get(line, ()):
            _draw(sheet, picture)
            drawn()
    _end(sheet, behind=report.page.behind)


def _of_channel(report: Report, line: str | None, channel: str) -> list[Picture]:
    of_parts = (some for part, some in report.parts.items() if part[:2] == (line, channel))
    kinds = (report.channels[line, channel, kind] for kind in KINDS)
    return [picture for some in (*kinds, *of_parts) for picture in some]


def title(view: View) -> str:
    """What the report is called."""
    return f"Survey results, {period(view)}"


def period(view: View) -> str:
    """The days of a view in words, with the fiscal quarter that they are."""
    since, until = view.period.since, view.period.until
    quarter = FiscalQuarter.of(since)
    known = f", fiscal quarter {quarter}" if (quarter.first_day, quarter.last_day) == (since, until) else ""
    return f"{_day(since)} to {_day(until)}{known}"


def _day(day: date) -> str:
    return f"{day:%B} {day.day}, {day.year}"


def _begin(sheet: Sheet, report: Report) -> None:
    view = report.page.view
    sheet.heading(1, "Survey results")
    sheet.say(f"{cased(period(view))}.", bold=True)
    named = {name: value for name in _FILTERS if (value := getattr(view, name)) is not None}
    if "line" in named:
        named["line"] = called(named["line"], report.lines)
    if "channel" in named:
        named["channel"] = channels_said(named["channel"])
    chosen = [f"{name} {value}" for name, value in named.items()]
    sheet.say(f"{cased(', '.join(chosen) or 'all lines')}{_of_units(view)}. {_walk_ins(view)}")
    local = report.made_at.astimezone(view.zone)
    sheet.remark(f"Days are those of {view.zone.key}. Made {_day(local.date())} at {local:%H:%M}.")
    if not report.page.lines:
        sheet.say("There are no responses that fit.")


def _of_units(view: View) -> str:
    return "" if view.units is None else f", as far as it belongs to {', '.join(sorted(view.units)) or 'no unit'}"


def _walk_ins(view: View) -> str:
    return f"Walk-ins are {'counted too' if view.walk_ins else 'left out'}."


def _row(of: ChannelFigures) -> tuple[str, ...]:
    rate = of.rate.share.percent if of.rate.share is not None else of.rate.finding
    offered = "not known" if of.rate.offered is None else f"{of.rate.offered:,}"
    counts = (f"{of.completes:,}", f"{of.rate.respondents:,}", offered, str(rate))
    scores = (of.trust if of.trust.n else of.thumbs, of.satisfaction)
    return (cased(channels_said(of.channel)), *counts, *(f"{shown(one)} (n = {one.n:,})" for one in scores))


def _say_more(sheet: Sheet, of: ChannelFigures) -> None:
    """Each score with its interval; its change against the period before stands above its trend."""
    for name, figure in (("trust", of.trust), ("thumbs", of.thumbs), ("satisfaction", of.satisfaction)):
        if figure.n:
            interval = f", 95% interval {reach(figure)}" if reach(figure) else ""
            sheet.say(f"{cased(name)}: {told(figure)}{interval}.")


def _draw(sheet: Sheet, picture: Picture) -> None:
    spec = untitled(picture.spec)
    sheet.picture(picture.words, png_of(svg_of(json.dumps(spec))), (spec["width"], spec["height"]))
    if picture.note:
        sheet.remark(picture.note)
    sheet.table(picture.table)


def _end(sheet: Sheet, *, behind: bool) -> None:
    sheet.heading(2, "Notes")
    for words in (NOTE, _HIDING, *([_BEHIND] if behind else [])):
        sheet.say(words)
