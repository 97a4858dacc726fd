"""Checks quarterly rows: the 92 columns of version 1, the published file with its point scales, and the API's page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from app.reporting.check.cells import Cells
from app.reporting.check.checker import Checker
from app.reporting.check.findings import Figure, Finding
from app.reporting.check.items import (
    Counted,
    Item,
    check_point_scale,
    check_text,
    check_use,
    counted,
    figures,
    items_shown,
)
from app.reporting.check.kinds import Columns
from app.reporting.check.rates import rate_figure
from app.reporting.touchpoints.columns import MOST_ITEMS_V1, POINTS
from app.reporting.touchpoints.published_cells import are_percentages, are_scores

VOLUMES = (
    "volume_of_customers",
    "volume_of_customers_provided_survey_opportunity",
    "volume_of_respondents",
)
_ORGANIZATIONS = ("collection_organization", "organization", "service_provider_organization")


class QuarterlyRows(Checker):
    """One row a service and survey, with the counts of up to eleven questions."""

    def __init__(self, columns: Columns) -> None:
        super().__init__(columns)
        self._items = tuple(_item(number, columns) for number in range(1, MOST_ITEMS_V1 + 1))

    def row(self, row: int, cells: Sequence[str]) -> Iterable[Finding]:
        """Volumes, words, days, then every question."""
        del row
        read = Cells(self.columns, cells)
        respondents = read.volumes(*VOLUMES)
        read.control_number("omb_control_number")
        read.channel("channel")
        for organization in _ORGANIZATIONS:
            read.organization(f"{organization}_name", f"{organization}_abbreviation")
        quarter = read.quarter("collection_year", "collection_quarter")
        read.sent_in("created_at", quarter, last_changed="updated_at")
        self._questions(read, respondents)
        return read.found

    def figures(self, cells: Sequence[str]) -> Iterator[Figure]:
        """The response rate, then point scale and percent positive of every question."""
        read = Cells(self.columns, cells)
        yield from rate_figure(read, *VOLUMES[1:])
        for item in self._items:
            if (counts := counted(read, item)) is not None:
                yield from figures(f"q{item.number}", counts)

    def _questions(self, read: Cells, respondents: int | None) -> None:
        items = [counts for item in self._items if (counts := counted(read, item)) is not None]
        meant = self._shares_or_scores(read, items, respondents)
        for counts in items:
            if not meant:
                check_use(read, counts)
                _check_number(read, counts, respondents)
            check_text(read, counts.item, counts.n)
            self.recomputed += check_point_scale(read, counts)

    def _shares_or_scores(self, read: Cells, items: Sequence[Counted], respondents: int | None) -> bool:
        counts = [each.counts for each in items]
        first = self._items[0].counts[0]
        if are_percentages(counts, respondents):
            why = "each question sums to about 100, or holds fractions"
            read.add("percentages-in-counts", why, first, stated=items_shown(items))
            return True
        if are_scores(counts, respondents):
            why = "each question fills one column alone, by far fewer than took part"
            read.add("scores-in-counts", why, first, stated=items_shown(items))
            return True
        return False


def _item(number: int, columns: Columns) -> Item:
    point_scale = f"q{number}_point_scale"
    counts = tuple(f"q{number}_{point}" for point in POINTS)
    return Item(number, f"q{number}_text", counts, point_scale if point_scale in columns else None)


def _check_number(read: Cells, counts: Counted, respondents: int | None) -> None:
    if respondents is not None and counts.n > respondents:
        first = counts.item.counts[0]
        read.add(
            "answers-exceed-respondents",
            "more answers than respondents",
            first,
            stated=counts.n,
            recomputed=respondents,
        )
