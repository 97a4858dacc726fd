"""Surveys and their versions: those of this deployment's files, and every one that the database keeps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Select, select

from app.catalogue import Catalogue
from app.lines import Line, Lines
from app.notice_addresses import surveys_of
from app.overview.reading import sums
from app.overview.view import LONGEST_DAYS, Period, View
from app.records.counted import RESPONSES
from app.records.responses import STATUSES
from app.records.upkeep import Survey as StoredSurvey
from flows.load import Complaint, Unreadable
from flows.rules import look_through
from flows.survey import Survey

_MOST_FILES_KEPT = 64


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks, and when."""

    units: frozenset[str] | None
    now: datetime
    walk_ins: bool
    """Whether walk-ins are counted too, as local mode does."""

    def view(self, zone: ZoneInfo, days: int, survey_id: str) -> View:
        """Responses of a survey in so many days up to today."""
        today = self.now.astimezone(zone).date()
        period = Period(today - timedelta(days=days - 1), today)
        return View(units=self.units, zone=zone, period=period, survey=survey_id, walk_ins=self.walk_ins)


@dataclass(frozen=True, slots=True)
class Version:
    """One frozen version of a survey."""

    number: int
    sha256: str
    first_seen_at: datetime | None
    """When a process first started with it; None before it is in the database."""
    active_since: datetime | None
    responses: int
    """Of those that the reader may see: neither deleted nor tests, up to now."""
    respondents: int


@dataclass(frozen=True, slots=True)
class Listed:
    """A survey in the list of all."""

    id: str
    survey: Survey | None
    """The newest version of this deployment's files; None where only the database knows it."""
    lines: Sequence[Line]
    """The lines that ask it, of those that the reader may see."""
    complaints: Sequence[Complaint]


def listed(connection: Connection, catalogue: Catalogue, lines: Lines, units: frozenset[str] | None) -> list[Listed]:
    """Every survey, by its id. Who sees some units only sees the surveys that the lines of those units ask."""
    known = set(connection.execute(select(StoredSurvey.id).distinct()).scalars())
    known |= {survey.id for survey in catalogue.files.values()}
    return [
        Listed(one, newest(catalogue, one), asking, complaints(catalogue, one))
        for one in sorted(known)
        if (asking := asked_by(lines, one, units)) or units is None
    ]


def asked_by(lines: Lines, survey_id: str, units: frozenset[str] | None) -> list[Line]:
    """The lines that ask a survey, a later one included, of those that somebody with these units may see."""
    return [line for line in seen(lines, units) if survey_id in surveys_of(line)]


def seen(lines: Lines, units: frozenset[str] | None) -> list[Line]:
    """The lines that somebody with these units may see; None stands for all of them."""
    return [line for line in lines.lines if units is None or line.organizational_unit in units]


def newest(catalogue: Catalogue, survey_id: str) -> Survey | None:
    """The version that new sessions take, else the newest in the files."""
    mine = [survey for survey in catalogue.files.values() if survey.id == survey_id]
    return max(mine, key=lambda survey: (survey.active, survey.version), default=None)


def complaints(catalogue: Catalogue, survey_id: str) -> list[Complaint]:
    """What ``aftercall check`` says of the survey's files, as they stand now."""
    return [
        found for path, survey in catalogue.files.items() if survey.id == survey_id for found in _looked_through(path)
    ]


def _looked_through(path: Path) -> Sequence[Complaint]:
    try:
        return _of_file(path, path.stat().st_mtime_ns)
    except (OSError, Unreadable):
        # The file was taken away after the start; its survey goes on.
        return ()


@lru_cache(maxsize=_MOST_FILES_KEPT)
def _of_file(path: Path, _changed: int) -> Sequence[Complaint]:
    found = look_through(path)[1]
    return tuple(sorted(found, key=lambda one: (one.severity != "error", one.position.line)))


def versions(connection: Connection, catalogue: Catalogue, lines: Lines, survey_id: str, who: Reader) -> list[Version]:
    """The versions of a survey, the newest first, each with its counted responses."""
    stored = {row.version: row for row in connection.execute(_stored(survey_id))}
    mine = {one.version: one for one in catalogue.files.values() if one.id == survey_id}
    counts = _counts(connection, survey_id, lines.reporting.zone, who)
    return [
        Version(
            number,
            mine[number].sha256 if row is None else row.sha256,
            None if row is None else row.first_seen_at,
            None if row is None else row.active_since,
            *counts.get(number, (0, 0)),
        )
        for number in sorted({*stored, *mine}, reverse=True)
        for row in [stored.get(number)]
    ]


def _stored(survey_id: str) -> Select[int, str, datetime, datetime | None]:
    columns = (StoredSurvey.version, StoredSurvey.sha256, StoredSurvey.first_seen_at, StoredSurvey.active_since)
    return select(*columns).where(StoredSurvey.id == survey_id)


def _counts(connection: Connection, survey_id: str, zone: ZoneInfo, who: Reader) -> dict[int, tuple[int, int]]:
    """By version, its responses and respondents."""
    view = who.view(zone, LONGEST_DAYS, survey_id)
    rows = sums(connection, RESPONSES, view, ["survey_version"], [*STATUSES, "respondents"])
    return {row["survey_version"]: (sum(row[status] for status in STATUSES), row["respondents"]) for row in rows}
