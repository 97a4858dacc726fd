"""The statements that OMB gives as sentence bases, and how far a wording is from them.

Source of the bases: OMB Circular A-11 section 280.10. It allows only minor edits without saying how many: the limit
here is ours, a third of the words of a base; the word that names what is measured stays, and nothing is turned round.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise

_WORD = re.compile(r"\[[^\]]*\]|\{[a-z_]+\}|[^\W_]+(?:['’-][^\W_]+)*")  # noqa: RUF001 (as phones and editors write it)
_ARTICLES = frozenset({"a", "an", "the"})
_TO_BE = frozenset({"am", "is", "are", "was", "were", "be", "been"})
_NEGATIONS = frozenset({"no", "not", "never"})
_TURNED_ROUND = Fraction(100)
"""More than the words of any base."""
_AKIN = 4
"""Words that begin with as many equal letters count as forms of one word."""
_MOST_IN_SLOT = 8
"""Words that may stand for a name such as that of a program."""
_PART_EDITED = Fraction(1, 3)


@dataclass(frozen=True, slots=True)
class Base:
    """A sentence base. What stands in brackets is the agency's to fill; ``core`` is the word that has to stay."""

    text: str
    core: str | None = None


BASES: Mapping[str, tuple[Base, ...]] = {
    "trust": (
        Base("This interaction increased my trust in [program or service].", "trust"),
        Base("I trust [agency, program or service] to fulfill our country's commitment to [population].", "trust"),
    ),
    "satisfaction": (
        Base("I am satisfied with the service I received from [program or service].", "satisfied"),
        Base("Please rate your experience", "rate"),
    ),
    "effectiveness": (
        Base("My need was addressed."),
        Base("My issue was resolved."),
        Base("I found what I needed."),
        Base("My question was answered."),
    ),
    "ease": (
        Base("It was easy to complete what I needed to do.", "easy"),
        Base("It was easy to find what I needed.", "easy"),
    ),
    "efficiency": (
        Base("It took a reasonable amount of time to do what I needed to do."),
        Base("I found what I needed on the site quickly."),
    ),
    "transparency": (
        Base("I was treated fairly."),
        Base("I understand what was being asked of me throughout the process."),
    ),
    "employee": (
        Base("Employees I interacted with were helpful."),
        Base("The Call Center Representative was committed to solving my problem."),
    ),
}
"""The bases of each measure that has some."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """A statement beside the base that it is nearest to."""

    base: str
    words: int
    """How many words the base has, slots apart."""
    distance: Fraction
    """Words changed: 1 for each put in, left out or replaced, ½ for another form, 0 for articles, 100 for "not"."""
    edits: tuple[str, ...]
    """What was changed, in the order of the sentence."""
    core_kept: bool

    @property
    def minor(self) -> bool:
        """Whether the edits are few enough, and none of them changes what is measured."""
        return self.core_kept and self.distance <= self.words * _PART_EDITED


@dataclass(frozen=True, slots=True)
class _Step:
    cost: Fraction
    edit: str | None
    before: tuple[int, int]


@lru_cache(maxsize=1024)
def compared(measure: str, statement: str) -> Comparison | None:
    """An English statement beside its nearest base; None for a measure without bases. ``{fields}`` fit into slots."""
    found = [_compared(base, statement) for base in BASES.get(measure, ())]
    return min(found, key=lambda comparison: (not comparison.minor, comparison.distance), default=None)


def _compared(base: Base, statement: str) -> Comparison:
    wanted, given = _words(base.text), _words(statement)
    steps = list(_path(wanted, given))
    pairs = [(before, after) for before, after in pairwise([(0, 0), *(at for at, _ in steps)])]
    kept = {wanted[i] for (i, j), (k, m) in pairs if k == i + 1 and m == j + 1 and _replacing(wanted[i], given[j]) < 1}
    return Comparison(
        base=base.text,
        words=sum(not _is_slot(word) for word in wanted),
        distance=sum((step.cost for _, step in steps), Fraction()),
        edits=tuple(step.edit for _, step in steps if step.edit is not None),
        core_kept=base.core is None or base.core in kept,
    )


def _path(wanted: Sequence[str], given: Sequence[str]) -> Iterator[tuple[tuple[int, int], _Step]]:
    """The cheapest way from the base to the statement, as steps with the place that each leads to."""
    total: dict[tuple[int, int], Fraction] = {(0, 0): Fraction()}
    best: dict[tuple[int, int], _Step] = {}
    for i in range(len(wanted) + 1):
        for j in range(len(given) + 1):
            for place, step in _steps(wanted, given, i, j):
                cost = total[i, j] + step.cost
                if place not in total or cost < total[place]:
                    total[place], best[place] = cost, step
    place, walked = (len(wanted), len(given)), []
    while place != (0, 0):
        walked.append((place, best[place]))
        place = best[place].before
    yield from reversed(walked)


def _steps(wanted: Sequence[str], given: Sequence[str], i: int, j: int) -> Iterator[tuple[tuple[int, int], _Step]]:
    here = (i, j)
    word = wanted[i] if i < len(wanted) else None
    if word is not None and _is_slot(word):
        for taken in range(1, min(_MOST_IN_SLOT, len(given) - j) + 1):
            yield (i + 1, j + taken), _Step(Fraction(), None, here)
    elif word is not None and j < len(given):
        cost = _replacing(word, given[j])
        edit = None if word == given[j] else f"“{given[j]}” for “{word}”"
        yield (i + 1, j + 1), _Step(cost, edit, here)
    if word is not None:
        yield (i + 1, j), _Step(_alone(word), f"“{word}” left out", here)
    if j < len(given):
        yield (i, j + 1), _Step(_alone(given[j]), f"“{given[j]}” added", here)


def _replacing(wanted: str, given: str) -> Fraction:
    if wanted == given or {wanted, given} <= _ARTICLES:
        return Fraction()
    if given in _NEGATIONS or given.endswith(wanted):
        return _TURNED_ROUND
    akin = wanted[:_AKIN] == given[:_AKIN] and len(wanted) >= _AKIN
    return Fraction(1, 2) if akin or {wanted, given} <= _TO_BE else Fraction(1)


def _alone(word: str) -> Fraction:
    return _TURNED_ROUND if word in _NEGATIONS else Fraction(word not in _ARTICLES)


def _words(text: str) -> list[str]:
    return [word.lower().replace("’", "'") for word in _WORD.findall(text)]  # noqa: RUF001


def _is_slot(word: str) -> bool:
    return word.startswith("[")
