"""What all models share: the naming convention, the column types and the checks of enumerations."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Annotated, Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, DateTime, Dialect, Integer, MetaData, Text, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, mapped_column


class UtcTime(TypeDecorator[datetime]):
    """A moment: aware datetimes in and out, kept in UTC. SQLite keeps the UTC wall time as text that sorts."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Aware times turned into UTC. Raises ValueError for a time without a zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without a zone: {value.isoformat()}")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The stored time, aware and in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Base of the models; every constraint gets a name, so that migrations can change it on both databases."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {str: Text, datetime: UtcTime}  # noqa: RUF012 (SQLAlchemy reads it from the class)


BigId = Annotated[int, mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)]
"""A counted primary key: SQLite counts only a plain INTEGER."""

Json = Annotated[Any, mapped_column(JSON(none_as_null=True))]
"""A small JSON value; None is SQL null."""


def one_of(column: str, values: Iterable[str]) -> CheckConstraint:
    """A check that the column is null or one of these words."""
    words = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} in ({words})", name=column)


def between(column: str, low: int, high: int) -> CheckConstraint:
    """A check that the column is null or lies between the two numbers, both included."""
    return CheckConstraint(f"{column} between {low} and {high}", name=column)


def at_least(column: str, low: int) -> CheckConstraint:
    """A check that the column is null or not below the number."""
    return CheckConstraint(f"{column} >= {low}", name=column)
