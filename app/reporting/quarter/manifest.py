"""``MANIFEST.json``: what a submission holds, so that anybody can see that it is whole and unchanged."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app import __version__
from app.errors import BadInput
from app.reporting.formats.tables import Cell
from app.reporting.quarter.picture import Picture
from app.reporting.touchpoints.agency import utc_time

NAME = "MANIFEST.json"
KIND = "aftercall quarter"
"""What ``kind`` says in a manifest of ours."""

_PORTION = 1 << 20


@dataclass(frozen=True, slots=True)
class Listed:
    """One file: its name, what it is (a format's name where it is one), and how many rows it has."""

    name: str
    holds: str
    rows: int | None = None
    responses: int | None = None
    """How many responses its rows stand for."""


def manifest(picture: Picture, directory: Path, files: Sequence[Listed]) -> bytes:
    """The manifest of these files of a directory."""
    written = {
        "kind": KIND,
        "made_by": f"Aftercall {__version__}",
        "made_at": utc_time(picture.made_at),
        **quarter_facts(picture),
        "files": [_entry(directory, file) for file in files],
    }
    return as_json(written)


def quarter_facts(picture: Picture) -> Mapping[str, Cell]:
    """Which days the quarter has, where, and when it is due."""
    quarter = picture.quarter
    return {
        "fiscal_year": quarter.year,
        "quarter": quarter.quarter,
        "time_zone": picture.selection.zone.key,
        "first_day": str(quarter.first_day),
        "last_day": str(quarter.last_day),
        "due": str(quarter.due_on(picture.reporting.due)),
    }


def as_json(written: Any) -> bytes:
    """JSON for people too: indented, in UTF-8, with a line end."""
    return (json.dumps(written, ensure_ascii=False, indent=2) + "\n").encode()


def may_replace(directory: Path) -> None:
    """Raises BadInput unless the directory is an earlier submission of ours and holds nothing besides."""
    names = _names(directory)
    if names is None:
        raise BadInput(f"{directory}: is not empty, and no submission that this command made: name a new directory")
    more = sorted(found.name for found in directory.iterdir() if found.name not in names)
    if more:
        raise BadInput(f"{directory}: holds what does not belong to the earlier submission: {', '.join(more)}")


def _names(directory: Path) -> set[str] | None:
    """The names of the files of a submission of ours, its manifest too; None for anything else."""
    try:
        found = json.loads((directory / NAME).read_bytes())
        ours = found["kind"] == KIND
        names = {str(file["name"]) for file in found["files"]}
    except (OSError, ValueError, TypeError, KeyError):
        return None
    return {NAME, *names} if ours else None


def _entry(directory: Path, file: Listed) -> Mapping[str, Cell]:
    path = directory / file.name
    counts = {"rows": file.rows, "responses": file.responses}
    return {
        "name": file.name,
        "holds": file.holds,
        "bytes": path.stat().st_size,
        "sha256": _sha256(path),
        **{name: count for name, count in counts.items() if count is not None},
    }


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while portion := file.read(_PORTION):
            digest.update(portion)
    return digest.hexdigest()
