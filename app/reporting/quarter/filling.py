"""Fills an empty directory with the submission of a quarter, from one state of the database."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from app.errors import BadInput
from app.reporting.formats.writing import Asked
from app.reporting.quarter import manifest, telling
from app.reporting.quarter.groups import Group
from app.reporting.quarter.manifest import Listed
from app.reporting.quarter.metrics import operational_metrics
from app.reporting.quarter.names import prefix, stems
from app.reporting.quarter.picture import Picture, picture_of
from app.reporting.quarter.self_check import ServiceCheck, self_check
from app.reporting.touchpoints.collections_v2 import collections
from app.reporting.touchpoints.details_v2 import details
from app.reporting.touchpoints.header_v1 import header
from app.reporting.touchpoints.quarterly_v1 import quarterly
from app.reporting.touchpoints.questions_v1 import questions
from app.reporting.touchpoints.responses import write as write_responses

_LONGEST_ACCOMPLISHMENTS = 1_000_000


@dataclass(frozen=True, slots=True)
class Submission:
    """What was written, and what is to be said of it."""

    picture: Picture
    checks: tuple[ServiceCheck, ...]
    files: telling.Files

    @property
    def responses(self) -> int:
        """How many responses its files stand for."""
        return sum(group.reported for group in self.picture.groups)

    def as_object(self) -> Mapping[str, Any]:
        """The self-check as plain values for JSON."""
        return telling.as_object(self.picture, self.checks, self.files)

    def summary(self) -> Iterator[str]:
        """The self-check in a few lines."""
        return telling.summary(self.picture, self.checks, self.files)


class Filling:
    """One submission as it is written. ``asked`` selects the days of a fiscal quarter; no services means all.

    Raises BadInput where the quarter or a service is none, or the text of accomplishments cannot be read.
    """

    def __init__(
        self,
        connection: Connection,
        asked: Asked,
        place: Path,
        services: tuple[str, ...] = (),
        accomplishments: Path | None = None,
    ) -> None:
        self._connection, self._asked, self._place = connection, asked, place
        self._accomplishments = None if accomplishments is None else _text(accomplishments)
        self._picture = picture_of(connection, asked, services)
        self._stems = stems(self._picture.quarter, self._picture.groups)
        self._files: dict[tuple[object, ...], list[str]] = {}
        self._listed: list[Listed] = []
        self.submission = Submission(self._picture, self_check(self._picture), self._files)

    def steps(self) -> Iterator[tuple[str, int]]:
        """Writes the files; tells, portion by portion, the name of the file and how many responses it holds so far."""
        for group in self._picture.response_groups:
            yield from self._responses(group)
        self._counts()
        self._of_the_whole()

    def _responses(self, group: Group) -> Iterator[tuple[str, int]]:
        name, asked = self._own(group, "responses"), replace(self._asked, notes=[])
        n = 0
        with (self._place / name).open("xb") as file:
            part = replace(asked, selection=group.selected(asked.selection))
            for n in write_responses(self._connection, part, file):
                yield name, n
        self._listed.append(Listed(name, "touchpoints-v2", rows=n, responses=n))

    def _counts(self) -> None:
        """The files of version 1, and the tables over all groups."""
        picture = self._picture
        counted, by_response = picture.counted_groups, picture.response_groups
        for group in counted:
            self._put(self._own(group, "header"), "touchpoints-v1-header", header(picture, [group]), group.reported)
            self._put(self._own(group, "questions"), "touchpoints-v1-questions", questions(picture, group))
        if counted:
            n = sum(group.reported for group in counted)
            self._put(self._shared("quarterly"), "touchpoints-v1-quarterly", quarterly(picture, counted), n)
        if by_response:
            n = sum(group.reported for group in by_response)
            self._put(self._shared("details"), "touchpoints-v2-details", details(picture, by_response), n)
        self._put(self._shared("operational_metrics"), "operational_metrics", operational_metrics(picture))

    def _of_the_whole(self) -> None:
        """What is said of the quarter as a whole; the manifest comes last."""
        picture, checks, files = self._picture, self.submission.checks, self._files
        self._put(self._shared("collections"), "touchpoints-v2-collections", collections(picture, checks))
        if self._accomplishments is not None:
            self._put("accomplishments.txt", "accomplishments", self._accomplishments)
        self._put("self-check.json", "self-check", manifest.as_json(telling.as_object(picture, checks, files)))
        self._put("self-check.md", "self-check", telling.in_words(picture, checks, files).encode())
        (self._place / manifest.NAME).write_bytes(manifest.manifest(picture, self._place, self._listed))

    def _put(self, name: str, holds: str, content: bytes, responses: int | None = None) -> None:
        (self._place / name).write_bytes(content)
        self._listed.append(Listed(name, holds, _rows(content) if name.endswith(".csv") else None, responses))

    def _own(self, group: Group, part: str) -> str:
        name = f"{self._stems[group.kinds]}_{part}.csv"
        self._files.setdefault(group.kinds, []).append(name)
        return name

    def _shared(self, part: str) -> str:
        return f"{prefix(self._picture.quarter)}_{part}.csv"


def _rows(content: bytes) -> int:
    return sum(1 for _ in csv.reader(io.StringIO(content.decode(), newline=""))) - 1


def _text(path: Path) -> bytes:
    try:
        told = path.read_bytes()
        told.decode()
    except OSError as error:
        raise BadInput(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise BadInput(f"{path}: is no text in UTF-8") from error
    if len(told) > _LONGEST_ACCOMPLISHMENTS:
        raise BadInput(f"{path}: is larger than {_LONGEST_ACCOMPLISHMENTS:,} bytes")
    return told
