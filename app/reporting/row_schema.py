"""The JSON Schema (2020-12) of one line of the ``jsonl`` export, made from the dictionary."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.reporting.dictionary import Described, Limits, columns, leaving
from app.reporting.formats.plain import ANSWER_COLUMNS

_UUID = {"type": "string", "format": "uuid", "pattern": "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"}
_DAY = {"format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
_MOMENT = {"format": "date-time", "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$"}
# Validators may leave formats unchecked, hence the patterns beside them. Neither says anything of null.

_TYPES: Mapping[str, Mapping[str, Any]] = {
    "UUID": _UUID,
    "text": {"type": "string"},
    "true or false": {"type": "boolean"},
    "whole number": {"type": "integer"},
    "number": {"type": "number"},
    "time": {"type": "string"},
}

Schema = dict[str, Any]


def row_schema() -> Schema:
    """The schema. Times are days, or moments in a row that holds what is identifying."""
    always, identifying = leaving(identifying=False), leaving(identifying=True)
    kept_back = [column.name for column in identifying if column not in always]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A response",
        "description": "One line of the jsonl export: a response by the columns of responses, with its answers.",
        "type": "object",
        "properties": _properties(identifying) | {"answers": _answers()},
        "required": [*(column.name for column in always), "answers"],
        "dependentRequired": dict.fromkeys(kept_back, kept_back),
        "additionalProperties": False,
        "allOf": [*_limits_by_another(always), _times(identifying, kept_back)],
        "$defs": {"day": _DAY, "moment": _MOMENT},
    }


def _answers() -> Schema:
    described = [columns("answers")[name] for name in ANSWER_COLUMNS]
    item = {
        "type": "object",
        "properties": _properties(described),
        "required": list(ANSWER_COLUMNS),
        "additionalProperties": False,
    }
    order = "The answers in the order of asking; those never asked come last."
    return {"description": order, "type": "array", "items": item}


def _properties(described: Iterable[Described]) -> Schema:
    return {column.name: {"description": column.text} | _kind(column) for column in described}


def _kind(column: Described) -> Schema:
    """What the column may hold, without what depends on other columns."""
    if column.codes and column.meaning.holds is None:
        return {"enum": [*column.codes, None] if column.nullable else list(column.codes)}
    kind = _list(column) if column.kind == "JSON" else dict(_TYPES[column.kind])
    if column.nullable:
        kind["type"] = [kind["type"], "null"]
    return kind | (_range(column.limits[None]) if None in column.limits else {})


def _list(column: Described) -> Schema:
    words = {"enum": list(column.codes)} if column.codes else {"type": "string"}
    plain = {"type": "array", "items": words}
    return plain if column.meaning.holds == "words" else {"type": "object", "additionalProperties": plain}


def _range(limits: Limits) -> Schema:
    return {"minimum": limits.low, "maximum": limits.high}


def _limits_by_another(described: Iterable[Described]) -> Iterable[Schema]:
    """Per value of the deciding column what the other one may hold; where that is null, it is null too."""
    for column in described:
        if column.limited_by is None:
            continue
        choices: list[tuple[str | None, Schema]] = [(str(value), _range(of)) for value, of in column.limits.items()]
        for value, limits in [*choices, (None, {"type": "null"})]:
            yield {
                "if": {"properties": {column.limited_by: {"const": value}}},
                "then": {"properties": {column.name: limits}},
            }


def _times(described: Iterable[Described], identifying: Sequence[str]) -> Schema:
    """Days; moments in a row that has the identifying columns."""
    times = [column.name for column in described if column.kind == "time"]
    then, otherwise = (
        {"properties": {name: {"$ref": f"#/$defs/{form}"} for name in times}} for form in ("moment", "day")
    )
    return {"if": {"required": list(identifying)}, "then": then, "else": otherwise}
