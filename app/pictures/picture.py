"""A picture before it is drawn: what it says in words, its numbers, and its Vega-Lite specification."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

VERSION = 1
"""Goes up where the same specification comes to be drawn in another way, so that none of before is shown."""


@dataclass(frozen=True, slots=True)
class Table:
    """The numbers of a picture: whoever does not see it reads the same here. The first cell of a row names it."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture."""

    name: str
    """What its files are called, without their ending."""
    message: tuple[str, ...]
    """What is to be seen, in whole sentences, the most important first: title, caption and alternative text."""
    spec: Mapping[str, Any]
    table: Table
    note: str | None = None
    """What one has to know to read it right."""

    @property
    def words(self) -> str:
        """The message in one."""
        return " ".join(self.message)

    @property
    def written(self) -> str:
        """The specification as JSON, the same for the same picture."""
        return json.dumps(self.spec, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)

    def key(self, units: frozenset[str] | None) -> str:
        """The name of this picture among those who may see these units; None for all of them."""
        scope = None if units is None else sorted(units)
        return hashlib.sha256(json.dumps([VERSION, scope, self.written]).encode()).hexdigest()
