"""Reads the JSON values of a file one after the other: a single one, one a line, or the members of one list."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app.errors import BadInput

_CHUNK = 1 << 16
_LONGEST = 1 << 27
"""The most characters that one value may have; a page of 5,000 responses has some 15 million."""
_LONGEST_TEXT = 1 << 20
_BETWEEN = re.compile(r"[\s,\[\]]*")


def json_values(path: Path) -> Iterator[tuple[int, Any]]:
    """Each value with the line on which it begins; memory grows with the largest one, not with the file.

    Raises BadInput naming the line where the file cannot be read or is no JSON.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from _values(path, file.read)
    except OSError as error:
        raise BadInput(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise BadInput(f"{path}{_first_bad_byte(path)}") from error


def _values(path: Path, read: Any) -> Iterator[tuple[int, Any]]:
    decode = json.JSONDecoder().raw_decode
    text, line, more = "", 1, True
    while True:
        start = _BETWEEN.match(text)
        assert start is not None
        line += text.count("\n", 0, start.end())
        text = text[start.end() :]
        if text:
            try:
                value, end = decode(text)
            except (ValueError, RecursionError) as error:
                if not more or _is_past_help(text, error):
                    raise BadInput(f"{path}:{line}: is no JSON: {error}") from error
            else:
                yield line, value
                line += text.count("\n", 0, end)
                text = text[end:]
                continue
        elif not more:
            return
        # Twice as much each time, so that a long value is not decoded again and again for a little more.
        added = read(max(_CHUNK, len(text)))
        more = bool(added)
        text += added


def _is_past_help(text: str, error: ValueError | RecursionError) -> bool:
    """Whether more of the file would not make a value of it. A text that has not ended yet is told at its beginning."""
    if not isinstance(error, json.JSONDecodeError | RecursionError):
        return True  # a number of more digits than Python reads
    at = error.pos if isinstance(error, json.JSONDecodeError) else 0
    return at < len(text) - _LONGEST_TEXT or len(text) > _LONGEST


def _first_bad_byte(path: Path) -> str:
    """Line and offset of the first byte that is not UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    line, offset = 1, 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            kept = len(decoder.getstate()[0])
            try:
                line += decoder.decode(chunk).count("\n")
            except UnicodeDecodeError as error:
                line += error.object[: error.start].count(b"\n")
                return f":{line}: is not UTF-8 at byte {offset - kept + error.start:,} of the file"
            offset += len(chunk)
    return ": is not UTF-8 at its end"
