"""What the address of *Comments* or *Responses* asks for beside the filters of every page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import request

from app.comments.wanted import BEST, FOLLOW_UPS, SCORES, WORST, Wanted
from app.errors import BadInput
from app.records.responses import STATUSES
from app.web.pages.guard import person

_LONGEST = 200
COMMENT_FILTERS = ("words", "tag", "flagged", "follow_up", "score", "lowest", "highest")
RESPONSE_FILTERS = ("status", "follow_up", "score", "lowest", "highest")


@dataclass(frozen=True, slots=True)
class Further:
    """The further filters as the address gives them, and what they mean; ``wanted`` is None for a problem."""

    given: Mapping[str, str]
    wanted: Wanted | None
    problem: str | None

    @property
    def set(self) -> dict[str, str]:
        """Those that are given."""
        return {name: value for name, value in self.given.items() if value}


def read_further(names: tuple[str, ...], today: date) -> Further:
    """The further filters of these names in the present request."""
    given = {name: request.args.get(name, "").strip() for name in names}
    try:
        return Further(given, _wanted(given, today), None)
    except BadInput as error:
        return Further(given, None, str(error))


def _wanted(given: Mapping[str, str], today: date) -> Wanted:
    if any(len(value) > _LONGEST for value in given.values()):
        raise BadInput(f"A filter has more than {_LONGEST} characters.")
    lowest = int(_one_of(given, "lowest", [str(point) for point in range(WORST, BEST + 1)]) or WORST)
    highest = int(_one_of(given, "highest", [str(point) for point in range(WORST, BEST + 1)]) or BEST)
    if lowest > highest:
        raise BadInput("The lowest score lies above the highest.")
    _one_of(given, "status", STATUSES)
    follow_up: Any = _one_of(given, "follow_up", FOLLOW_UPS)
    score: Any = _one_of(given, "score", SCORES)
    return Wanted(
        tag=given.get("tag") or None,
        flagged=_one_of(given, "flagged", ("yes",)) is not None,
        follow_up=follow_up,
        score=score,
        lowest=lowest,
        highest=highest,
        me=person().id,
        today=today,
    )


def _one_of(given: Mapping[str, str], name: str, words: tuple[str, ...] | list[str]) -> str | None:
    word = given.get(name) or None
    if word is not None and word not in words:
        raise BadInput(f"{word!a} cannot be chosen for {name.replace('_', ' ')}.")
    return word
