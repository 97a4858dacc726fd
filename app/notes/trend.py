"""The overview with its notes: each line's trend as a table, its channels side by side, and what happened when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection

from app.lines import Line, Lines
from app.notes.notes import Note, notes_of
from app.overview.overview import LineFigures, Overview, Point, overview
from app.overview.tallies import Grain, stretch_of
from app.overview.view import Period, View
from app.reporting.figures.pooling import PooledMean


@dataclass(frozen=True, slots=True)
class Row:
    """One day, week or month of a line."""

    begins: date
    points: tuple[Point | None, ...]
    """Of each channel, in the order of the line's; None where there were no responses."""
    pooled: Mapping[str, PooledMean | None]
    """By item, of the items that are pooled."""
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class NotedLine:
    """A line with its trend, in order of time."""

    figures: LineFigures
    rows: tuple[Row, ...]
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class SilentLine:
    """A line without any response in the period."""

    line: Line
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class NotedOverview:
    """The overview with the notes on days of its period."""

    overview: Overview
    lines: tuple[NotedLine, ...]
    silent: tuple[SilentLine, ...]
    notes: tuple[Note, ...]
    """All of them, in order of time."""


def noted_overview(connection: Connection, lines: Lines, view: View) -> NotedOverview:
    """The figures of a view and the notes that those may see who see it; the newest 200 of them."""
    page = overview(connection, lines, view)
    notes = sorted(notes_of(connection, lines, view), key=lambda note: (note.first_day, note.id))
    shown = tuple(_noted(page, line, _of(line.line, notes)) for line in page.lines)
    told = {line.line for line in page.lines}
    silent = (line for line in lines.lines if line.id not in told and _asked_for(line, view))
    return NotedOverview(page, shown, tuple(SilentLine(line, _of(line.id, notes)) for line in silent), tuple(notes))


def _of(line: str | None, notes: Sequence[Note]) -> tuple[Note, ...]:
    return tuple(note for note in notes if note.line in (None, line))


def _asked_for(line: Line, view: View) -> bool:
    unit = line.organizational_unit
    seen = view.units is None or unit in view.units
    return seen and view.line in (None, line.id) and view.unit in (None, unit)


def _noted(page: Overview, line: LineFigures, notes: tuple[Note, ...]) -> NotedLine:
    """A note has its rows also where there were no responses: an outage may be why."""
    on = [(note, frozenset(_stretches(note, page.view.period, page.grain))) for note in notes]
    points = [{point.begins: point for point in channel.trend} for channel in line.channels]
    pooled = {item: dict(of.trend) for item, of in line.pooled.items()}
    begins = {begun for channel in points for begun in channel}.union(*(found for _, found in on))
    rows = (
        Row(
            begun,
            tuple(channel.get(begun) for channel in points),
            {item: means.get(begun) for item, means in pooled.items()},
            tuple(note for note, found in on if begun in found),
        )
        for begun in sorted(begins)
    )
    return NotedLine(line, tuple(rows), notes)


def _stretches(note: Note, period: Period, grain: Grain) -> Iterator[date]:
    """The days, weeks or months of the period that a note is about, by their first day."""
    day, last = max(note.first_day, period.since), min(note.last_day, period.until)
    while day <= last:
        yield stretch_of(day, grain)
        day += timedelta(days=1)
