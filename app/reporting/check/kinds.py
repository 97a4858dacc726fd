"""The kinds of file that can be checked, and how one is recognised by its header."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from app.errors import BadInput
from app.reporting.check.findings import Finding
from app.reporting.quarter.metrics import COLUMNS as METRICS
from app.reporting.touchpoints.columns import (
    COLLECTIONS_V2,
    DETAILS_V2,
    HEADER_V1,
    MOST_ITEMS_V1,
    POINTS,
    PUBLISHED_PREFIX,
    QUARTERLY_V1,
    QUESTIONS_V1,
    RESPONSES,
    SUBMISSION_AFTER,
    SUBMISSION_BEFORE,
)

KindName = Literal[
    "responses",
    "listing",
    "combined",
    "submissions",
    "header-v1",
    "questions-v1",
    "quarterly-v1",
    "published",
    "collections-v2",
    "details-v2",
    "summary",
    "operational-metrics",
]

_LISTING = (
    "cx_collection_detail_id",
    "cx_collection_detail_upload_id",
    *(name for name in RESPONSES if name != "external_id"),
    "job_id",
    "external_id",
)
_SUMMARY_PLACE = ("service_provided", "transaction_point", "channel")
SUMMARY_SCORES = ("satisfied", "trust", "effective", "easy", "efficient", "transparent", "employee")
_SUMMARY = (
    *("service_provider_id", "service_id", "year", "quarter"),
    *_SUMMARY_PLACE,
    *("total_volume", "surveys_offered_count", "response_count"),
    *SUMMARY_SCORES,
)
_PUBLISHED = (
    *("id", "type", "organization_id", "organization_name", "organization_abbreviation"),
    *("service_provider_id", "service_provider_name", "collection_id", "collection_name"),
    *("collection_year", "collection_quarter", *_SUMMARY_PLACE, "volume_of_customers"),
    *("volume_of_customers_provided_survey_opportunity", "volume_of_respondents"),
    *("omb_control_number", "federal_register_url"),
    *(
        f"q{number}_{what}"
        for number in range(1, MOST_ITEMS_V1 + 1)
        for what in ("text", *map(str, POINTS), "point_scale")
    ),
    *("created_at", "updated_at", "operational_metrics", "service_id", "service_name", "service_slug"),
    *("service_desc", "service_provider_desc"),
)
_SUBMISSION = (*SUBMISSION_BEFORE, *SUBMISSION_AFTER)

_LIKE_ENOUGH = 0.6
_NEAR = 0.8


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: its columns in our spelling; ``open`` where columns with names of their own may stand between."""

    name: KindName
    words: str
    columns: tuple[str, ...]
    optional: frozenset[str] = frozenset()
    open: bool = False
    prefix: str = ""


