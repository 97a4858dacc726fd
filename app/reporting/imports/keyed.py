"""Writes rows that have a key of their own into a table, so that writing them again changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection, Table, select, tuple_
from sqlalchemy.dialects import postgresql, sqlite

from app.errors import BadInput
from app.records.base import Base
from app.reporting.imports.row_types import Row
from app.reporting.imports.turns import take_turns

_PORTION = 1000
_OWN = frozenset({"id", "source", "created_at", "updated_at"})
"""Columns that say how a row came to be, not what it says."""


@dataclass(frozen=True, slots=True)
class Saved:
    """How many rows were new, changed, or there already just as given."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0

    def __add__(self, other: Saved) -> Saved:
        return Saved(self.new + other.new, self.changed + other.changed, self.unchanged + other.unchanged)

    def __str__(self) -> str:
        return f"{self.new:,} new, {self.changed:,} changed, {self.unchanged:,} unchanged"


@dataclass(frozen=True, slots=True)
class Keyed:
    """A table and the columns that name one of its rows."""

    model: type[Base]
    keys: tuple[str, ...]

    def save(
        self,
        connection: Connection,
        rows: Sequence[Mapping[str, Any]],
        source: str,
        now: datetime,
        whole: type[Row] | None = None,
    ) -> Saved:
        """Inserts rows that are new and updates those that say something else than what is stored.

        What a row does not name keeps its stored value; ``whole`` checks what that comes to. ``source`` and ``now`` are
        written only with a change. Raises BadInput where two rows have one key, or where one does not go with what is
        stored.
        """
        self._refuse_twins(rows)
        take_turns(connection, self._table.name)
        saved = Saved()
        for portion in _portions(rows):
            saved += self._save(connection, portion, source, now, whole)
        return saved

    def _save(
        self,
        connection: Connection,
        rows: Sequence[Mapping[str, Any]],
        source: str,
        now: datetime,
        whole: type[Row] | None,
    ) -> Saved:
        stored = self._stored(connection, [self._key(row) for row in rows])
        written: list[dict[str, Any]] = []
        new = 0
        for row in rows:
            old = stored.get(self._key(row))
            values = dict.fromkeys(self._said()) | dict(old or {}) | dict(row)
            if values != old:
                if whole is not None and old is not None:
                    self._check(whole, values)
                new += old is None
                written.append(values | {"source": source, "created_at": now, "updated_at": now})
        if written:
            connection.execute(self._upsert(connection.dialect.name), written)
        return Saved(new, len(written) - new, len(rows) - len(written))

    def _check(self, whole: type[Row], values: Mapping[str, Any]) -> None:
        try:
            whole.model_validate(values)
        except ValidationError as error:
            why = error.errors(include_url=False)[0]["msg"].removeprefix("Value error, ")
            raise BadInput(f"{self._named(values)}: with what is stored, {why}") from error

    def _stored(self, connection: Connection, keys: Sequence[tuple[Any, ...]]) -> dict[tuple[Any, ...], dict[str, Any]]:
        columns = [self._table.c[name] for name in self._said()]
        wanted = tuple_(*(self._table.c[name] for name in self.keys)).in_(keys)
        found = connection.execute(select(*columns).where(wanted)).mappings()
        return {self._key(row): row for row in map(dict, found)}

    def _upsert(self, dialect: str) -> Any:
        kind: Callable[[Table], Any] = sqlite.insert if dialect == "sqlite" else postgresql.insert
        insert = kind(self._table)
        kept = {*self.keys, "id", "created_at"}
        changes = {column.name: insert.excluded[column.name] for column in self._table.c if column.name not in kept}
        return insert.on_conflict_do_update(index_elements=list(self.keys), set_=changes)

    def _refuse_twins(self, rows: Sequence[Mapping[str, Any]]) -> None:
        first: dict[tuple[Any, ...], int] = {}
        for number, row in enumerate(rows, 1):
            before = first.setdefault(self._key(row), number)
            if before != number:
                raise BadInput(f"rows {before} and {number} are both of {self._named(row)}")

    def _named(self, row: Mapping[str, Any]) -> str:
        return ", ".join(f"{name} {row[name]}" for name in self.keys)

    def _key(self, row: Mapping[str, Any]) -> tuple[Any, ...]:
        return tuple(row[name] for name in self.keys)

    def _said(self) -> list[str]:
        return [column.name for column in self._table.c if column.name not in _OWN]

    @property
    def _table(self) -> Table:
        table = self.model.__table__
        assert isinstance(table, Table)
        return table


def _portions(rows: Sequence[Mapping[str, Any]]) -> Iterator[Sequence[Mapping[str, Any]]]:
    left = iter(rows)
    while portion := list(islice(left, _PORTION)):
        yield portion
