"""What the tapped lists of a survey offered on a channel, and what a response says to each driver."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from app.records.responses import SIGNS
from flows.channels import CHANNELS
from flows.conditions import AllOf, AnyOf, ChannelIs, Condition, Not
from flows.survey import DRIVERS, Question, Survey

_PASSED = frozenset({None, "skipped", "no_input", "invalid", "not_sure"})
"""Codes of a list that the person got past, answered (None) or not."""


@dataclass(frozen=True, slots=True)
class TappedList:
    """A list of drivers: its question, ``positive`` or ``negative``, and the drivers that it offers."""

    question: str
    sign: str
    drivers: frozenset[str]


def lists_of(survey: Survey, channel: str) -> tuple[TappedList, ...]:
    """The lists that a survey can ask on a channel."""
    return tuple(
        TappedList(question.id, question.sign, frozenset(str(option.measure) for option in scale.options))
        for question in survey.questions
        if question.measure == "drivers" and question.sign is not None and _can_be_asked(question, channel)
        if (scale := survey.scale_of(question)) is not None
    )


def indicators(
    stored: Mapping[str, int | None], lists: Sequence[TappedList], codes: Mapping[str, str | None]
) -> list[int | None]:
    """The 14 indicators of one response, positive drivers first: 1 chosen, 0 offered and not chosen, None not asked.

    ``stored`` holds the columns of the response, ``codes`` the missing code of each list's question, None where it
    was answered. A list that trust did not lead to counts as offered once the person got past the other one; a person
    who left before or at a list was not asked it.
    """
    offered = {(tapped.sign, driver) for tapped in lists if _counts(tapped, lists, codes) for driver in tapped.drivers}
    told: list[int | None] = []
    for sign, driver in product(SIGNS, DRIVERS):
        value = stored[f"{sign}_{driver}"]
        told.append(0 if value is None and (sign, driver) in offered else value)
    return told


def _counts(tapped: TappedList, lists: Sequence[TappedList], codes: Mapping[str, str | None]) -> bool:
    code = codes.get(tapped.question, "not_reached")
    if code != "not_applicable":
        return code in _PASSED
    others = {codes.get(other.question, "not_reached") for other in lists if other != tapped}
    return bool(others & _PASSED) or others <= {"not_applicable"}


def _can_be_asked(question: Question, channel: str) -> bool:
    asking = CHANNELS.get(channel)
    if asking is not None and question.kind not in asking.kinds:
        return False
    return question.when is None or True in _outcomes(question.when, channel)


def _outcomes(condition: Condition, channel: str) -> frozenset[bool]:
    """What a condition can come to on a channel, whatever is answered and known of the contact."""
    match condition:
        case ChannelIs():
            return frozenset({channel in condition.channel})
        case AllOf():
            return _all([_outcomes(part, channel) for part in condition.every])
        case AnyOf():
            return _not(_all([_not(_outcomes(part, channel)) for part in condition.some]))
        case Not():
            return _not(_outcomes(condition.inverse, channel))
        case _:
            return frozenset({True, False})


def _all(parts: Sequence[frozenset[bool]]) -> frozenset[bool]:
    come_true = {True} if all(True in part for part in parts) else set()
    return frozenset(come_true | ({False} if any(False in part for part in parts) else set()))


def _not(outcomes: frozenset[bool]) -> frozenset[bool]:
    return frozenset(not outcome for outcome in outcomes)
