"""The whole submission of a quarter as one ZIP archive, for whoever cannot be handed a directory."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from sqlalchemy import Connection

from app.reporting.formats.writing import Asked
from app.reporting.quarter.filling import Filling

_PORTION = 1 << 20
_READABLE = 0o644


def write(connection: Connection, asked: Asked, out: BinaryIO) -> Iterator[int]:
    """The directory as a ZIP archive. Its time is that of ``asked``, so that the same rows give the same bytes."""
    services = () if asked.selection.service is None else (asked.selection.service,)
    with tempfile.TemporaryDirectory(prefix="aftercall-quarter-") as made:
        place = Path(made)
        filling = Filling(connection, asked, place, services)
        yield from (n for _, n in filling.steps())
        with ZipFile(out, "w", ZIP_DEFLATED) as archive:
            for path in sorted(place.iterdir()):
                _pack(archive, path, asked)
    asked.notes.extend(filling.submission.summary())
    yield filling.submission.responses


def _pack(archive: ZipFile, path: Path, asked: Asked) -> None:
    entry = ZipInfo(path.name, asked.made_at.astimezone(UTC).timetuple()[:6])
    entry.compress_type, entry.external_attr = ZIP_DEFLATED, _READABLE << 16
    with path.open("rb") as source, archive.open(entry, "w", force_zip64=True) as packed:
        while portion := source.read(_PORTION):
            packed.write(portion)
