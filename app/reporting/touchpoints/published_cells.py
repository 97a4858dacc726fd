"""What stands in the cells of quarterly files as services really publish them: numbers, control numbers, no question.

Source: the quarterly figures of federal services published for fiscal year 2021, where each of these forms occurs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

_NO_QUESTION = frozenset({"", "none", "no question", "n/a", "na", "not applicable"})
_NUMBER = re.compile(r"(?:[0-9]{1,15}|[0-9]{1,3}(?:,[0-9]{3}){1,4})(?:\.[0-9]{0,15})?")
_CONTROL_NUMBER = re.compile(r"(?<!\d)\d{4}-\d{4}(?!\d)")
_ABOUT_100 = range(98, 103)  # five shares rounded by themselves
_FEWEST_ITEMS = 2
_MANY_TIMES = 2


def number(text: str) -> Decimal | None:
    """The number in a cell, ``1,234`` and ``9707552.0`` included; None for an empty cell. Raises ValueError."""
    bare = text.strip()
    if not bare:
        return None
    if not _NUMBER.fullmatch(bare):
        raise ValueError("is below 0" if _NUMBER.fullmatch(bare.removeprefix("-")) else "is no number")
    return Decimal(bare.replace(",", ""))


def volume(text: str) -> int | None:
    """The whole number in a cell of people or answers, also written ``9707552.0``; None for an empty cell.

    Raises ValueError with the reason: no number, below 0, a fraction.
    """
    found = number(text)
    if found is None:
        return None
    if found != found.to_integral_value():
        raise ValueError("is no whole number")
    return int(found)


def is_plain_volume(text: str) -> bool:
    """Whether a cell holds digits alone, as a count should be written."""
    return text.isascii() and text.isdigit()


def control_number(text: str) -> str | None:
    """The OMB control number in a cell, freed of ``#``, blanks and words; None where there is not just one."""
    found = set(_CONTROL_NUMBER.findall(text))
    return found.pop() if len(found) == 1 else None


def is_no_question(text: str) -> bool:
    """Whether a question text says that nothing was asked: ``NONE``, ``No Question``, ``N/A`` or nothing."""
    return text.strip().rstrip(".").casefold() in _NO_QUESTION


def are_percentages(items: Sequence[Sequence[Decimal | int]], respondents: int | None) -> bool:
    """Whether the counts of a row are shares: fractions, or each used item sums to about 100 and far more took part.

    ``items`` holds the five counts of each question. One item that happens to sum to 100 does not make it so.
    """
    if any(count != int(count) for counts in items for count in counts):
        return True
    used = [total for counts in items if (total := sum(counts))]
    if len(used) < _FEWEST_ITEMS or any(total not in _ABOUT_100 for total in used):
        return False
    return respondents is None or respondents > _MANY_TIMES * max(_ABOUT_100)


def are_scores(items: Sequence[Sequence[Decimal | int]], respondents: int | None) -> bool:
    """Whether the counts of a row are averages: every item used fills one point alone, by far less than took part.

    So does a service that has only ``86`` percent or ``4`` of 5 points to report, and no counts.
    """
    used = [counts for counts in items if any(counts)]
    if len(used) < _FEWEST_ITEMS or respondents is None:
        return False
    return all(sum(map(bool, counts)) == 1 and sum(counts) * _MANY_TIMES < respondents for counts in used)
