"""Whether the statements of the federal items are still those that OMB gives."""

from __future__ import annotations

from collections.abc import Iterator

from flows.findings import Finding, Rule
from flows.requirements import register
from flows.statements import BASES, Comparison, compared
from flows.survey import Question, Survey

_ENGLISH = "en"


def statement_findings(survey: Survey) -> Iterator[Finding]:
    """Statements that are more than a minor edit of a base, and that nobody can hold against one."""
    if _ENGLISH not in survey.languages:
        told = "the survey has no English words to be held against the bases that OMB gives"
        yield register.WORDING_COMPARED.broken(("languages",), told)
        return
    for i, question in enumerate(survey.questions):
        farthest = _farthest(survey, question)
        rule = _rule(question.measure)
        if farthest is None or farthest.minor or (question.discussed_with_omb or survey.discussed_with_omb):
            continue
        told = f"more than a minor edit of “{farthest.base}”: {', '.join(farthest.edits)}"
        if rule is not register.DRIVER_WORDING:
            told += "; `discussed_with_omb` has to say when and where"
        yield rule.broken(("questions", i, "statement"), told)


def _farthest(survey: Survey, question: Question) -> Comparison | None:
    """The statement, of the doors that have one, that is farthest from its base; None where there are no bases."""
    if question.measure not in BASES or question.kind == "text":
        return None
    said = (question.statement.on(door, _ENGLISH) for door in survey.doors)
    found = [comparison for words in said if words and (comparison := compared(question.measure, words)) is not None]
    return max(found, key=lambda comparison: (not comparison.minor, comparison.distance), default=None)


def _rule(measure: str) -> Rule:
    if measure == "trust":
        return register.TRUST_WORDING
    return register.SATISFACTION_WORDING if measure == "satisfaction" else register.DRIVER_WORDING
