"""Reads published quarterly files: what other services reported, to compare with. Their rows are no responses.

Two forms are read: the quarterly row of Touchpoints, and the same as the read API gives it, turned into a table, whose
columns begin with ``attributes_``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from app.reporting.imports import web_cells
from app.reporting.imports.bad_cells import BadCell, Note
from app.reporting.imports.headers import Cells, Table, header_of
from app.reporting.imports.running import Outcome, Refused, Source, Taken
from app.reporting.touchpoints import published_cells
from app.reporting.touchpoints.columns import MOST_ITEMS_V1, POINTS, PUBLISHED_PREFIX

_TEXTS = {
    "service_provider": "service_provider_name",
    "service": "service_name",
    "service_provided": "service_provided",
    "transaction_point": "transaction_point",
    "channel": "channel",
    "federal_register_url": "federal_register_url",
    "operational_metrics": "operational_metrics",
}
"""By column of ``published_surveys``, that of the file."""
_VOLUMES = {
    "customers": "volume_of_customers",
    "offered": "volume_of_customers_provided_survey_opportunity",
    "respondents": "volume_of_respondents",
}
V = TypeVar("V")

_FIRST_YEAR, _LAST_YEAR, _QUARTERS = 2000, 2100, 4


@dataclass(frozen=True, slots=True)
class PublishedRow:
    """One survey of one service in one quarter, and its questions."""

    source_id: str
    columns: Mapping[str, Any]
    items: Sequence[Mapping[str, Any]]


def rows_of(path: Path) -> Source[PublishedRow]:
    """The rows of a published file, in any column order. Raises BadInput, also when read."""
    prefix = PUBLISHED_PREFIX if f"{PUBLISHED_PREFIX}q1_1" in header_of(path) else ""
    organization = "organization" if prefix else "collection_organization"
    names = [*_TEXTS.values(), *_VOLUMES.values(), "collection_year", "collection_quarter", "omb_control_number"]
    names += [f"q{item}_{part}" for item in range(1, MOST_ITEMS_V1 + 1) for part in ("text", *POINTS)]
    names += [f"{organization}_name", f"{organization}_abbreviation"]
    scales = [f"{prefix}q{item}_point_scale" for item in range(1, MOST_ITEMS_V1 + 1)]
    table = Table(path, ["id", *(prefix + name for name in names)], scales, more=True)

    def read() -> Iterator[Outcome[PublishedRow]]:
        for row in table.rows():
            yield Refused((row,)) if isinstance(row, BadCell) else _Reading(path, *row, prefix).outcome(organization)

    return read


class _Reading:
    """Reads the cells of one row; bad ones and notes gather."""

    def __init__(self, path: Path, line: int, cells: Cells, prefix: str) -> None:
        self._path, self._line, self._cells, self._prefix = path, line, cells, prefix
        self._bad: list[BadCell] = []
        self._notes: list[Note] = []

    def outcome(self, organization: str) -> Outcome[PublishedRow]:
        """The row, or why it cannot be taken."""
        source_id = self._id()
        volumes = {column: self._volume(name) for column, name in _VOLUMES.items()}
        columns: dict[str, Any] = {
            **self._organization(organization),
            **{column: self._text(name) for column, name in _TEXTS.items()},
            **volumes,
            "fiscal_year": self._between("collection_year", _FIRST_YEAR, _LAST_YEAR),
            "quarter": self._between("collection_quarter", 1, _QUARTERS),
            "clearance": self._clearance(),
        }
        items = self._items(volumes["respondents"])
        if self._bad:
            return Refused(tuple(self._bad))
        value = PublishedRow(source_id, columns, items)
        return Taken(self._path, self._line, source_id, "id", value, tuple(self._notes))

    def _id(self) -> str:
        try:
            return web_cells.opaque_id((self._cells["id"] or "").strip())
        except ValueError as error:
            self._refuse("id", str(error))
            return ""

    def _items(self, respondents: int | None) -> list[dict[str, Any]]:
        counts = [self._counts(number) for number in range(1, MOST_ITEMS_V1 + 1)]
        self._refuse_shares(counts, respondents)
        items = []
        for number, of_item in enumerate(counts, 1):
            text = self._text(f"q{number}_text")
            if published_cells.is_no_question(text or "") and not any(of_item):
                if text:
                    self._note("a question that says there is none was left out", f"q{number}_text {text!r}")
                continue
            if respondents is not None and sum(of_item) > respondents:
                self._note("a question has more answers than respondents", f"q{number}: {sum(of_item):,}")
            named = {f"n{point}": int(count) for point, count in zip(POINTS, of_item, strict=True)}
            scale = self._text(f"q{number}_point_scale")
            items.append({"number": number, "text": text, **named, "stated_point_scale": scale})
        return items

    def _counts(self, number: int) -> list[Decimal]:
        return [self._read(f"q{number}_{point}", _count, Decimal()) for point in POINTS]

    def _refuse_shares(self, counts: Sequence[Sequence[Decimal]], respondents: int | None) -> None:
        if published_cells.are_percentages(counts, respondents):
            why = "percentages or fractions where counts belong"
        elif published_cells.are_scores(counts, respondents):
            why = "averages where counts belong: one point alone in every question"
        else:
            return
        used = next(number for number, of_item in enumerate(counts, 1) if any(of_item))
        shown = ",".join(map(str, counts[used - 1]))
        at = f"{self._prefix}q{used}_1 to _5"
        self._bad.append(BadCell(str(self._path), self._line, at, shown, f"are {why} ({respondents} respondents)"))

    def _volume(self, name: str) -> int | None:
        text = self._cells[self._prefix + name] or ""
        if text and not published_cells.is_plain_volume(text):
            self._note("a volume is not digits alone and was taken as a whole number", f"{name} {text!r}")
        return self._read(name, published_cells.volume, None)

    def _clearance(self) -> str | None:
        text = self._cells[self._prefix + "omb_control_number"] or ""
        found = published_cells.control_number(text)
        if found is None and text.strip():
            self._note("a control number is none and was left out", repr(text))
        elif found is not None and found != text:
            self._note("a control number was cleaned", repr(text))
        return found

    def _between(self, name: str, low: int, high: int) -> int | None:
        def within(text: str) -> int:
            value = published_cells.volume(text)
            if value is None or not low <= value <= high:
                raise ValueError(f"is not {low} to {high}")
            return value

        return self._read(name, within, None)

    def _organization(self, organization: str) -> dict[str, str | None]:
        """Touchpoints wrote name and abbreviation of the quarterly row into each other's column."""
        name, short = self._text(f"{organization}_name"), self._text(f"{organization}_abbreviation")
        if name is not None and short is not None and len(name) < len(short):
            self._note("organization name and abbreviation stand in each other's column", repr(name))
            name, short = short, name
        return {"organization": name, "organization_abbreviation": short}

    def _text(self, name: str) -> str | None:
        return (self._read(name, web_cells.words, None) or "").strip() or None

    def _read(self, name: str, read: Callable[[str], V], instead: V) -> V:
        try:
            return read(self._cells.get(self._prefix + name) or "")
        except ValueError as error:
            self._refuse(self._prefix + name, str(error))
            return instead

    def _refuse(self, column: str, why: str) -> None:
        self._bad.append(BadCell(str(self._path), self._line, column, self._cells[column], why))

    def _note(self, what: str, detail: str) -> None:
        self._notes.append(Note(str(self._path), self._line, what, detail))


def _count(text: str) -> Decimal:
    return published_cells.number(text) or Decimal()
