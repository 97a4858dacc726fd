"""What drivers are called, and in a sentence or two what they say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from app.overview.scored import Chosen, Scored
from app.reporting.figures.drivers import Association, NoAssociation
from app.reporting.figures.scores import Score, percent, rounded


class Called(NamedTuple):
    """A driver as a statement that people agreed with or chose, and as what they chose where it went wrong."""

    well: str
    wrong: str


CALLED: Mapping[str, Called] = {
    "effectiveness": Called("the need was met", "the need was not met"),
    "ease": Called("it was easy", "it was not easy"),
    "efficiency": Called("it took a reasonable time", "it took too long"),
    "transparency": Called("it was clear what was asked", "it was not clear what was asked"),
    "humanity": Called("people were treated with respect", "people were not treated with respect"),
    "employee": Called("the employee was helpful", "the employee was not helpful"),
    "other": Called("something else", "something else"),
}
SIGNS: Mapping[str, str] = {"positive": "What went well", "negative": "What did not go well"}


class Part(NamedTuple):
    """One driver's share of R²."""

    driver: str
    of_explained: str
    """Of what all drivers together account for."""
    of_all: str
    """Of how the outcome differs between people: the share of R² itself."""
    constant: bool
    """Whether everybody scored it alike, so that nothing can be seen."""


class Piece(NamedTuple):
    """One answer of a bar that runs to both sides of the answer 3, in percent of the width of the picture."""

    point: int
    begins: Decimal
    width: Decimal


def parts(found: Association) -> tuple[Part, ...]:
    """The shares of R², the largest first."""
    ordered = sorted(found.shares.items(), key=lambda one: -one[1])
    return tuple(
        Part(driver, _of_explained(share, found), percent(share), driver in found.constant) for driver, share in ordered
    )


def diverging(score: Score) -> tuple[Piece, ...]:
    """The bar of a score: the middle of the answer 3 at half of the width, all answers together half of it."""
    widths = [Fraction(50 * count, score.n) for count in score.counts]
    begins, found = 50 - widths[0] - widths[1] - widths[2] / 2, []
    for point, width in enumerate(widths, start=1):
        found.append(Piece(point, rounded(begins, 2), rounded(width, 2)))
        begins += width
    return tuple(found)


def messages(
    associations: Mapping[str, Association | NoAssociation],
    scores: Mapping[str, Scored],
    mentions: Mapping[str, Mapping[str, Chosen]],
) -> tuple[str, ...]:
    """What stands out, each with its n; nothing of what is hidden."""
    told: list[str | None] = [
        _association(outcome, of) for outcome, of in associations.items() if isinstance(of, Association)
    ]
    shown = [(driver, of.score) for driver, of in scores.items() if of.score is not None]
    if len(shown) > 1:
        told.append(_ends(shown))
    told += [_most_often(sign, mentions[sign]) for sign in SIGNS if sign in mentions]
    return tuple(filter(None, told))


def _association(outcome: str, found: Association) -> str:
    people = f"n = {found.n:,}, people who answered all of it"
    if not rounded(Fraction(found.r_squared) * 100, 0):
        return f"No driver goes with {outcome}: together they account for less than 1% of how it differs ({people})."
    ordered = parts(found)
    first = [part.driver for part in ordered if part.of_explained == ordered[0].of_explained]
    goes = "goes" if len(first) == 1 else "go"
    each = "" if len(first) == 1 else " each"
    most = (
        f"{listed(first).capitalize()} {goes} with {outcome} most: {ordered[0].of_explained}{each} of what the drivers"
    )
    return f"{most} account for, which is {percent(found.r_squared, 0)} of how it differs ({people})."


def _ends(shown: Iterable[tuple[str, Score]]) -> str:
    """Which was scored highest and which lowest."""
    ordered = sorted(shown, key=lambda one: one[1].mean or 0)
    (worst, low), (best, high) = ordered[0], ordered[-1]
    if low.point_scale == high.point_scale:
        return f"All drivers were scored alike: {high.point_scale} of 5 (n = {low.n:,} and more)."
    return (
        f"Scored highest: {best}, {high.point_scale} of 5 (n = {high.n:,}). "
        f"Lowest: {worst}, {low.point_scale} of 5 (n = {low.n:,})."
    )


def _most_often(sign: str, chosen: Mapping[str, Chosen]) -> str | None:
    """What most of those chose who were asked; None where nothing was chosen, or all of it is hidden."""
    shares = {driver: of.share for driver, of in chosen.items() if of.share is not None and of.share.part}
    if not shares:
        return None
    most = max(shares.values(), key=lambda share: share.exact or 0)
    first = [driver for driver, share in shares.items() if share.exact == most.exact]
    what = listed([CALLED[driver][sign == "negative"] for driver in first])
    return f"{SIGNS[sign]} most often: {what}, chosen by {most.percent}{' each' * (len(first) > 1)} (n = {most.n:,})."


def listed(words: Sequence[str]) -> str:
    """Words one after the other: a, b and c."""
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def _of_explained(share: float, found: Association) -> str:
    return percent(share / found.r_squared, 0) if found.r_squared else percent(0, 0)
