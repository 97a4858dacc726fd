"""Turns the JSON objects of an outbox entry into checked rows: every column there, of its type, times as times."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, Boolean, Column, Double, Float, Integer, Table, Text, Uuid
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from app.errors import BadInput
from app.records.base import Base, UtcTime

Row = dict[str, Any]
_REQUIRED = object()


class EntryRefused(BadInput):
    """An outbox entry cannot be written. The message names the part and what is wrong with it."""


def row_of(model: type[Base], part: str, given: Mapping[str, Any], **fixed: Any) -> Row:
    """All columns of the model's table but its counted key, from a JSON object; ``fixed`` wins over what is given.

    Times are seconds since 1970. A column that is not given gets its default. Raises EntryRefused naming ``part``.
    """
    columns = _columns(model)
    unknown = given.keys() - columns.keys()
    if unknown:
        raise EntryRefused(f"entry: {part}.{min(unknown)} is not known")
    row: Row = {}
    for name, (convert, fallback) in columns.items():
        value = given.get(name)
        if name in fixed:
            row[name] = fixed[name]
        elif value is None:
            if fallback is _REQUIRED:
                raise EntryRefused(f"entry: {part}.{name} is missing")
            row[name] = fallback
        else:
            try:
                row[name] = convert(value)
            except (TypeError, ValueError, OverflowError, OSError) as error:
                raise EntryRefused(f"entry: {part}.{name} cannot be {value!r:.60}") from error
    return row


@cache
def _columns(model: type[Base]) -> dict[str, tuple[Callable[[object], Any], Any]]:
    """For each column, how its JSON value is read and what stands where none is given."""
    table = model.__table__
    assert isinstance(table, Table)
    return {
        column.name: (_reader(column), _fallback(column))
        for column in table.columns
        if not (column.primary_key and isinstance(column.type, BigInteger))
    }


def _fallback(column: Column[Any]) -> Any:
    default = column.default
    if isinstance(default, ScalarElementColumnDefault):
        return default.arg
    if isinstance(column.type, JSON) and not column.nullable:
        return []
    return None if column.nullable else _REQUIRED


def _reader(column: Column[Any]) -> Callable[[object], Any]:
    readers: tuple[tuple[type, Callable[[object], Any]], ...] = (
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
    return next(reader for kind, reader in readers if isinstance(column.type, kind))


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
