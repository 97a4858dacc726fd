"""Which questions there have to be, how many there may be, and on which scale."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import get_args

from flows.about import FederalDriver
from flows.channels import Door
from flows.findings import Finding, Rule
from flows.requirements import register
from flows.requirements.ways import Way, ways
from flows.survey import Question, Scale, Survey

FEDERAL_DRIVERS: tuple[FederalDriver, ...] = get_args(FederalDriver)
MOST_QUESTIONS = 15
MOST_FREE_RESPONSES = 2
FIVE_POINTS = [1, 2, 3, 4, 5]

_ICON = re.compile(
    r"[\u2605\u2606\u2b50\U0001f31f\U0001f44d\U0001f44e]|\b(?:stars?|thumbs?|estrellas?|pulgar(?:es)?)\b"
)
_QUESTIONS = ("questions",)


def item_findings(survey: Survey) -> Iterator[Finding]:
    """Items that are missing, too many, without a use, or on a scale that has to be talked about first."""
    by_door = {door: ways(survey, door) for door in survey.doors}
    yield from _required(by_door)
    yield from _drivers(survey, by_door)
    yield from _counts(survey, by_door)
    for i, question in enumerate(survey.questions):
        if question.measure in {"additional", "other"} and question.use is None:
            told = f"{question.id} counts for no driver: `use` has to say what its answers are for"
            yield register.ADDITIONAL_USE.broken(("questions", i), told)
        if question.kind == "text" and question.required:
            yield register.FREE_RESPONSE_NOT_REQUIRED.broken(
                ("questions", i, "required"), "a free response is required"
            )
        scale = survey.scale_of(question)
        if scale is not None and question.kind == "scale":
            yield from _scale(survey, i, question, scale)


def _required(by_door: Mapping[Door, list[Way]]) -> Iterator[Finding]:
    wanted = (("trust", register.TRUST_ASKED), ("satisfaction", register.SATISFACTION_ASKED))
    for measure, rule in wanted:
        for door, walked in by_door.items():
            missing = [way for way in walked if all(question.measure != measure for question in way)]
            if missing:
                told = f"no question by {door} measures {measure}"
                if len(missing) < len(walked):
                    told = f"not everybody is asked by {door} for {measure}: its question has a condition"
                yield rule.broken(_QUESTIONS, told)
                break


def _drivers(survey: Survey, by_door: Mapping[Door, list[Way]]) -> Iterator[Finding]:
    for driver in FEDERAL_DRIVERS:
        without = [door for door, walked in by_door.items() if driver not in _asked(survey, walked)]
        if driver not in survey.not_applicable_because and without:
            told = f"{driver} is not asked by {' and '.join(without)}, and `not_applicable_because` gives no reason"
            yield register.EVERY_DRIVER_ASKED.broken(_QUESTIONS, told)
        if driver in survey.not_applicable_because and len(without) < len(by_door):
            told = f"{driver} is said not to be applicable, but is asked"
            yield register.NOT_APPLICABLE_NOT_ASKED.broken(("not_applicable_because", driver), told)


def _asked(survey: Survey, walked: list[Way]) -> set[str]:
    """The drivers that a door asks for on some way: one by one, or in every list of drivers that it has."""
    met = {question.id: question for way in walked for question in way}.values()
    lists = [
        {str(option.measure) for option in scale.options}
        for question in met
        if question.measure == "drivers" and (scale := survey.scale_of(question)) is not None
    ]
    return {question.measure for question in met} | (set.intersection(*lists) if lists else set())


def _counts(survey: Survey, by_door: Mapping[Door, list[Way]]) -> Iterator[Finding]:
    longest = max((len(way), door) for door, walked in by_door.items() for way in walked)
    if longest[0] > MOST_QUESTIONS:
        told = f"one person can be asked {longest[0]} questions by {longest[1]}; at most {MOST_QUESTIONS}"
        yield register.AT_MOST_FIFTEEN_QUESTIONS.broken(_QUESTIONS, told)
    free = [sum(question.kind == "text" for question in way) for way in by_door.get("text", ())]
    if free and max(free) > MOST_FREE_RESPONSES:
        i = [i for i, question in enumerate(survey.questions) if question.kind == "text"][MOST_FREE_RESPONSES]
        told = f"one person can be asked {max(free)} free responses; at most two"
        yield register.AT_MOST_TWO_FREE_RESPONSES.broken(("questions", i), told)
    if free and not max(free):
        yield register.FREE_RESPONSE_ASKED.broken(_QUESTIONS, "texts can take a free response, and none is asked")


def on_five_points(scale: Scale) -> bool:
    """Whether the answers of a scale report 1 to 5, each once; "not sure" may stand beside them."""
    return sorted(option.value or 0 for option in scale.options if option.missing is None) == FIVE_POINTS


def _scale(survey: Survey, i: int, question: Question, scale: Scale) -> Iterator[Finding]:
    loc = ("questions", i, "scale")
    rule = _five_points(question.measure)
    discussed = question.discussed_with_omb or survey.discussed_with_omb
    if rule is register.SATISFACTION_ON_FIVE_POINTS and not on_five_points(scale):
        yield rule.broken(loc, f"satisfaction is asked on {_points(scale)}")
    elif rule is not None and not on_five_points(scale) and discussed is None:
        told = f"{question.measure} is asked on {_points(scale)}: `discussed_with_omb` has to say when and where"
        yield rule.broken(loc, told)
    elif question.measure == "trust" and discussed is None and _shows_icons(scale):
        told = "the answers are thumbs or stars: `discussed_with_omb` has to say when and where"
        yield register.ICONS_DISCUSSED.broken(loc, told)


def _five_points(measure: str) -> Rule | None:
    if measure == "trust":
        return register.TRUST_ON_FIVE_POINTS
    if measure == "satisfaction":
        return register.SATISFACTION_ON_FIVE_POINTS
    return register.DRIVER_ON_FIVE_POINTS if measure in {*FEDERAL_DRIVERS, "humanity"} else None


def _points(scale: Scale) -> str:
    answers = [option for option in scale.options if option.missing is None]
    return "thumbs, or yes and no" if scale.reports_as == "thumbs" else f"{len(answers)} answers, not five points"


def _shows_icons(scale: Scale) -> bool:
    return any(
        _ICON.search(said.lower())
        for option in scale.options
        for said in (*option.words.voice.values(), *option.words.text.values())
    )
