"""The data dictionary: each column of the results as the model has it, joined with what it means."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Any, Literal

from sqlalchemy import JSON, BigInteger, Boolean, CheckConstraint, Column, Float, Integer, Table, Text, Uuid
from sqlalchemy.types import TypeEngine

from app.records.base import UtcTime
from app.records.models import Answer, Response
from app.reporting.formats.long import LONG_COLUMNS
from app.reporting.formats.plain import ANSWER_COLUMNS, IDENTIFYING, INTERNAL, column_names
from app.reporting.meanings import ANSWERS, CODES, LONG, RESPONSES, Meaning

Kind = Literal["time", "UUID", "text", "true or false", "whole number", "number", "JSON"]

_KINDS: Mapping[type[TypeEngine[Any]], Kind] = {
    UtcTime: "time",
    Uuid: "UUID",
    Text: "text",
    Boolean: "true or false",
    Integer: "whole number",
    Float: "number",
    JSON: "JSON",
}
_MEANINGS = {"responses": RESPONSES, "answers": ANSWERS}

_ONE_OF = re.compile(r"(\w+) in \((.*)\)")
_BETWEEN = re.compile(r"(\w+) between (\d+) and (\d+)")
_BETWEEN_BY_SCALE = re.compile(r"\((\w+) = '(\w+)' and (\w+) between (\d+) and (\d+)\)")


@dataclass(frozen=True, slots=True)
class Limits:
    """The lowest and the highest whole number that a column takes."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Described:
    """A column with all that is to be known of it."""

    table: str
    name: str
    kind: Kind
    nullable: bool
    big: bool
    """Whether a whole number may need 64 bits."""
    codes: tuple[str, ...]
    """The only words that it may hold, or that its list may hold; none where any may."""
    codes_of: str | None
    """The key of ``CODES`` that explains them."""
    limits: Mapping[str | None, Limits]
    """By the value of the column that ``limited_by`` names, or under None alone; empty where there are none."""
    limited_by: str | None
    meaning: Meaning
    leaves: str

    @property
    def text(self) -> str:
        """The meaning in plain words."""
        return _plain(self.meaning.text)

    @property
    def values(self) -> str:
        """What it may hold, in words; empty where anything of its type may."""
        if self.codes_of is not None:
            return ("list: " if self.meaning.holds else "") + f"see {CODES[self.codes_of][0]}"
        if self.meaning.holds is not None:
            return {"words": "list of words", "lists": "lists of words by name"}[self.meaning.holds]
        return ", ".join(
            f"{each.low} to {each.high}" + (f" ({value})" if value else "") for value, each in self.limits.items()
        )


@cache
def columns(table: Literal["responses", "answers"]) -> Mapping[str, Described]:
    """All columns of one of the two tables, by name, in their order."""
    model = {"responses": Response, "answers": Answer}[table].__table__
    assert isinstance(model, Table)
    return {column.name: _described(column, _MEANINGS[table][column.name]) for column in model.columns}


def leaving(*, identifying: bool, comments: bool = True, numbered: bool = True) -> Sequence[Described]:
    """The columns of ``responses`` that leave, in their order."""
    names = column_names(identifying=identifying, comments=comments, numbered=numbered)
    return [columns("responses")[name] for name in names]


def long_csv() -> Iterator[tuple[str, str, str, str]]:
    """The columns of the ``long-csv`` export: name, where it comes from, when it leaves, meaning."""
    for column in LONG_COLUMNS:
        table, name = column.comes_from.split(".")
        meaning = LONG.get(column.name) or _MEANINGS[table][name]
        yield column.name, column.comes_from, "identifying" if column.identifying else "yes", meaning.text


DICTIONARY_COLUMNS = ("table", "column", "code", "type", "unit", "null", "values", "leaves", "meaning")


def dictionary_rows() -> Iterator[tuple[str, ...]]:
    """The whole dictionary as rows of ``DICTIONARY_COLUMNS``: a row a column, then a row a code."""
    for column in chain(columns("responses").values(), columns("answers").values()):
        null = "yes" if column.nullable else "no"
        kind, unit = column.kind, column.meaning.unit or ""
        yield column.table, column.name, "", kind, unit, null, column.values, column.leaves, column.text
    for name, comes_from, leaves, text in long_csv():
        yield "long-csv", name, "", "", "", "", f"see {comes_from}", leaves, _plain(text)
    for name, code, meaning in code_rows():
        yield "codes", name, code, *[""] * 5, meaning


