"""YAML text as plain values, each with its line and key, so that an error can name where it stands.

The YAML 1.2 core rules are kept: only ``true`` and ``false`` are booleans, so ``no``, ``yes`` and ``on`` are words, and
``007``, ``0x1f`` and ``12:30`` are words too.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import yaml

Loc = tuple[int | str, ...]
"""The way to a value: mapping keys and list positions, from the top."""

MOST_VALUES = 50_000
"""Values of one file, aliases spelled out: more is a mistake or an attack."""
DEEPEST = 40


@dataclass(frozen=True, slots=True)
class Position:
    """Where something stands in a file: its line (from 1) and its dotted key, empty for the file as a whole."""

    line: int
    key: str


class SurveyError(Exception):
    """A survey or lines file cannot be used. One line: file, line, key, what is wrong."""

    def __init__(self, path: Path, position: Position, problem: str) -> None:
        key = f"{position.key}: " if position.key else ""
        super().__init__(f"{path}:{position.line}: {key}{problem}")
        self.path, self.position, self.problem = path, position, problem


class Unreadable(SurveyError):
    """The file itself cannot be read: missing, not allowed, too large, not UTF-8."""


class Positions:
    """The lines of all values of one file."""

    def __init__(self, lines: dict[Loc, int]) -> None:
        self._lines = lines

    def nearest(self, loc: Loc) -> Position:
        """The position of the value at ``loc``, or of the nearest one around it.

        Steps that the file does not have (the name of a union's member, a door that the file leaves out) are passed
        over where a later step is found; else the first of them stays in the key, since it names what is missing.
        """
        found, absent = self._longest((), loc)
        missing = absent[:1] if absent and isinstance(absent[0], str) else ()
        return Position(self._lines.get(found, 1), ".".join(map(str, (*found, *missing))))

    def _longest(self, start: Loc, rest: Loc) -> tuple[Loc, Loc]:
        """The longest way from ``start`` along some of the steps of ``rest``, and the steps after its end."""
        if not rest:
            return start, ()
        over, after_over = self._longest(start, rest[1:])
        passed_over = (over, after_over if len(over) > len(start) else rest)
        step = (*start, rest[0])
        taken = self._longest(step, rest[1:]) if step in self._lines else (start, rest)
        return taken if len(taken[0]) > len(over) else passed_over


class _Loader(yaml.SafeLoader):
    """Composes nodes; which plain words are numbers, booleans or nothing is decided below."""


_Loader.yaml_implicit_resolvers = {}


_PLAIN: tuple[tuple[re.Pattern[str], Callable[[str], Any]], ...] = (
    (re.compile(r"~|null|Null|NULL|"), lambda _: None),
    (re.compile(r"true|True|TRUE|false|False|FALSE"), lambda word: word.lower() == "true"),
    (re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})"), int),
    (re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})\.[0-9]{1,17}(?:[eE][-+]?[0-9]{1,2})?"), float),
)


class _Reading:
    """One file on its way from nodes to values."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lines: dict[Loc, int] = {}

    def value(self, node: yaml.Node, loc: Loc, line: int) -> Any:
        self.lines[loc] = line
        if len(self.lines) > MOST_VALUES or len(loc) > DEEPEST:
            self.refuse(line, loc, "holds too many values, or nests them too deeply")
        if isinstance(node, yaml.MappingNode) and node.tag == "tag:yaml.org,2002:map":
            return self.mapping(node, loc)
        if isinstance(node, yaml.SequenceNode) and node.tag == "tag:yaml.org,2002:seq":
            return [self.value(item, (*loc, i), item.start_mark.line + 1) for i, item in enumerate(node.value)]
        if isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:str":
            return node.value if node.style else _plain(node.value)
        return self.refuse(line, loc, f"the tag {node.tag} cannot be used here")

    def mapping(self, node: yaml.MappingNode, loc: Loc) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                self.refuse(line, loc, "a key must be a word")
            if key.value in values:
                self.refuse(line, (*loc, key.value), "this key stands here twice")
            values[key.value] = self.value(value, (*loc, key.value), line)
        return values

    def refuse(self, line: int, loc: Loc, problem: str) -> NoReturn:
        raise SurveyError(self.path, Position(line, ".".join(map(str, loc))), problem)


def _plain(word: str) -> Any:
    return next((read(word) for pattern, read in _PLAIN if pattern.fullmatch(word)), word)


def located_yaml(text: str, path: Path) -> tuple[Any, Positions]:
    """The values of a YAML text and where each stands; ``path`` names it in errors. Raises SurveyError."""
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise SurveyError(path, Position(line, ""), f"is not YAML: {error.problem or error.context}") from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise SurveyError(path, Position(line, ""), f"is not YAML: {error.reason}") from error
    except RecursionError as error:
        raise SurveyError(path, Position(1, ""), "nests its values too deeply") from error
    if node is None:
        raise SurveyError(path, Position(1, ""), "is empty")
    reading = _Reading(path)
    return reading.value(node, (), node.start_mark.line + 1), Positions(reading.lines)
