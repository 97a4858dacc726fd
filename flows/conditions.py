"""Conditions under which a question is asked: earlier answers, what the contact carries, the channel."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

from flows.session import Answer

Fact = str | int | bool
"""What a contact may carry about itself, such as ``agent_spoken: true``."""


class _Condition(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class AnswerIn(_Condition):
    """True if an earlier question's reported value is one of those listed; without one, if one of its keys is."""

    answer: str
    among: Annotated[tuple[int | str, ...], Field(alias="in", min_length=1)]

    @cached_property
    def accepted(self) -> frozenset[str]:
        """The values or keys listed, as text."""
        return frozenset(map(str, self.among))


class NoAnswer(_Condition):
    """True if an earlier question has no substantive answer."""

    no_answer: str


class FactIs(_Condition):
    """True if a fact of the contact equals ``is``; ``unknown`` says what holds where the contact is silent on it."""

    fact: str
    equals: Annotated[Fact, Field(alias="is")]
    unknown: bool = False


class ChannelIs(_Condition):
    """True on the channels listed."""

    channel: Annotated[tuple[str, ...], Field(min_length=1)]


class AllOf(_Condition):
    """True if every part is true."""

    every: Annotated[tuple[Condition, ...], Field(alias="all", min_length=1)]


class AnyOf(_Condition):
    """True if one part is true."""

    some: Annotated[tuple[Condition, ...], Field(alias="any", min_length=1)]


class Not(_Condition):
    """True if the part is false."""

    inverse: Annotated[Condition, Field(alias="not")]


_KINDS = ("answer", "no_answer", "fact", "channel", "all", "any", "not")
_FIELD_NAMES = {"every": "all", "some": "any", "inverse": "not"}


def _kind(given: object) -> str | None:
    names = given if isinstance(given, Mapping) else type(given).model_fields if isinstance(given, BaseModel) else ()
    return next((_FIELD_NAMES.get(str(name), str(name)) for name in names if name in {*_KINDS, *_FIELD_NAMES}), None)


Condition = Annotated[
    Annotated[AnswerIn, Tag("answer")]
    | Annotated[NoAnswer, Tag("no_answer")]
    | Annotated[FactIs, Tag("fact")]
    | Annotated[ChannelIs, Tag("channel")]
    | Annotated[AllOf, Tag("all")]
    | Annotated[AnyOf, Tag("any")]
    | Annotated[Not, Tag("not")],
    Discriminator(
        _kind,
        custom_error_type="condition",
        custom_error_message="a condition has one of the keys answer, no_answer, fact, channel, all, any, not",
    ),
]

for _model in (AllOf, AnyOf, Not):
    _model.model_rebuild()


def holds(condition: Condition, answers: Mapping[str, Answer], facts: Mapping[str, Fact], channel: str) -> bool:
    """Whether ``condition`` is true for the answers so far, the contact's facts and the channel."""
    match condition:
        case AnswerIn():
            given = answers.get(condition.answer)
            return given is not None and given.substantive and not condition.accepted.isdisjoint(given.reported)
        case NoAnswer():
            given = answers.get(condition.no_answer)
            return given is None or not given.substantive
        case FactIs():
            return facts[condition.fact] == condition.equals if condition.fact in facts else condition.unknown
        case ChannelIs():
            return channel in condition.channel
        case AllOf():
            return all(holds(part, answers, facts, channel) for part in condition.every)
        case AnyOf():
            return any(holds(part, answers, facts, channel) for part in condition.some)
        case Not():
            return not holds(condition.inverse, answers, facts, channel)


def questions_named(condition: Condition) -> Iterator[str]:
    """The ids of the questions that a condition looks at."""
    match condition:
        case AnswerIn():
            yield condition.answer
        case NoAnswer():
            yield condition.no_answer
        case AllOf() | AnyOf():
            for part in condition.every if isinstance(condition, AllOf) else condition.some:
                yield from questions_named(part)
        case Not():
            yield from questions_named(condition.inverse)