def code_rows() -> Iterator[tuple[str, str, str]]:
    """Every code: the column that it stands in, the code, its meaning."""
    for name, (_heading, codes) in CODES.items():
        for code, meaning in codes.items():
            yield name, code, _plain(meaning)


def markdown_tables() -> Mapping[str, str]:
    """The tables of the page, by the heading that each stands under."""
    tables = {
        f"`{name}`": _markdown(
            ("column", "type", "unit", "null", "values", "leaves", "meaning"),
            (_markdown_cells(column) for column in columns(name).values()),
        )
        for name in ("responses", "answers")
    }
    tables["`long-csv`"] = _markdown(
        ("column", "comes from", "leaves", "meaning"),
        ((f"`{name}`", f"`{comes_from}`", leaves, text) for name, comes_from, leaves, text in long_csv()),
    )
    for heading, codes in CODES.values():
        tables[heading] = _markdown(("code", "meaning"), ((f"`{code}`", text) for code, text in codes.items()))
    return tables


def _markdown_cells(column: Described) -> tuple[str, ...]:
    values = column.values
    if column.codes_of is not None:
        heading = CODES[column.codes_of][0]
        values = values.replace(heading, f"[{heading}](#{heading.lower().replace(' ', '-')})")
    null = "yes" if column.nullable else "no"
    return f"`{column.name}`", column.kind, column.meaning.unit or "", null, values, column.leaves, column.meaning.text


def _markdown(header: Sequence[str], rows: Iterator[tuple[str, ...]]) -> str:
    lines = ["| " + " | ".join(cells) + " |\n" for cells in (header, *rows)]
    return "".join([lines[0], "|" + "---|" * len(header) + "\n", *lines[1:]])


def _described(column: Column[Any], meaning: Meaning) -> Described:
    codes_of = meaning.codes or (column.name if _codes(column) else None)
    return Described(
        table=column.table.name,
        name=column.name,
        kind=next(kind for type_, kind in _KINDS.items() if isinstance(column.type, type_)),
        nullable=bool(column.nullable),
        big=isinstance(column.type, BigInteger),
        codes=_codes(column.table.columns[codes_of]) if codes_of else (),
        codes_of=codes_of,
        limits=_limits(column),
        limited_by=next((by for by, _, name, *_ in _by_scale(column) if name == column.name), None),
        meaning=meaning,
        leaves=_leaves(column),
    )


def _leaves(column: Column[Any]) -> str:
    if column.table.name == "answers":
        return _answer_leaves(column.name)
    if column.name in INTERNAL:
        return "no"
    if column.name in IDENTIFYING:
        return "identifying"
    return "as a day" if isinstance(column.type, UtcTime) else "yes"


def _answer_leaves(name: str) -> str:
    if name in ANSWER_COLUMNS or name == "response_id":
        return "yes"
    long = next((column for column in LONG_COLUMNS if column.comes_from == f"answers.{name}"), None)
    if long is None:
        return "no"
    return "identifying" if long.identifying else "yes"


def _checks(column: Column[Any]) -> Iterator[str]:
    """The checks of the column's table, as SQL."""
    for constraint in column.table.constraints:
        if isinstance(constraint, CheckConstraint):
            yield str(constraint.sqltext)


def _codes(column: Column[Any]) -> tuple[str, ...]:
    """The words of the column's ``one_of``."""
    found = (_ONE_OF.fullmatch(check) for check in _checks(column))
    words = next((match[2] for match in found if match and match[1] == column.name), "")
    return tuple(re.findall(r"'([^']*)'", words))


def _limits(column: Column[Any]) -> Mapping[str | None, Limits]:
    """The numbers of the column's ``between``, or those that another column decides."""
    for check in _checks(column):
        if (match := _BETWEEN.fullmatch(check)) and match[1] == column.name:
            return {None: Limits(int(match[2]), int(match[3]))}
    decided = [found for found in _by_scale(column) if found[2] == column.name]
    return {value: Limits(int(low), int(high)) for _, value, _, low, high in decided}


def _by_scale(column: Column[Any]) -> list[tuple[str, ...]]:
    return [found for check in _checks(column) for found in _BETWEEN_BY_SCALE.findall(check)]


def _plain(text: str) -> str:
    return text.replace("`", "")
