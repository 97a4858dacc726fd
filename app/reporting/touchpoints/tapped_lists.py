"""What the tapped lists of a survey offered on a channel, and what a response says to each driver."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from app.records.responses import LEFT_WITHOUT_CHOICE, SIGNS
from flows.channels import CHANNELS
from flows.conditions import AllOf, AnyOf, ChannelIs, Condition, FactIs, Not, holds, questions_named
from flows.session import Answer
from flows.survey import DRIVERS, Question, Survey

_PASSED = frozenset({None, *LEFT_WITHOUT_CHOICE})
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
        if question.measure == "drivers" and question.sign is not None and can_be_asked(question, channel)
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


def can_be_asked(question: Question, channel: str) -> bool:
    """Whether a channel takes the question, and some answers and facts lead to it there."""
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


def exclude_each_other(survey: Survey, lists: Sequence[TappedList], channel: str) -> bool:
    """Whether there are two lists, of the two signs, of which exactly one is asked of whoever answered trust.

    Decided by trying all answers to the questions that their conditions look at; a condition on what is known of the
    contact leaves it open.
    """
    if len(lists) != len(SIGNS) or {tapped.sign for tapped in lists} != set(SIGNS):
        return False
    conditions = [survey.by_id[tapped.question].when for tapped in lists]
    if any(condition is None or _looks_at_facts(condition) for condition in conditions):
        return False
    looked_at = {name for condition in conditions if condition is not None for name in questions_named(condition)}
    if any(survey.by_id[name].kind not in {"scale", "choice"} for name in looked_at):
        return False
    for given in product(*(_possible(survey, survey.by_id[name], channel) for name in sorted(looked_at))):
        answers = {answer.question: answer for answer in given if answer is not None}
        if sum(holds(condition, answers, {}, channel) for condition in conditions if condition is not None) != 1:
            return False
    return True


def _possible(survey: Survey, question: Question, channel: str) -> list[Answer | None]:
    scale = survey.scale_of(question)
    assert scale is not None
    given = [
        Answer(question.id, question.measure, 1, channel, native=option.key, value=option.value)
        for option in scale.options
        if option.missing is None
    ]
    return [*given] if question.measure == "trust" else [*given, None]


def _looks_at_facts(condition: Condition) -> bool:
    match condition:
        case FactIs():
            return True
        case AllOf():
            return any(map(_looks_at_facts, condition.every))
        case AnyOf():
            return any(map(_looks_at_facts, condition.some))
        case Not():
            return _looks_at_facts(condition.inverse)
        case _:
            return False
