"""Turns the JSON objects of an outbox entry into checked rows, as the database's driver takes them."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, Boolean, Column, Dialect, Double, Float, Integer, Table, Text, Uuid
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from app.errors import BadInput
from app.records.base import UtcTime

Given = Mapping[str, Any]
"""A JSON object of an entry: times are seconds since 1970."""

_UNREADABLE = (TypeError, ValueError, OverflowError, OSError)
_MOMENTS_KEPT = 4096


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
        self._known = frozenset(self.names)
        self._required = [column.name for column in columns if _is_required(column)]
        self._columns = [(column.name, _reader(column, dialect), _absent(column, dialect)) for column in columns]

    def row(self, given: Given) -> tuple[Any, ...]:
        """The values of the driver. Raises EntryRefused naming the part and the column."""
        if not given.keys() <= self._known:
            raise self._refused(min(given.keys() - self._known), "is not known")
        get = given.get
        for name in self._required:
            if get(name) is None:
                raise self._refused(name, "is missing")
        try:
            # Most columns of an entry are null, and this line is where the recorder spends its time.
            return tuple(
                [absent if (value := get(name)) is None else read(value) for name, read, absent in self._columns]
            )
        except _UNREADABLE as error:
            raise self._unreadable(given) from error

    def _unreadable(self, given: Given) -> EntryRefused:
        """What is to be said of an object that has a value which its column cannot take."""
        for name, read, _ in self._columns:
            value = given.get(name)
            try:
                if value is not None:
                    read(value)
            except _UNREADABLE:
                return self._refused(name, f"cannot be {value!r:.60}")
        raise AssertionError("every column can be read")

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
    if process is None:
        return read

    def read_and_bind(value: Any) -> Any:
        return process(read(value))

    # The end of one question is the beginning of the next, and a session's own beginning comes with each of its turns.
    return lru_cache(_MOMENTS_KEPT, typed=True)(read_and_bind) if _is(column, UtcTime) else read_and_bind


def _bound(column: Column[Any], dialect: Dialect) -> Callable[[Any], Any]:
    return column.type.dialect_impl(dialect).bind_processor(dialect) or (lambda value: value)


def _moment(value: object) -> datetime:
    return datetime.fromtimestamp(_number(value), UTC)


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
