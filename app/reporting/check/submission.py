"""Checks a whole submission of a quarter: a directory with a manifest, its files, and that they agree."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from app.errors import BadInput
from app.reporting.check.agreement import Gathered, disagreements
from app.reporting.check.examining import Examination, Progress, name_of
from app.reporting.check.findings import Figure, Finding
from app.reporting.quarter.manifest import NAME

_PORTION = 1 << 20
_LARGEST_MANIFEST = 16 << 20


class SubmissionExamination:
    """The check of one directory; it stands where an ``Examination`` of a file would."""

    kind = "submission of a quarter"

    def __init__(self, path: Path, *, figures: bool = False, progress: Progress = lambda _: None) -> None:
        self.path = path
        self.name = name_of(path)
        self.rows = 0
        self.recomputed = 0
        self._figures = figures
        self._progress = progress

    def findings(self) -> Iterator[Finding | Figure]:
        """Every file against the manifest and by itself, then the files against each other.

        Raises BadInput where the directory holds no manifest that can be read.
        """
        manifest = _manifest(self.path / NAME)
        gathered: list[Gathered] = []
        for entry in manifest["files"]:
            yield from self._file(entry, gathered)
        yield from self._unlisted({NAME, *(str(entry["name"]) for entry in manifest["files"])})
        yield from disagreements(manifest, gathered)

    def _file(self, entry: Mapping[str, Any], gathered: list[Gathered]) -> Iterator[Finding | Figure]:
        name = str(entry["name"])
        path = self.path / name
        if Path(name).name != name or not path.is_file():
            yield Finding("file-missing", "is no file of the directory", stated=name, file=name_of(self.path / NAME))
            return
        try:
            differing = list(_against_manifest(path, entry))
        except OSError as error:
            yield Finding("file-refused", f"cannot be read: {error.strerror}", file=name_of(path))
            return
        yield from differing
        if not name.endswith(".csv"):
            return
        kept = Gathered(path, str(entry.get("holds")))
        examination = Examination(path, figures=self._figures, progress=self._progress, watch=kept.keep)
        try:
            yield from examination.findings()
        except BadInput as refused:
            yield Finding("file-refused", str(refused).removeprefix(f"{examination.name}: "), file=name_of(path))
            return
        kept.count = examination.rows
        gathered.append(kept)
        self.rows += examination.rows
        self.recomputed += examination.recomputed
        stated = entry.get("rows")
        if stated is not None and stated != examination.rows:
            yield _differs(path, "rows", stated, examination.rows)

    def _unlisted(self, names: set[str]) -> Iterator[Finding]:
        for found in sorted(self.path.iterdir()):
            if found.name not in names:
                yield Finding("file-unlisted", "may have come later", file=name_of(found))


def _manifest(path: Path) -> Mapping[str, Any]:
    try:
        if path.stat().st_size > _LARGEST_MANIFEST:
            raise BadInput(f"{path}: is too large for a manifest")
        found = json.loads(path.read_bytes())
    except OSError as error:
        raise BadInput(f"{path.parent}: is a directory without a {NAME} that can be read") from error
    except (ValueError, RecursionError) as error:
        raise BadInput(f"{path}: is no JSON: {error}") from error
    files = found.get("files") if isinstance(found, dict) else None
    if not isinstance(files, list) or not all(isinstance(each, dict) and "name" in each for each in files):
        raise BadInput(f"{path}: names no files")
    return dict(found)


def _against_manifest(path: Path, entry: Mapping[str, Any]) -> Iterator[Finding]:
    digest = hashlib.sha256()
    size = 0
    with path.open("rb") as file:
        while portion := file.read(_PORTION):
            digest.update(portion)
            size += len(portion)
    for what, found in (("bytes", size), ("sha256", digest.hexdigest())):
        if entry.get(what) != found:
            yield _differs(path, what, entry.get(what), found)


def _differs(path: Path, what: str, stated: object, found: object) -> Finding:
    return Finding("file-differs", f"{what} of the manifest", None, str(stated), str(found), file=name_of(path))
