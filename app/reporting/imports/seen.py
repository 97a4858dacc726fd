"""Remembers which records of a run came before, on disk where they are many."""

from __future__ import annotations

import hashlib
import sqlite3
from types import TracebackType
from typing import Self


class Seen:
    """The keys that came before, with a digest of what each said: in a private file that goes with it."""

    def __init__(self) -> None:
        # An empty name is a database on disk that nobody else sees; a few megabytes of it stay in memory.
        self._kept = sqlite3.connect("", isolation_level=None)
        self._kept.execute("PRAGMA journal_mode=OFF")
        self._kept.execute("PRAGMA synchronous=OFF")
        self._kept.execute("CREATE TABLE seen (key TEXT PRIMARY KEY, said BLOB, place TEXT) WITHOUT ROWID")
        self._kept.execute("BEGIN")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _at: TracebackType | None
    ) -> None:
        self._kept.close()

    def before(self, key: str, said: str, place: str) -> tuple[str, bool] | None:
        """Where the key came before and whether it said the same; None, and remembered, where it is new."""
        digest = hashlib.blake2b(said.encode("utf-8", "surrogatepass"), digest_size=16).digest()
        kept = self._kept.execute("INSERT OR IGNORE INTO seen VALUES (?, ?, ?)", (key, digest, place))
        if kept.rowcount:
            return None
        first = self._kept.execute("SELECT place, said FROM seen WHERE key = ?", (key,)).fetchone()
        return first[0], first[1] == digest
