"""What is to be said of a line: surveys that it cannot ask, words that it does not fill, people it cannot invite."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from app.line_outreach import HOURS, FollowUp
from app.line_requirements import line_rule_findings
from app.lines import Line
from app.notice_addresses import NOTICE_FIELDS
from flows.channels import Door
from flows.complete_wording import CLEARANCE_FIELDS, fields_used
from flows.findings import Finding, Loc, error, warning
from flows.requirements.register import MERGE_FIELDS_FILLED
from flows.survey import Survey


def line_findings(place: int, line: Line, surveys: Iterable[Survey], now: datetime) -> Iterator[Finding]:
    """What keeps a line from asking what it is to ask, and whom, as of an aware moment. ``place`` counts from 0."""
    known = list(surveys)
    yield from line_rule_findings(place, line, known, now.astimezone(ZoneInfo(line.time_zone)).date())
    for door, name in line.surveys.items():
        yield from _asked(place, line, ("lines", place, "surveys", door), name, door, known)
    if line.outreach.follow_up is not None:
        yield from _later(place, line, line.outreach.follow_up, known)
    if line.call_back is not None:
        asked = {door: found for door, name in line.surveys.items() if (found := _active(name, known)) is not None}
        yield from _agreeing(("lines", place, "call_back"), asked, line.call_back.question, line.call_back.yes)


def _later(place: int, line: Line, later: FollowUp, known: Sequence[Survey]) -> Iterator[Finding]:
    loc = ("lines", place, "outreach", "follow_up")
    if line.outreach.door is None:
        yield error(loc, "nobody can be invited to it: outreach.invite is none")
    doors = sorted(line.outreach.doors)
    found = (each for door in doors for each in _asked(place, line, (*loc, "survey"), later.survey, door, known))
    yield from dict.fromkeys(found)
    asked = {door: survey for door, name in line.surveys.items() if (survey := _active(name, known)) is not None}
    yield from _agreeing(loc, asked, later.question, later.yes)


def _agreeing(loc: Loc, asked: Mapping[Door, Survey], question: str, yes: str) -> Iterator[Finding]:
    """What keeps people from agreeing by a question of the surveys that a line asks."""
    having = {survey.id: survey for survey in asked.values() if question in survey.by_id}
    for door, survey in asked.items():
        if survey.id not in having:
            say = warning if having else error
            yield say((*loc, "question"), f"{survey.id}, which is asked by {door}, has no question {question}")
    for survey in having.values():
        scale = survey.scale_of(survey.by_id[question])
        if scale is None or yes not in scale.by_key:
            yield error((*loc, "yes"), f"{yes} is no answer to {question} of {survey.id}")


def _active(name: str, known: Iterable[Survey]) -> Survey | None:
    return next((survey for survey in known if survey.id == name and survey.active), None)


def _asked(place: int, line: Line, loc: Loc, name: str, door: Door, known: Sequence[Survey]) -> Iterator[Finding]:
    """What keeps a line from asking a survey through a door; ``loc`` names the survey."""
    survey = _active(name, known)
    if survey is None:
        exists = any(survey.id == name for survey in known)
        yield error(loc, f"no version of {name} is active" if exists else f"no survey has the id {name}")
        return
    if door not in survey.doors:
        yield error(loc, f"{name} cannot be asked by {door}")
    for language in line.languages:
        if language not in survey.languages:
            yield error(("lines", place, "languages"), f"{name} does not speak {language}")
    yield from _unfilled(place, line, survey, door)
    if door == "text":
        yield from _reminded_too_late(place, line, survey)


def _reminded_too_late(place: int, line: Line, survey: Survey) -> Iterator[Finding]:
    """A reminder of a survey that is closed by then: nobody would ever get it."""
    rules, limits = line.outreach, survey.open_for
    if rules.reminder is None:
        return
    loc = ("lines", place, "outreach", "reminder", "after")
    if rules.reminder.after >= limits.after_last_text:
        told = f"{limits.after_last_text / HOURS:g}h after its last text"
        yield error(loc, f"it would never be sent: {survey.id} closes {told}")
    elif rules.delay + rules.reminder.after >= limits.text:
        yield error(loc, f"it would never be sent: {survey.id} closes {limits.text / HOURS:g}h after the contact")


def _unfilled(place: int, line: Line, survey: Survey, door: Door) -> Iterator[Finding]:
    filled = {"agency", "program", "service", *NOTICE_FIELDS, *line.fields}
    filled |= CLEARANCE_FIELDS if line.clearance is not None else set()
    for name in sorted(fields_used(survey, door)):
        if name in line.fields:
            yield from _unsaid(place, line, name, door)
        if name in filled:
            continue
        if name in CLEARANCE_FIELDS:
            yield MERGE_FIELDS_FILLED.broken(
                ("lines", place, "clearance"), f"{survey.id} says {{{name}}} by {door}: a clearance is needed"
            )
        elif name in survey.fields:
            yield warning(
                ("lines", place, "fields", name), f"{survey.id} needs it by {door}: each contact must carry it"
            )
        else:
            yield MERGE_FIELDS_FILLED.broken(("lines", place, "fields", name), f"{survey.id} says {{{name}}} by {door}")


def _unsaid(place: int, line: Line, name: str, door: Door) -> Iterator[Finding]:
    for language in line.languages:
        if not line.fields[name].has(door, language):
            yield MERGE_FIELDS_FILLED.broken(("lines", place, "fields", name), f"has no words for {door} in {language}")
