"""Turns the JSON objects of an outbox entry into checked rows, as the database's driver takes them."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, Boolean, Column, Dialect, Double, Float, Integer, Table, Text, Uuid
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from app.errors import BadInput
from app.records.base import UtcTime

Given = Mapping[str, Any]
"""A JSON object of an entry: times are seconds since 1970."""

_UNREADABLE = (TypeError, ValueError, OverflowError, OSError)


class EntryRefused(BadInput):
    """An outbox entry cannot be written. The message names the part and what is wrong with it."""


class Shape:
    """How the objects of one part of an entry become rows of a table: every column but its counted key, in order.

    A column that is not given gets its default.
    """

    def __init__(self, table: Table, part: str, dialect: Dialect) -> None:
        columns = [column for column in table.columns if not (column.primary_key and _is(column, BigInteger))]
        self._part = part
        self.names = [column.name for column in columns]
        self._absent = [_absent(column, dialect) for column in columns]
        self._places = {column.name: (place, _reader(column, dialect)) for place, column in enumerate(columns)}
        self._required = [place for place, column in enumerate(columns) if _is_required(column)]

    def row(self, given: Given) -> tuple[Any, ...]:
        """The values of the driver. Raises EntryRefused naming the part and the column."""
        row, places = self._absent.copy(), self._places
        for name, value in given.items():
            # Most columns of an entry are null.
            if value is not None:
                try:
                    place, read = places[name]
                    row[place] = read(value)
                except KeyError:
                    raise self._refused(name, "is not known") from None
                except _UNREADABLE as error:
                    raise self._refused(name, f"cannot be {value!r:.60}") from error
        for place in self._required:
            if row[place] is None:
                raise self._refused(self.names[place], "is missing")
        return tuple(row)

    def _refused(self, name: str, why: str) -> EntryRefused:
        return EntryRefused(f"entry: {self._part}.{name} {why}")


def _is(column: Column[Any], kind: type) -> bool:
    return isinstance(column.type, kind)


def _is_required(column: Column[Any]) -> bool:
    return not column.nullable and column.default is None and not _is(column, JSON)


def _absent(column: Column[Any], dialect: Dialect) -> Any:
    """What the driver takes where nothing is given."""
    if isinstance(column.default, ScalarElementColumnDefault):
        return _bound(column, dialect)(column.default.arg)
    return _bound(column, dialect)([]) if _is(column, JSON) and not column.nullable else None


def _reader(column: Column[Any], dialect: Dialect) -> Callable[[Any], Any]:
    """Checks a JSON value and makes of it what the driver takes."""
    if _is(column, UtcTime) and dialect.name == "sqlite":
        return _utc_text
    readers: tuple[tuple[type, Callable[[Any], Any]], ...] = (
        (UtcTime, _moment),
        (Uuid, _uuid),
        (Text, _text),
        (Boolean, _boolean),
        (BigInteger, _whole_of(63)),
        (Integer, _whole_of(31)),
        (Double, _number),
        (Float, _number),
        (JSON, lambda value: value),
    )
    read = next(reader for kind, reader in readers if _is(column, kind))
    process = column.type.dialect_impl(dialect).bind_processor(dialect)
    return read if process is None else lambda value: process(read(value))


def _bound(column: Column[Any], dialect: Dialect) -> Callable[[Any], Any]:
    return column.type.dialect_impl(dialect).bind_processor(dialect) or (lambda value: value)


def _moment(value: object) -> datetime:
    return datetime.fromtimestamp(_number(value), UTC)


def _utc_text(value: object) -> str:
    """The text that the column's type would make, in a quarter of its time; an entry holds a dozen."""
    return _moment(value).isoformat(" ", "microseconds")[:26]


def _uuid(value: object) -> str:
    return str(UUID(_text(value)))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("no text")
    if value.isprintable():
        return value
    # Characters that a database cannot keep must not cost the answer they stand in.
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\x00", "\ufffd")


def _boolean(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError("neither true nor false")
    return value


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise TypeError("no number")
    return value


def _whole_of(bits: int) -> Callable[[object], int]:
    limit = 1 << bits

    def whole(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not -limit <= value < limit:
            raise TypeError("no whole number that fits")
        return value

    return whole
