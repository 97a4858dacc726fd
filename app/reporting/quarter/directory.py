"""Writes a directory so that its name never stands for half of it."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from app.errors import BadInput


@contextmanager
def whole_directory(path: Path, may_replace: Callable[[Path], None]) -> Iterator[Path]:
    """A directory to fill beside ``path``, which takes that name at the end; after an error nothing of it is left.

    ``path`` is new or empty, or ``may_replace`` raises BadInput unless what stands there may go. Raises BadInput if it
    cannot be begun, OSError if the disk does not take all of it.
    """
    path = path.resolve()
    _look_at(path, may_replace)
    partial = path.with_name(f".{path.name}.{uuid.uuid4().hex}.part")
    try:
        _make(partial, path)
        yield partial
        _flush(partial)
        _look_at(path, may_replace)
        _take_name(partial, path)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise


def _make(partial: Path, path: Path) -> None:
    try:
        partial.mkdir()
    except OSError as error:
        raise BadInput(f"{path}: cannot be made: {error.strerror}") from error


def _look_at(path: Path, may_replace: Callable[[Path], None]) -> None:
    try:
        filled = path.exists() and any(path.iterdir())
    except NotADirectoryError as error:
        raise BadInput(f"{path}: is no directory") from error
    except OSError as error:
        raise BadInput(f"{path}: cannot be read: {error.strerror}") from error
    if filled:
        may_replace(path)


def _take_name(partial: Path, path: Path) -> None:
    if not path.exists() or not any(path.iterdir()):
        partial.replace(path)
        return
    # A directory cannot be put in the place of a full one, so the name is free for a moment in between.
    old = path.with_name(f".{path.name}.{uuid.uuid4().hex}.old")
    path.rename(old)
    try:
        partial.replace(path)
    except BaseException:
        old.rename(path)
        raise
    shutil.rmtree(old)


def _flush(directory: Path) -> None:
    """Everything on the disk before the name says that it is there."""
    for place in (*directory.iterdir(), directory):
        descriptor = os.open(place, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
