"""The whole submission of a quarter as a directory."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from app.errors import BadInput
from app.records.database import Database
from app.reporting.formats.rows import one_state
from app.reporting.formats.writing import Asked
from app.reporting.quarter import manifest
from app.reporting.quarter.directory import whole_directory
from app.reporting.quarter.filling import Filling, Submission

Progress = Callable[[str, int], None]
"""Told the name of the file being written, and how many responses it holds so far."""


@dataclass(frozen=True, slots=True)
class Ordered:
    """A submission as it is ordered. ``asked`` selects the days of a fiscal quarter; no services means all."""

    asked: Asked
    services: tuple[str, ...] = ()
    accomplishments: Path | None = None
    """A text that is put in as it is."""
    replace: bool = False
    """Whether an earlier submission in the same directory may go."""


def write_submission(
    database: Database, ordered: Ordered, directory: Path, *, progress: Progress = lambda *_: None
) -> Submission:
    """Writes the submission into a directory that is new, empty, or an earlier submission that may be replaced.

    What ``progress`` raises ends it, and nothing of it is left. Raises BadInput for what cannot be read or written as
    ordered; DatabaseAway and OSError at any time.
    """
    allowed = manifest.may_replace if ordered.replace else _refuse
    with whole_directory(directory, allowed) as place, one_state(database) as connection:
        filling = Filling(connection, ordered.asked, place, ordered.services, ordered.accomplishments)
        for name, n in filling.steps():
            progress(name, n)
    return filling.submission


def _refuse(directory: Path) -> None:
    hint = ""
    with suppress(BadInput):
        manifest.may_replace(directory)
        hint = "; --replace puts this submission in the place of the one that it holds"
    raise BadInput(f"{directory}: is not empty{hint}")
