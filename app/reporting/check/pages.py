"""Reads a page of Touchpoints' JSON:API as if it were a file with columns."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app.errors import BadInput
from app.reporting.check.reading import Row

LARGEST_PAGE = 256 << 20
"""Bytes; a page of the API holds at most 5,000 objects."""


class JsonPage:
    """One page: ``header`` are the names of the attributes, a row is numbered by its place in ``data``, from 1."""

    def __init__(self, path: Path) -> None:
        self._objects = _objects(path)
        names = {name: None for each in self._objects for name in each["attributes"]}
        self._names = ("id", "type", *(name for name in names if name not in ("id", "type")))
        self.header = tuple(map(_text, self._names))

    def rows(self) -> Iterator[Row]:
        """Every object, null and what is not there as the empty text."""
        for number, each in enumerate(self._objects, start=1):
            known = {**each["attributes"], "id": each.get("id"), "type": each.get("type")}
            yield number, [_text(known.get(name)) for name in self._names]


def _objects(path: Path) -> list[dict[str, Any]]:
    if path.stat().st_size > LARGEST_PAGE:
        raise BadInput(f"is larger than {LARGEST_PAGE >> 20} MiB, too large for one page of the API")
    try:
        # Numbers stay as they are written: 9707552.0 is a finding, and 4.70 must not become a float.
        page = json.loads(path.read_bytes(), parse_float=str, parse_int=str)
    except (ValueError, RecursionError) as error:
        raise BadInput(f"begins like JSON, but is none: {error}") from error
    found = page.get("data") if isinstance(page, dict) else page
    objects: list[Any] = found if isinstance(found, list) else [found]
    if not objects or not all(isinstance(each, dict) and isinstance(each.get("attributes"), dict) for each in objects):
        raise BadInput("is JSON, but no JSON:API page of objects with attributes")
    return objects


def _text(value: Any) -> str:
    if value is None:
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    # JSON can hold half a character, which no terminal and no file takes.
    return text.encode(errors="backslashreplace").decode()
