"""The external ids of a response file: each there, each once, none a phone number."""

from __future__ import annotations

from array import array
from collections.abc import Iterator

import numpy as np

from app.phone_numbers import masked
from app.reporting.check.findings import Finding
from app.reporting.imports.web_cells import is_phone_number


class Repeats:
    """Tells which rows repeat the key of an earlier one; 16 bytes of each are kept, so a million need 16 MB.

    A key is kept as the 64-bit hash that Python itself gives a text, under a secret of its own in each run. That two
    different keys of a million share one, and so a finding is false, happens once in some 40 million files.
    """

    def __init__(self) -> None:
        self._hashes = array("q")
        self._rows = array("Q")

    def keep(self, row: int, *key: str) -> None:
        """Remember the key of a row."""
        self._hashes.append(hash(key))
        self._rows.append(row)

    def found(self) -> Iterator[tuple[int, int]]:
        """Each row that repeats a key, and the first row that had it, in the order of the file."""
        if not self._hashes:
            return
        hashes, rows = np.frombuffer(self._hashes, dtype=np.int64), np.frombuffer(self._rows, dtype=np.uint64)
        order = np.argsort(hashes, kind="stable")
        ordered = hashes[order]
        again = np.flatnonzero(ordered[1:] == ordered[:-1]) + 1
        places, firsts = order[again], order[np.searchsorted(ordered, ordered[again])]
        for which in np.argsort(places):
            yield int(rows[places[which]]), int(rows[firsts[which]])


class ExternalIds:
    """Looks at every id of a column."""

    def __init__(self, column: str) -> None:
        self._column = column
        self._repeats = Repeats()

    def row(self, row: int, external_id: str, within: str) -> Iterator[Finding]:
        """What is to be said of one id. Ids must differ ``within`` one part of the file."""
        if not external_id.strip():
            yield Finding("external-id-missing", "is empty", self._column, external_id)
            return
        self._repeats.keep(row, within, external_id)
        if is_phone_number(external_id):
            why = "an id must not tell who answered"
            yield Finding("external-id-looks-like-phone", why, self._column, masked(external_id.strip()))

    def end(self) -> Iterator[Finding]:
        """Ids that came before."""
        for row, first in self._repeats.found():
            yield Finding("duplicate-external-id", f"stands on line {first} already", self._column, row=row)
