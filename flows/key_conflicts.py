"""Checks that a key of the phone has one meaning at any moment."""

from __future__ import annotations

from collections.abc import Iterator

from flows.channels import AUTOMATED_PHONE
from flows.findings import Finding, error
from flows.requirements.register import GATE_KEY, ONE_MEANING_PER_KEY
from flows.survey import Question, Survey

AT_A_QUESTION = ("repeat", "repeat_scale", "skip")
AT_THE_GATE = ("repeat", "notice", "decline")


def key_findings(survey: Survey) -> Iterator[Finding]:
    """Controls on one key, controls that are answers of the same prompt, a gate key that answers what follows it."""
    if "voice" not in survey.doors:
        return
    yield from _one_key_twice(survey)
    spoken = [question for question in survey.questions if question.kind in AUTOMATED_PHONE.kinds]
    first = _possible_first(survey, spoken)
    for question in spoken:
        for control in _controls_at(question, may_be_first=question in first):
            yield from _conflict(survey, question, control)
    yield from _gate(survey, first)


def _one_key_twice(survey: Survey) -> Iterator[Finding]:
    taken: dict[str, str] = {}
    for control, key in survey.voice.keys.items():
        if key is not None and taken.setdefault(key, control) != control:
            told = f"the key {key} already means {taken[key]}"
            yield ONE_MEANING_PER_KEY.broken(("voice", "controls", control), told)


def _controls_at(question: Question, *, may_be_first: bool) -> Iterator[str]:
    """The controls that work while a question is asked. In a list 0 is none of these, and nothing is declined."""
    yield from AT_A_QUESTION
    if question.kind != "choices":
        yield "notice"
        if may_be_first:
            yield "decline"


def _conflict(survey: Survey, question: Question, control: str) -> Iterator[Finding]:
    key = survey.voice.keys[control]
    scale = survey.scale_of(question)
    answers = {*scale.by_key, *(["0"] if question.kind == "choices" else [])} if scale is not None else set()
    if key in answers:
        told = f"the key {key} is also an answer to {question.id}"
        yield ONE_MEANING_PER_KEY.broken(("voice", "controls", control), told)


def _possible_first(survey: Survey, spoken: list[Question]) -> list[Question]:
    """The questions that a call may ask first: up to the first that is always asked, its random order included."""
    last = next((i for i, question in enumerate(spoken) if question.when is None), len(spoken) - 1)
    together = (
        {name for group in survey.random_order for name in group if spoken[last].id in group} if spoken else set()
    )
    return [question for i, question in enumerate(spoken) if i <= last or question.id in together]


def _gate(survey: Survey, first: list[Question]) -> Iterator[Finding]:
    gate = survey.gate
    if gate is None:
        return
    if gate.doors != ("voice",):
        yield error(("gate", "doors"), "only a call has a gate: a text conversation begins with its first question")
    for control in AT_THE_GATE:
        if survey.voice.keys[control] == gate.key:
            yield ONE_MEANING_PER_KEY.broken(("gate", "key"), f"the key {gate.key} already means {control}")
    for question in first:
        scale = survey.scale_of(question)
        if scale is not None and gate.key in scale.by_key:
            told = f"the key {gate.key} also answers {question.id}: a second press becomes an answer"
            yield GATE_KEY.broken(("gate", "key"), told)
