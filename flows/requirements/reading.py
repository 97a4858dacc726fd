"""Whether the words of a survey, taken together, are easy enough to follow."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from flows.channels import CHANNELS, Door
from flows.findings import Finding, Loc
from flows.readability import counts, english_grade, spanish_perspicuity
from flows.requirements import register
from flows.requirements.stand_ins import stand_ins
from flows.survey import Survey
from flows.words import Words, merge

MOST_GRADE = 8
LEAST_PERSPICUITY = 55
_FEWEST_WORDS = 8
"""A passage of fewer says nothing by itself."""


@dataclass(frozen=True, slots=True)
class _Measure:
    """How hard a passage is, higher is harder, and how that is told."""

    hardness: Callable[[str], float]
    most: float
    told: Callable[[float], str]


_MEASURES: Mapping[str, _Measure] = {
    "en": _Measure(english_grade, MOST_GRADE, lambda found: f"grade {found:.1f}; at most {MOST_GRADE}"),
    "es": _Measure(
        lambda passage: -spanish_perspicuity(passage),
        -LEAST_PERSPICUITY,
        lambda found: f"{-found:.0f} on the INFLESZ scale, fairly hard; at least {LEAST_PERSPICUITY}",
    ),
}


def reading_findings(survey: Survey) -> Iterator[Finding]:
    """By door and language: the welcome, the notice and the questions, if they are too hard; the hardest is named."""
    for door in survey.doors:
        for language, measure in _MEASURES.items():
            said = dict(_passages(survey, door, language)) if language in survey.languages else {}
            found = measure.hardness("\n".join(said.values())) if said else 0
            if said and found > measure.most:
                long = [loc for loc, it in said.items() if counts(it, language).words >= _FEWEST_WORDS] or list(said)
                hardest = max(long, key=lambda loc: measure.hardness(said[loc]))
                told = f"the words by {door} in {language} are at {measure.told(found)}; the hardest stand here"
                yield register.READING_GRADE.broken(hardest, told)


def _passages(survey: Survey, door: Door, language: str) -> Iterator[tuple[Loc, str]]:
    kinds = next(channel.kinds for channel in CHANNELS.values() if channel.door == door)
    fields = stand_ins(survey, language)
    for name in ("welcome", "notice") if door == "voice" else ("welcome",):
        yield ("wording", name, door, language), merge(survey.words(name, door, language), fields)
    for i, question in enumerate(survey.questions):
        if question.kind in kinds:
            statement = _on(question.statement, door, language)
            asked = _on(question.ask, door, language) or "{statement}"
            yield ("questions", i), merge(merge(asked, {**fields, "statement": statement}), fields)


def _on(words: Words | None, door: Door, language: str) -> str:
    return (words.on(door, language) or "") if words is not None else ""
