"""The ways through a survey: which questions one person can be asked, whatever they answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, product

from flows.channels import CHANNELS, Channel, Door
from flows.conditions import AllOf, AnyOf, Condition, Fact, FactIs, Not, holds, questions_named
from flows.session import Answer
from flows.survey import Question, Survey

Way = tuple[Question, ...]

MOST_WAYS = 20_000
"""Ways that are walked one by one; of a survey with more, all questions count as asked of one person."""
_OTHER = "another value"


def ways(survey: Survey, door: Door) -> list[Way]:
    """The questions asked of one person, for everything that conditions can tell apart."""
    channel = next(channel for channel in CHANNELS.values() if channel.door == door)
    asked = [question for question in survey.questions if question.kind in channel.kinds]
    walked = list(islice(_all(asked, survey, channel), MOST_WAYS + 1))
    return walked if len(walked) <= MOST_WAYS else [tuple(asked)]


def facts_told_apart(survey: Survey) -> Iterator[dict[str, Fact]]:
    """The facts of a contact as conditions tell them apart: each value that one names, another, and none known."""
    named: dict[str, set[Fact]] = {}
    for question in survey.questions:
        for part in _facts(question.when):
            named.setdefault(part.fact, set()).add(part.equals)
    choices: list[list[tuple[str, Fact] | None]] = [
        [*((name, value) for value in sorted(values, key=repr)), (name, _OTHER), None] for name, values in named.items()
    ]
    for taken in product(*choices):
        yield dict(one for one in taken if one is not None)


def _facts(condition: Condition | None) -> Iterator[FactIs]:
    match condition:
        case FactIs():
            yield condition
        case AllOf() | AnyOf():
            for part in condition.every if isinstance(condition, AllOf) else condition.some:
                yield from _facts(part)
        case Not():
            yield from _facts(condition.inverse)


def _all(asked: Sequence[Question], survey: Survey, channel: Channel) -> Iterator[Way]:
    looked_at = {name for question in asked if question.when is not None for name in questions_named(question.when)}
    for facts in facts_told_apart(survey):
        yield from _walk(asked, (), {}, facts, (survey, channel.name, looked_at))


def _walk(
    rest: Sequence[Question],
    way: Way,
    answers: Mapping[str, Answer],
    facts: Mapping[str, Fact],
    fixed: tuple[Survey, str, set[str]],
) -> Iterator[Way]:
    survey, channel, looked_at = fixed
    if not rest:
        yield way
        return
    question, after = rest[0], rest[1:]
    if question.when is not None and not holds(question.when, answers, facts, channel):
        yield from _walk(after, way, answers, facts, fixed)
        return
    for answer in _told_apart(survey, question) if question.id in looked_at else [None]:
        known = answers if answer is None else {**answers, question.id: answer}
        yield from _walk(after, (*way, question), known, facts, fixed)


def _told_apart(survey: Survey, question: Question) -> Iterator[Answer]:
    """Every answer to a question of one choice; of a list each entry alone and all; and none."""
    scale = survey.scale_of(question)
    given = Answer(question.id, question.measure, 0, "")
    yield given._replace(missing="skipped")
    if scale is None:
        yield given._replace(text="said")
        return
    if question.kind == "choices":
        yield given._replace(native=",".join(scale.by_key))
    for option in scale.options:
        if option.missing is None:
            value = None if question.kind == "choices" else option.value
            yield given._replace(native=option.key, value=value)
