"""Checks the files of A-11 version 2 that describe: collections, details, and the summary row of the API."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.reporting.check.cells import Cells
from app.reporting.check.checker import Checker
from app.reporting.check.external_ids import Repeats
from app.reporting.check.findings import Figure, Finding
from app.reporting.check.kinds import SUMMARY_SCORES, Columns
from app.reporting.check.quarterly import VOLUMES
from app.reporting.check.rates import rate_figure

RATINGS = ("TRUE", "PARTIAL", "FALSE")
STATES = ("draft", "submitted", "published", "not_reported", "change_requested", "archived")
_RATED = ("submitted", "published")
TRANSACTION_POINTS = ("post_interaction", "post_service_journey", "relational")
SURVEY_TYPES = ("likert_scale", "thumbs_up_down")
_SUMMARY_VOLUMES = ("total_volume", "surveys_offered_count", "response_count")
_LOWEST, _HIGHEST = 1, 5


class _Numbered(Checker):
    """Rows with an ``id`` of their own, which may be empty as long as the rows are not in Touchpoints."""

    def __init__(self, columns: Columns) -> None:
        super().__init__(columns)
        self._ids = Repeats()

    def _id(self, row: int, read: Cells) -> None:
        if read.text("id"):
            self._ids.keep(row, read.text("id"))

    def end(self) -> Iterator[Finding]:
        """Ids that come twice."""
        for row, first in self._ids.found():
            yield Finding("duplicate-id", f"stands on line {first} already", self.columns.spelt("id"), row=row)


class CollectionRows(_Numbered):
    """One row a service and quarter."""

    def row(self, row: int, cells: Sequence[str]) -> Sequence[Finding]:
        """Quarter, state and organization."""
        read = Cells(self.columns, cells)
        self._id(row, read)
        quarter = read.quarter("fiscal_year", "quarter")
        read.word("rating", RATINGS if read.text("aasm_state") in _RATED else ("", *RATINGS))
        read.word("aasm_state", STATES)
        for organization in ("organization", "service_provider_organization"):
            read.organization(f"{organization}_name", f"{organization}_abbreviation")
        for column in ("created_at", "updated_at"):
            read.day(column)
        read.sent_in("submitted_at", quarter)
        read.volume("cx_collection_details_count", needed=False)
        return read.found


class DetailRows(_Numbered):
    """One row a response file."""

    def row(self, row: int, cells: Sequence[str]) -> Sequence[Finding]:
        """Volumes, channel, survey and clearance."""
        read = Cells(self.columns, cells)
        self._id(row, read)
        read.quarter("cx_collection_fiscal_year", "cx_collection_quarter")
        read.organization("organization_name", "organization_abbreviation")
        read.word("transaction_point", TRANSACTION_POINTS)
        read.channel("channel")
        read.volumes(*VOLUMES)
        read.control_number("omb_control_number")
        read.word("survey_type", SURVEY_TYPES)
        if "trust_question_text" in read and not read.text("trust_question_text").strip():
            read.add("trust-question-missing", "is empty", "trust_question_text")
        for column in ("created_at", "updated_at"):
            read.day(column)
        return read.found

    def figures(self, cells: Sequence[str]) -> Iterator[Figure]:
        """The response rate."""
        return rate_figure(Cells(self.columns, cells), *VOLUMES[1:])


class SummaryRows(Checker):
    """One row a service and quarter with its scores; the counts behind them are not in the file."""

    def row(self, row: int, cells: Sequence[str]) -> Sequence[Finding]:
        """Volumes, channel, quarter, and scores between 1 and 5."""
        del row
        read = Cells(self.columns, cells)
        respondents = read.volumes(*_SUMMARY_VOLUMES)
        read.channel("channel")
        read.quarter("year", "quarter")
        for column in SUMMARY_SCORES:
            score = read.number(column)
            if score is None:
                continue
            if not _LOWEST <= score <= _HIGHEST:
                read.add("off-scale", "is no score from 1 to 5", column)
            elif respondents == 0:
                read.add("point-scale-without-counts", "nobody responded", column)
        return read.found

    def figures(self, cells: Sequence[str]) -> Iterator[Figure]:
        """The response rate."""
        return rate_figure(Cells(self.columns, cells), *_SUMMARY_VOLUMES[1:])
