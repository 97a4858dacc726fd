"""Lines held against the rules: each has a clearance that is valid, is shown, and covers the time that is taken."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from app.line_clearances import Clearance
from app.line_fields import fields_of, time_fields
from app.lines import Line
from flows.channels import Door
from flows.findings import Finding
from flows.requirements import register
from flows.requirements.durations import longest_time
from flows.requirements.stand_ins import stand_ins
from flows.survey import Survey
from flows.words import FIELD

_SHOWN: dict[Door, tuple[frozenset[str], ...]] = {
    "voice": (frozenset({"control_number", "control_number_spoken"}),),
    "text": (frozenset({"control_number"}), frozenset({"expires"}), frozenset({"notice_url"})),
}
"""What the welcome has to hold on a door: one merge field of each set."""


def may_ask_findings(place: int, line: Line) -> Iterator[Finding]:
    """Whether a line may ask at all. ``place`` counts from 0."""
    if line.clearance is None and line.clearance_not_needed is None:
        told = "there is none, and `clearance_not_needed` gives no reason why"
        yield register.CLEARANCE_OR_REASON.broken(("lines", place, "clearance"), told)


def line_rule_findings(place: int, line: Line, surveys: Iterable[Survey], today: date) -> Iterator[Finding]:
    """All that the rules say of a line and of the surveys that it asks; ``today`` is the day at the agency."""
    yield from may_ask_findings(place, line)
    clearance = line.clearance
    if clearance is None:
        return
    loc = ("lines", place, "clearance")
    if clearance.valid_through < today:
        told = f"expired on {clearance.valid_through}: nobody is asked any more"
        yield register.CLEARANCE_VALID.broken((*loc, "expires"), told)
    active = {survey.id: survey for survey in surveys if survey.active}
    asked = {door: active[name] for door, name in line.surveys.items() if name in active and door in active[name].doors}
    for door, survey in asked.items():
        yield from _shown(place, line, clearance, survey, door)
    yield from _within_burden(place, line, clearance, asked)


def _shown(place: int, line: Line, clearance: Clearance, survey: Survey, door: Door) -> Iterator[Finding]:
    unsaid: dict[str, list[str]] = {}
    for language in _languages(line, survey):
        said = survey.words("welcome", door, language)
        named = set(FIELD.findall(said)) | ({"control_number"} if clearance.control_number in said else set())
        for wanted in _SHOWN[door]:
            if not wanted & named:
                unsaid.setdefault(language, []).append(min(wanted))
    if unsaid:
        told = ", ".join(f"{' and '.join(names)} in {language}" for language, names in unsaid.items())
        yield register.CLEARANCE_SHOWN.broken(
            ("lines", place, "surveys", door), f"the welcome of {survey.id} by {door} does not say {told}"
        )


def _within_burden(place: int, line: Line, clearance: Clearance, asked: Mapping[Door, Survey]) -> Iterator[Finding]:
    over = [
        f"{survey.id} takes {minutes} min by {door} in {language}"
        for door, survey in asked.items()
        for language in _languages(line, survey)
        if (minutes := _minutes(line, survey, door, language)) > clearance.burden_minutes
    ]
    if over:
        told = f"{', '.join(over)}; approved are {clearance.burden_minutes:g}"
        yield register.TIME_WITHIN_BURDEN.broken(("lines", place, "clearance", "burden_minutes"), told)


def _minutes(line: Line, survey: Survey, door: Door, language: str) -> int:
    fields = {**stand_ins(survey, language), **fields_of(line, door, language)}
    return longest_time(survey, door, language, {**fields, **time_fields(survey, line, door, language)}).minutes


def _languages(line: Line, survey: Survey) -> list[str]:
    return [language for language in line.languages if language in survey.languages]
