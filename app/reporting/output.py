"""Writes a file so that its name never stands for half of it."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from app.errors import BadInput


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """A file to write beside ``path``, which takes that name at the end; after an error nothing of it is left.

    Raises BadInput if it cannot be begun, OSError if the disk does not take all of it.
    """
    if path.exists() and not path.is_file():
        raise BadInput(f"{path}: is no regular file")
    partial = path.with_name(f".{path.name}.{uuid.uuid4().hex}.part")
    try:
        file = partial.open("xb")
    except OSError as error:
        raise BadInput(f"{path}: cannot be written: {error.strerror}") from error
    try:
        with file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
