"""Whole-survey checks: what the models of single parts cannot see."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from flows.audio_findings import audio_findings
from flows.channels import CHANNEL_NAMES, CHANNELS
from flows.complete_wording import wording_findings
from flows.conditions import AllOf, AnswerIn, AnyOf, ChannelIs, Condition, Not, questions_named
from flows.findings import Finding, Loc, Severity, error, repeated, warning
from flows.key_conflicts import key_findings
from flows.scale_findings import scale_findings
from flows.survey import Question, Survey

__all__ = ["Finding", "Severity", "findings"]


def findings(survey: Survey) -> Iterator[Finding]:
    """All findings of a survey. The later checks follow ids and scales, so they wait until those are sound."""
    named = [*_names(survey), *_scales_named(survey), *_groups(survey)]
    yield from named
    if all(finding.severity == "warning" for finding in named):
        yield from chain(
            _measures(survey),
            _conditions(survey),
            _settings(survey),
            scale_findings(survey),
            key_findings(survey),
            wording_findings(survey),
            audio_findings(survey),
        )


def _names(survey: Survey) -> Iterator[Finding]:
    for i in repeated([question.id for question in survey.questions]):
        yield error(("questions", i, "id"), f"another question has the id {survey.questions[i].id}")
    for name, given in (("languages", survey.languages), ("doors", survey.doors)):
        for i in repeated(given):
            yield error((name, i), f"{given[i]} stands here twice")


def _scales_named(survey: Survey) -> Iterator[Finding]:
    for i, question in enumerate(survey.questions):
        if question.kind == "text" and question.scale is not None:
            yield error(("questions", i, "scale"), "a text question has no scale")
        if question.kind != "text" and question.scale is None:
            yield error(("questions", i, "scale"), f"a {question.kind} question needs a scale")
        if question.scale is not None and question.scale not in survey.scales:
            yield error(("questions", i, "scale"), f"no scale is called {question.scale}")
    for name in survey.scales:
        if all(question.scale != name for question in survey.questions):
            yield warning(("scales", name), "no question uses this scale")


def _groups(survey: Survey) -> Iterator[Finding]:
    order = [question.id for question in survey.questions]
    grouped: set[str] = set()
    for i, group in enumerate(survey.random_order):
        unknown = [name for name in group if name not in order]
        if unknown:
            yield error(("random_order", i), f"no question has the id {unknown[0]}")
            continue
        places = sorted(order.index(name) for name in group)
        if places != list(range(places[0], places[0] + len(group))):
            yield error(("random_order", i), "the questions of a group must stand next to each other, each named once")
        if grouped & set(group):
            yield error(("random_order", i), "a question can be in one group only")
        grouped |= set(group)


def _measures(survey: Survey) -> Iterator[Finding]:
    seen: set[tuple[str, str | None]] = set()
    for i, question in enumerate(survey.questions):
        counted = (question.measure, question.sign if question.measure == "drivers" else None)
        if counted in seen and question.measure not in {"comment", "additional"}:
            yield error(("questions", i, "measure"), f"another question already measures {question.measure}")
        seen.add(counted)
        yield from _kind_fits_measure(("questions", i), question)


def _kind_fits_measure(loc: Loc, question: Question) -> Iterator[Finding]:
    if (question.kind == "text") != (question.measure == "comment") and question.measure != "additional":
        yield error((*loc, "measure"), f"a {question.kind} question cannot measure {question.measure}")
    if question.measure == "drivers" and question.kind == "scale":
        yield error((*loc, "kind"), "a list of drivers is of the kind choice or choices")
    if (question.measure == "drivers") != (question.sign is not None):
        told = "a list of drivers needs its sign" if question.sign is None else "only a list of drivers has a sign"
        yield error((*loc, "sign"), told)


def _conditions(survey: Survey) -> Iterator[Finding]:
    order = [question.id for question in survey.questions]
    for i, question in enumerate(survey.questions):
        if question.when is None:
            continue
        loc = ("questions", i, "when")
        together = {name for group in survey.random_order if question.id in group for name in group}
        for name in questions_named(question.when):
            if name not in order[:i]:
                yield error(loc, f"{name} is no earlier question")
            elif name in together:
                yield error(loc, f"{name} may come later, since both are in one random order")
        for part in _parts(question.when):
            yield from _part(survey, loc, part)


def _parts(condition: Condition) -> Iterator[Condition]:
    yield condition
    match condition:
        case AllOf() | AnyOf():
            for part in condition.every if isinstance(condition, AllOf) else condition.some:
                yield from _parts(part)
        case Not():
            yield from _parts(condition.inverse)


def _part(survey: Survey, loc: Loc, part: Condition) -> Iterator[Finding]:
    if isinstance(part, ChannelIs):
        for name in part.channel:
            if name not in CHANNEL_NAMES:
                yield error((*loc, "channel"), f"no channel is called {name}")
    asked = survey.by_id.get(part.answer) if isinstance(part, AnswerIn) else None
    scale = survey.scale_of(asked) if asked is not None and asked.kind != "choices" else None
    if isinstance(part, AnswerIn) and scale is not None:
        reported = {option.key if option.value is None else option.value for option in scale.options}
        for value in part.among:
            if value not in reported:
                yield error((*loc, "in"), f"{part.answer} never reports {value!r}")


def _settings(survey: Survey) -> Iterator[Finding]:
    for door in survey.doors:
        kinds = next(channel.kinds for channel in CHANNELS.values() if channel.door == door)
        if all(question.kind not in kinds for question in survey.questions):
            yield error(("questions",), f"{door} can ask none of the questions")
    if survey.completeness.partial > survey.completeness.complete:
        yield error(("completeness", "partial"), "the share of a partial response is above that of a complete one")
    since, until = survey.effective.since, survey.effective.until
    if since is not None and until is not None and until < since:
        yield error(("effective", "until"), "lies before the first day")
    for language in survey.reviewed:
        if language not in survey.languages:
            yield warning(("reviewed", language), f"{language} is none of the survey's languages")
    for language in survey.languages if "voice" in survey.doors else ():
        for name, named in (("voices", survey.voice.voices), ("locales", survey.voice.locales)):
            if language not in named:
                yield error(("voice", name, language), f"says nothing for the language {language}")
