"""A line that names a question by which callers agree to be called back is held against the surveys that it asks."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app.lines import LOCAL_LINES, CallBack, load_lines
from app.surveying.line_findings import line_findings
from flows.load import SHIPPED_SURVEYS, load_survey

LINE = load_lines(LOCAL_LINES).lines[0]
SURVEYS = [load_survey(SHIPPED_SURVEYS / f"{name}.yaml") for name in ("a11-likert", "a11-tapped")]
NOW = datetime(2026, 11, 23, tzinfo=UTC)


def told(call_back, **surveys):
    line = LINE.model_copy(update={"call_back": call_back, "surveys": LINE.surveys | surveys})
    return [
        (finding.severity, finding.loc[2:], finding.message)
        for finding in line_findings(0, line, SURVEYS, NOW)
        if finding.loc[2:3] == ("call_back",)
    ]


def test_a_line_without_one_has_no_finding():
    assert told(None) == []
    assert told(CallBack(question="trust", yes="5")) == []


@pytest.mark.parametrize("door", ["voice", "text"])
def test_the_question_has_to_be_asked(door):
    missing = f"a11-likert, which is asked by {door}, has no question again"
    assert ("error", ("call_back", "question"), missing) in told(CallBack(question="again"))


def test_it_may_be_asked_through_one_door_alone():
    found = "a11-tapped, which is asked by text, has no question ease"
    assert told(CallBack(question="ease"), text="a11-tapped") == [("warning", ("call_back", "question"), found)]


@pytest.mark.parametrize(("question", "yes"), [("trust", "7"), ("comment", "1")])
def test_the_key_has_to_be_an_answer(question, yes):
    found = f"{yes} is no answer to {question} of a11-likert"
    assert told(CallBack(question=question, yes=yes)) == [("error", ("call_back", "yes"), found)]