KINDS = (
    Kind("responses", "response file, version 2", RESPONSES),
    Kind("listing", "listing of responses, version 2", _LISTING),
    Kind("combined", "combined file", (*_SUBMISSION, *RESPONSES), frozenset({"IP Address"}), open=True),
    Kind("submissions", "submission export", _SUBMISSION, frozenset({"IP Address"}), open=True),
    Kind("header-v1", "header file, version 1", HEADER_V1),
    Kind("questions-v1", "question file, version 1", QUESTIONS_V1),
    Kind("quarterly-v1", "quarterly row, version 1", QUARTERLY_V1),
    Kind("published", "published quarterly file", _PUBLISHED, prefix=PUBLISHED_PREFIX),
    Kind("collections-v2", "collection file, version 2", COLLECTIONS_V2),
    Kind("details-v2", "detail file, version 2", DETAILS_V2),
    Kind("summary", "summary row", _SUMMARY),
    Kind("operational-metrics", "operational metrics", METRICS),
)


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each column of a kind stands in a file, whatever the order there."""

    kind: Kind
    header: tuple[str, ...]
    places: Mapping[str, int]
    """By our spelling of the column; what the file does not have is not in it."""

    def __contains__(self, column: str) -> bool:
        return column in self.places

    def cell(self, cells: Sequence[str], column: str) -> str:
        """The cell of a column, the empty text where the file has no such column."""
        place = self.places.get(column)
        return "" if place is None else cells[place]

    def spelt(self, column: str) -> str:
        """The column as the file spells it."""
        place = self.places.get(column)
        return column if place is None else self.header[place]


def recognised(header: tuple[str, ...], *, whole: bool = True) -> tuple[Columns, list[Finding]]:
    """The columns of a file, and how its header differs from what its kind should have.

    ``whole`` is False for a page of an API, which may leave out and add attributes. Raises BadInput where the header
    resembles no kind enough, naming the one that it resembles most.
    """
    plain = [_plain(name) for name in header]
    kind = max(KINDS, key=lambda each: _likeness(each, plain))
    likeness, _ = _likeness(kind, plain)
    if likeness < _LIKE_ENOUGH and (whole or _covered(kind, plain) < _LIKE_ENOUGH):
        raise BadInput(_unlike(kind, plain))
    columns = Columns(kind, header, _places(kind, plain))
    return columns, list(_differences(columns) if whole else ())


def _plain(name: str) -> str:
    return name.strip().removeprefix(PUBLISHED_PREFIX).casefold().replace("_", " ").replace("-", " ")


def _known(kind: Kind) -> dict[str, str]:
    return {_plain(column): column for column in kind.columns}


def _likeness(kind: Kind, plain: Sequence[str]) -> tuple[float, int]:
    """The share of columns that kind and file have in common, and their number to tell equals apart."""
    known, there = set(_known(kind)), set(plain)
    both = known & there
    all_of_it = known if kind.open else known | there
    return len(both) / len(all_of_it), len(both)


def _covered(kind: Kind, plain: Sequence[str]) -> float:
    return len(set(_known(kind)) & set(plain)) / len(set(plain))


def _unlike(kind: Kind, plain: Sequence[str]) -> str:
    known = _known(kind)
    both = known.keys() & set(plain)
    if not both:
        return "its header is that of no file that can be checked"
    missing = [known[name] for name in known if name not in both]
    return (
        f"its header is that of no file that can be checked; it resembles most a {kind.words} "
        f"({len(both)} of {len(known)} columns; without {_some(missing)})"
    )


def _some(names: Sequence[str]) -> str:
    few = 5
    return ", ".join(names[:few]) + (f" and {len(names) - few} more" if len(names) > few else "")


def _places(kind: Kind, plain: Sequence[str]) -> dict[str, int]:
    """The place of each column by its name, or by a name that is near it."""
    known = _known(kind)
    places: dict[str, int] = {}
    for place, name in enumerate(plain):
        if name in known:
            places.setdefault(known[name], place)
    free = {name: place for place, name in enumerate(plain) if name not in known}
    for column in kind.columns:
        if column in places or column in kind.optional:
            continue
        for found in difflib.get_close_matches(_plain(column), free, n=1, cutoff=_NEAR):
            places[column] = free.pop(found)
    return places


def _differences(columns: Columns) -> Iterator[Finding]:
    kind, header = columns.kind, columns.header
    for column, place in columns.places.items():
        right = _right(kind, column)
        if header[place] not in right:
            yield _differs("is spelt differently", header[place], stated=header[place], should=right[0])
    for column in kind.columns:
        if column not in columns and column not in kind.optional:
            yield _differs("is missing", _right(kind, column)[0])
    used = set(columns.places.values())
    for name, times in Counter(header).items():
        # The texts of questions are headers of their own, and two questions may have the same text.
        if times > 1 and (not kind.open or any(header[place] == name for place in used)):
            yield _differs(f"stands there {times} times", name)
    extra = () if kind.open else (name for place, name in enumerate(header) if place not in used)
    yield from (_differs("does not belong to the file", name) for name in extra if header.count(name) == 1)


def _right(kind: Kind, column: str) -> tuple[str, ...]:
    if not kind.prefix:
        return (column,)
    # Some of the published columns carry the prefix, some do not, and files of the API have none at all.
    return (kind.prefix + column, column)


def _differs(why: str, name: str, stated: str | None = None, should: str | None = None) -> Finding:
    return Finding("header-differs", why, name, stated, should, row=1)
