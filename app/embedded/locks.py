"""Locks on ``DATA_DIR``, held by open files, so that the kernel lets go of them when their holders are gone."""

from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path

from app.errors import BadInput

_POLL_SECONDS = 0.1


def lock_alone(path: Path) -> int:
    """The descriptor of an exclusive lock on ``path``. Raises BadInput if another process holds it."""
    descriptor = _lock(path)
    if descriptor is None:
        raise BadInput(f"Aftercall is running already with DATA_DIR {path.parent}")
    return descriptor


def lock_once_free(path: Path, seconds: float) -> int:
    """As ``lock_alone``, but waits up to ``seconds`` for those who still hold it. Raises BadInput."""
    deadline = time.monotonic() + seconds
    while (descriptor := _lock(path)) is None:
        if time.monotonic() > deadline:
            raise BadInput(f"processes of an earlier start still use DATA_DIR {path.parent}")
        time.sleep(_POLL_SECONDS)
    return descriptor


def _lock(path: Path) -> int | None:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor
