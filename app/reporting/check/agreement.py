"""Whether the files of a submission agree: respondents, answers, details, scales and the quarter itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any

from app.reporting.check.examining import name_of
from app.reporting.check.findings import Finding
from app.reporting.check.kinds import Columns
from app.reporting.check.quarterly import VOLUMES
from app.reporting.touchpoints.columns import POINTS
from app.reporting.touchpoints.published_cells import volume

_RESPONSES = "touchpoints-v2"
_DETAILS = "touchpoints-v2-details"
_COLLECTIONS = "touchpoints-v2-collections"
_HEADER = "touchpoints-v1-header"
_QUESTIONS = "touchpoints-v1-questions"
_QUARTERLY = "touchpoints-v1-quarterly"

_HEADER_VOLUMES = ("total_volume", "survey_opp_volume", "response_count")
_OFF_SCALE = {"likert_scale": frozenset("0"), "thumbs_up_down": frozenset("2345")}
_QUARTERS = {
    _DETAILS: ("cx_collection_fiscal_year", "cx_collection_quarter"),
    _COLLECTIONS: ("fiscal_year", "quarter"),
    _QUARTERLY: ("collection_year", "collection_quarter"),
}


@dataclass(frozen=True, slots=True)
class Kept:
    """One row of a file, by the names of its columns."""

    file: Path
    row: int
    cells: Mapping[str, str]

    def differs(self, code: str, column: str, recomputed: object, why: str) -> Iterator[Finding]:
        """The finding that a cell says something else than it should, if it does."""
        stated = self.cells.get(column, "")
        if stated != str(recomputed) and _whole(stated) != recomputed:
            yield Finding(code, why, column, stated, str(recomputed), self.row, name_of(self.file))


@dataclass(slots=True)
class Gathered:
    """What the comparison needs of a file: its rows, of a response file only the trust answers that occur."""

    file: Path
    holds: str
    count: int = 0
    rows: list[Kept] = field(default_factory=list)
    trust: set[str] = field(default_factory=set)

    def keep(self, columns: Columns, row: int, cells: Sequence[str]) -> None:
        """Keep what is needed of a row."""
        if self.holds == _RESPONSES:
            self.trust.add(columns.cell(cells, "question_1"))
        else:
            self.rows.append(Kept(self.file, row, {name: cells[place] for name, place in columns.places.items()}))


def disagreements(manifest: Mapping[str, Any], files: Sequence[Gathered]) -> Iterator[Finding]:
    """Everything in which the files differ. The rows of an overview stand in the order of the files they describe."""
    details, quarterly = _rows(files, _DETAILS), _rows(files, _QUARTERLY)
    headers, questions = _files(files, _HEADER), _files(files, _QUESTIONS)
    yield from _same_number(files, _RESPONSES, _DETAILS)
    yield from _same_number(files, _HEADER, _QUARTERLY)
    yield from _same_number(files, _QUESTIONS, _QUARTERLY)
    for detail, responses in zip(details, _files(files, _RESPONSES), strict=False):
        yield from _detail(detail, responses)
    yield from _collections(_rows(files, _COLLECTIONS), details)
    for row, header, asked in zip(quarterly, headers, questions, strict=False):
        for first in header.rows[:1]:
            yield from _header(row, first)
        for question in asked.rows:
            yield from _question(row, question)
    yield from _quarter(manifest, files)


def _detail(detail: Kept, responses: Gathered) -> Iterator[Finding]:
    why = f"{responses.file.name} has so many rows"
    yield from detail.differs("count-differs", VOLUMES[-1], responses.count, why)
    stated = detail.cells.get("survey_type", "")
    off = responses.trust & _OFF_SCALE.get(stated, frozenset())
    if off:
        told = f"{responses.file.name} holds {', '.join(sorted(off))}"
        yield Finding("survey-type-differs", told, "survey_type", stated, None, detail.row, name_of(detail.file))


def _collections(collections: Sequence[Kept], details: Sequence[Kept]) -> Iterator[Finding]:
    services = Counter(detail.cells.get("service_name") for detail in details)
    for collection in collections:
        n = services[collection.cells.get("service_name")]
        why = "the detail file has so many rows of the service"
        yield from collection.differs("count-differs", "cx_collection_details_count", n, why)


def _header(row: Kept, header: Kept) -> Iterator[Finding]:
    for column, of_header in zip(VOLUMES, _HEADER_VOLUMES, strict=True):
        stated = header.cells.get(of_header, "")
        why = f"{of_header} of {header.file.name}"
        yield from row.differs("count-differs", column, stated if _whole(stated) is None else _whole(stated), why)


def _question(row: Kept, question: Kept) -> Iterator[Finding]:
    number = question.cells.get("standardized_question_number", "")
    answers, respondents = _whole(question.cells.get("response_volume", "")), _whole(row.cells.get(VOLUMES[-1], ""))
    if answers is not None and respondents is not None and answers > respondents:
        why = f"{row.file.name} has so many respondents"
        yield from question.differs("answers-exceed-respondents", "response_volume", respondents, why)
    for point in POINTS:
        column, stated = f"q{number}_{point}", _whole(question.cells.get(f"likert_scale_{point}", ""))
        if column in row.cells and stated is not None:
            yield from row.differs("count-differs", column, stated, f"likert_scale_{point} of {question.file.name}")


def _quarter(manifest: Mapping[str, Any], files: Sequence[Gathered]) -> Iterator[Finding]:
    facts = (manifest.get("fiscal_year"), manifest.get("quarter"))
    for holds, columns in _QUARTERS.items():
        for row, (column, fact) in product(_rows(files, holds), zip(columns, facts, strict=True)):
            yield from row.differs("quarter-differs", column, fact, "is that of the manifest")
    for file in files:
        if file.holds not in (_HEADER, _QUESTIONS):
            continue
        for row, (column, fact) in product(file.rows, (("start_date", "first_day"), ("end_date", "last_day"))):
            yield from row.differs("quarter-differs", column, manifest.get(fact), "is that of the manifest")


def _same_number(files: Sequence[Gathered], described: str, overview: str) -> Iterator[Finding]:
    own, rows = len(_files(files, described)), len(_rows(files, overview))
    if own != rows:
        place = next(file.file for file in files if file.holds in (overview, described))
        why = f"as many rows of {overview} as there are files of {described}"
        yield Finding("count-differs", why, None, str(rows), str(own), file=name_of(place))


def _files(files: Sequence[Gathered], holds: str) -> Sequence[Gathered]:
    return [file for file in files if file.holds == holds]


def _rows(files: Sequence[Gathered], holds: str) -> Sequence[Kept]:
    return [row for file in _files(files, holds) for row in file.rows]


def _whole(text: str) -> int | None:
    """The whole number of a cell; None where the file's own check has said that there is none."""
    try:
        return volume(text)
    except ValueError:
        return None
