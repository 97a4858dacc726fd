"""Reads the cells of Touchpoints' files; a ValueError says why one cannot be taken."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any

import phonenumbers

from app.phone_numbers import masked

_SCALES = {
    "likert_5": ({str(point): point for point in range(1, 6)}, "1 to 5"),
    "thumbs": ({"0": 0, "1": 1}, "0 or 1"),
}
_INDICATORS = {"0": 0, "1": 1, "null": None}
_FLAGS = {"true": True, "false": False, None: False, "": False}
_LONGEST_ID = 200
_DIGITS_ALONE = re.compile(r"\+?[0-9 ().\-]{10,24}")
_NATIONAL = 10
_LONGEST_NUMBER = 15
UNKNOWN_TIME = datetime.min.replace(tzinfo=UTC)
"""Stands in for a time that cannot be read, in a record that is refused."""
_YEARS = range(2000, 2101)
_RUBY_HASH = re.compile(r"(?<!\\)((?:\\\\)*)\\#")


def external_id(given: str | None) -> str:
    """The id of a response at its source, opaque; a phone number is refused, since it would stay with the results."""
    if given and is_phone_number(given):
        raise ValueError("is a phone number: an id must not tell who answered; give each response another one")
    return opaque_id(given)


def opaque_id(given: str | None) -> str:
    """An id that a database can keep and find again."""
    if not given or not given.strip():
        raise ValueError("is missing")
    if len(given) > _LONGEST_ID:
        raise ValueError(f"is longer than {_LONGEST_ID} characters")
    return str(words(given))


def is_phone_number(given: str) -> bool:
    """Whether an id reads as a phone number: 10 to 15 digits that make a valid number, of the US without ``+``."""
    bare = given.strip()
    if not _DIGITS_ALONE.fullmatch(bare) or not _NATIONAL <= sum(map(str.isdigit, bare)) <= _LONGEST_NUMBER:
        return False
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(bare, "US"))
    except phonenumbers.NumberParseException:
        return False


def score(given: str | None, scale: str) -> int | None:
    """The value on ``likert_5`` or ``thumbs``; None where there is none."""
    if not given:
        return None
    values, range_ = _SCALES[scale]
    if given in values:
        return values[given]
    other = next(name for name in _SCALES if name != scale)
    hint = f"; it is one of {other}" if given in _SCALES[other][0] else ""
    raise ValueError(f"is not {range_}, the scale {scale}{hint}")


def indicator(given: str | None) -> int | None:
    """1 chosen, 0 not chosen; None for the word ``null``, not asked."""
    try:
        return _INDICATORS[given or ""]
    except KeyError:
        raise ValueError("is empty, not 0, 1 or null" if not given else "is not 0, 1 or null") from None


def words(given: str | None) -> str | None:
    """Any text that a database can keep."""
    if given is not None and not given.isprintable():
        if "\x00" in given:
            raise ValueError("holds a NUL character, which no database keeps")
        if any("\ud800" <= character <= "\udfff" for character in given):
            raise ValueError("holds half a character, which no database keeps")
    return given


def flag(given: str | None) -> bool:
    """``true`` or ``false``; nothing is false."""
    try:
        return _FLAGS[given]
    except KeyError:
        raise ValueError("is not true or false") from None


def moment(given: str | None) -> datetime | None:
    """A time as the exports write it, ``2021-07-02 21:46:03 UTC``, or in ISO 8601 with its zone; in UTC.

    Of a year that no response can be of, the local day may not even exist, and an export would stumble over it.
    """
    if not given:
        return None
    why = f"is no time such as 2021-07-02 21:46:03 UTC, of the years {_YEARS[0]} to {_YEARS[-1]}"
    try:
        read = datetime.fromisoformat(given[:-4] + "+00:00" if given.endswith(" UTC") else given)
    except ValueError as error:
        raise ValueError(why) from error
    if read.tzinfo is None or read.year not in _YEARS:
        raise ValueError(why)
    return read.astimezone(UTC)


def required_moment(given: str | None) -> datetime:
    """As ``moment``, but one must be there."""
    read = moment(given)
    if read is None:
        raise ValueError("is missing")
    return read


def tags(given: str | None) -> tuple[str, ...]:
    """A list of texts as Ruby prints it, ``["a", "b"]``."""
    if not given:
        return ()
    try:
        return tag_list(json.loads(_RUBY_HASH.sub(r"\1#", given)))
    except (ValueError, RecursionError):
        raise ValueError('is no list such as ["a", "b"]') from None


def tag_list(given: Any) -> tuple[str, ...]:
    """The tags of a JSON list."""
    if not isinstance(given, list) or not all(isinstance(tag, str) for tag in given):
        raise ValueError("is no list of texts")
    return tuple(str(words(tag)) for tag in given)


def shown(given: str | None) -> str | None:
    """The cell as a message may show it: a phone number masked."""
    return masked(given.strip()) if given is not None and is_phone_number(given) else given
