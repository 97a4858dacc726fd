"""Checks of the scales and of what they report."""

from __future__ import annotations

from collections.abc import Iterator

from flows.findings import Finding, error, repeated
from flows.survey import DRIVERS, SCORES, Option, Question, Scale, Survey

VALUES: dict[str, range] = {"likert_5": range(1, 6), "thumbs": range(2)}
"""The values that a scale may report, by what it reports as. A yes/no driver reports 5 and 1 as likert_5."""


def scale_findings(survey: Survey) -> Iterator[Finding]:
    """Keys given twice, values out of range, scores that nothing reports, lists whose options count for nothing."""
    for name, scale in survey.scales.items():
        for i in repeated([option.key for option in scale.options]):
            told = f"another option has the key {scale.options[i].key}"
            yield error(("scales", name, "options", i, "key"), told)
        for i, option in enumerate(scale.options):
            told = _wrong_value(scale, option)
            if told:
                yield error(("scales", name, "options", i, "value"), told)
    for i, question in enumerate(survey.questions):
        used = survey.scale_of(question)
        if used is not None:
            yield from _question(i, question, used)


def _wrong_value(scale: Scale, option: Option) -> str:
    if option.missing is not None:
        return "an option that counts as no answer reports no value" if option.value is not None else ""
    allowed = VALUES.get(scale.reports_as)
    if allowed is None or option.value in allowed:
        return ""
    return f"a scale that reports as {scale.reports_as} needs a value from {allowed[0]} to {allowed[-1]}"


def _question(i: int, question: Question, scale: Scale) -> Iterator[Finding]:
    loc = ("questions", i, "scale")
    scored = {"likert_5", "thumbs"} if question.measure == "trust" else {"likert_5"}
    if question.measure in SCORES and scale.reports_as not in scored:
        yield error(loc, f"{question.measure} needs a scale that reports as {' or '.join(sorted(scored))}")
    if question.measure in SCORES and question.kind == "choices":
        yield error(("questions", i, "kind"), f"{question.measure} takes one answer")
    if question.kind == "choices" and "0" in scale.by_key:
        yield error(loc, "0 always means none of these in a list, so no option can have it")
    if question.measure == "drivers":
        yield from _drivers(loc, scale)
    for key in question.last:
        if key not in scale.by_key:
            yield error(("questions", i, "last"), f"no option has the key {key}")


def _drivers(loc: tuple[str, int, str], scale: Scale) -> Iterator[Finding]:
    counted = [option.measure for option in scale.options]
    if any(measure not in DRIVERS for measure in counted):
        yield error(loc, f"each option of a list of drivers needs a measure: one of {', '.join(DRIVERS)}")
    for i in repeated(counted):
        yield error(loc, f"two options count for {counted[i]}")
