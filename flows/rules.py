"""A survey held against the rules: those of OMB Circular A-11 section 280.10, and the limits of phone and text.

``flows.consistency`` says whether a file holds together; this says whether people may be asked with it. All rules, with
their sources, are in ``RULES`` and in docs/rules.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from flows.findings import Finding, warning
from flows.load import Complaint, complaint, located_survey
from flows.requirements.durations import longest_time, time_findings
from flows.requirements.items import item_findings
from flows.requirements.keys_said import key_wording_findings
from flows.requirements.languages import language_findings
from flows.requirements.promises import promise_findings
from flows.requirements.reading import reading_findings
from flows.requirements.register import RULES
from flows.requirements.scales import scale_order_findings
from flows.requirements.text_costs import text_findings
from flows.requirements.wordings import statement_findings
from flows.survey import Survey

__all__ = ["RULES", "longest_time", "look_through", "rule_findings"]


def look_through(path: Path) -> tuple[Survey | None, list[Complaint]]:
    """What a file holds, and all that is to be said about it: by the rules only if it holds together.

    Raises Unreadable if the file itself cannot be read.
    """
    survey, positions, complaints = located_survey(path)
    if survey is None or any(one.severity == "error" for one in complaints):
        return survey, complaints
    return survey, [*complaints, *(complaint(path, positions, finding) for finding in rule_findings(survey))]


def rule_findings(survey: Survey) -> Iterator[Finding]:
    """What is to be said about a survey that holds together. One that waives the rules is only said to do so."""
    if survey.rules is not None:
        told = f"held against no rule, so its responses are marked as test: {survey.rules.none_because}"
        yield warning(("rules",), told)
        return
    yield from chain(
        item_findings(survey),
        statement_findings(survey),
        time_findings(survey),
        text_findings(survey),
        reading_findings(survey),
        promise_findings(survey),
        language_findings(survey),
        key_wording_findings(survey),
        scale_order_findings(survey),
    )
