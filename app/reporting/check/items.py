"""Questions on five points: the five counts, the point scale stated beside them, and what does not fit together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from app.reporting.check.cells import Cells
from app.reporting.check.findings import Figure
from app.reporting.figures.scores import mean, percent, percent_positive, rounded
from app.reporting.touchpoints.columns import POINTS
from app.reporting.touchpoints.published_cells import is_no_question, is_plain_volume

_FEW = 10
"""Fewer answers than these fill only one or two columns by chance."""

_YES_AND_NO = ((1, 5), (1, 4))


@dataclass(frozen=True, slots=True)
class Item:
    """One question of a row: its number, and the columns of its text, counts and point scale."""

    number: int
    text: str
    counts: tuple[str, ...]
    point_scale: str | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """An item with the counts read: whole numbers, unless the file holds shares."""

    item: Item
    counts: tuple[Decimal, ...]

    @property
    def n(self) -> Decimal:
        """How many answers there are."""
        return sum(self.counts, Decimal(0))

    @property
    def whole(self) -> tuple[int, ...]:
        """The counts as whole numbers in the same proportion, so that means and shares of them stay exact."""
        places = max(-int(count.as_tuple().exponent) for count in self.counts)
        return tuple(int(count.scaleb(max(places, 0))) for count in self.counts)

    @property
    def used(self) -> tuple[int, ...]:
        """The points that somebody chose."""
        return tuple(point for point, count in zip(POINTS, self.counts, strict=True) if count)


def counted(cells: Cells, item: Item) -> Counted | None:
    """The counts of an item, empty cells as 0; None, with a finding, where one cannot be read."""
    before = len(cells.found)
    counts = []
    for column in item.counts:
        count = cells.number(column)
        if count is not None and count == count.to_integral_value() and not is_plain_volume(cells.text(column)):
            cells.add("volume-is-text", "should be digits alone", column, recomputed=int(count))
        counts.append(count or Decimal(0))
    unreadable = any(found.code == "number-unreadable" for found in cells.found[before:])
    return None if unreadable else Counted(item, tuple(counts))


def check_text(cells: Cells, item: Item, n: Decimal) -> None:
    """Whether there is a question where answers are counted, and the other way round."""
    text = cells.text(item.text)
    if item.text not in cells:
        return
    if is_no_question(text):
        if text.strip():
            cells.add("no-question", "is no question text", item.text)
        if n:
            cells.add("counts-without-question", f"{n} answers are counted", item.text)
    elif not n:
        cells.add("question-without-counts", "no answer is counted", item.text)


def check_point_scale(cells: Cells, counts: Counted) -> bool:
    """The stated point scale against the counts, rounded half up. Tells whether there was one to recompute."""
    column = counts.item.point_scale
    if column is None:
        return False
    stated, exact = cells.number(column), mean(counts.whole)
    if stated is None:
        if exact is not None and not cells.text(column).strip():
            cells.add("point-scale-missing", "is empty", column, recomputed=rounded(exact, places=2))
        return False
    if exact is None:
        cells.add("point-scale-without-counts", "no answer is counted", column)
        return True
    if stated != (score := rounded(exact, places=2)):
        why = f"rounds {_exact(exact)} another way, not half up" if _is_tie(exact, stated) else "does not follow"
        cells.add("point-scale-differs", why, column, recomputed=score)
    return True


def check_use(cells: Cells, counts: Counted) -> None:
    """Columns used as on a question that is none of five points."""
    if counts.n < _FEW:
        return
    shown = " ".join(map(str, counts.counts))
    if counts.used in _YES_AND_NO:
        low, high = counts.used
        cells.add("yes-no-on-five-points", f"only {low} and {high} are used", counts.item.counts[0], stated=shown)
    elif len(counts.used) == 1:
        cells.add("one-point-only", f"only {counts.used[0]} is used", counts.item.counts[0], stated=shown)


def figures(name: str, counts: Counted) -> Iterator[Figure]:
    """Point scale and percent positive of an item that was answered, with how many answered it."""
    exact, positive = mean(counts.whole), percent_positive(counts.whole)
    if exact is not None and positive is not None:
        yield Figure(f"{name} point scale", str(rounded(exact, places=2)), int(counts.n))
        yield Figure(f"{name} percent positive", percent(positive), int(counts.n))


def items_shown(all_of_them: Sequence[Counted]) -> str:
    """The counts of a row in one line."""
    return "; ".join(" ".join(map(str, each.counts)) for each in all_of_them if each.n)


def _is_tie(exact: Fraction, stated: Decimal) -> bool:
    return (exact * 200).denominator == 1 and abs(exact - Fraction(stated)) == Fraction(1, 200)


def _exact(score: Fraction) -> str:
    return f"{float(score):.3f}"
