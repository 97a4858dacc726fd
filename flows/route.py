"""Which question comes next, and in what order questions and options stand for a session."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import lru_cache

from flows.channels import CHANNELS
from flows.conditions import holds, questions_named
from flows.session import Missing, Session
from flows.survey import Option, Question, Scale, Survey


def _draw(seed: int, name: str) -> bytes:
    """A value that depends on the seed and a name alone, the same on every machine and Python."""
    return hashlib.sha256(f"{seed}:{name}".encode()).digest()


@lru_cache(maxsize=4096)
def _order(ids: tuple[str, ...], groups: tuple[tuple[str, ...], ...], seed: int) -> tuple[str, ...]:
    order = list(ids)
    for group in groups:
        first = min(order.index(name) for name in group)
        order[first : first + len(group)] = sorted(group, key=lambda name: _draw(seed, name))
    return tuple(order)


def questions_in_order(survey: Survey, seed: int) -> tuple[Question, ...]:
    """All questions in the order of one session."""
    if not survey.random_order:
        return survey.questions
    order = _order(tuple(question.id for question in survey.questions), survey.random_order, seed)
    return tuple(survey.by_id[name] for name in order)


def hears_backwards(survey: Survey, seed: int) -> bool:
    """Whether one session hears the answers of all scales in the opposite order: half of them do, where that is set."""
    return survey.label_order == "reversed_half" and _draw(seed, "label_order")[0] % 2 == 1


def options_in_order(survey: Survey, question: Question, scale: Scale, seed: int) -> tuple[Option, ...]:
    """The options of a question in the reading order of one session. A key keeps its option in every order."""
    backwards = hears_backwards(survey, seed)
    if question.order == "fixed" and not backwards:
        return scale.options
    pinned = [option for option in scale.options if option.key in question.last or (backwards and option.missing)]
    moving = [option for option in scale.options if option not in pinned]
    start = _draw(seed, question.id)[0] % len(moving) if moving and question.order == "rotate" else 0
    turned = (*moving[start:], *moving[:start])
    return (*(reversed(turned) if backwards else turned), *pinned)


def not_asked_because(question: Question, session: Session, channel: str | None = None) -> Missing | None:
    """Why a question is not asked in this session as it stands: the channel cannot, or its condition fails.

    ``channel`` is the one on which it was asked, where that is not the present one.
    """
    channel = channel or session.opening.channel
    if question.when is not None and not holds(question.when, session.answered(), session.opening.facts, channel):
        return "not_applicable"
    return None if question.kind in CHANNELS[channel].kinds else "not_offered"


def total(survey: Survey, session: Session) -> int:
    """How many questions this session is expected to ask.

    A question whose condition looks at a question that is still to come may or may not be asked: of several such
    with the same measure, as the two tapped lists are, one is counted.
    """
    return sum(1 for _ in _expected(survey, session))


def _expected(survey: Survey, session: Session) -> Iterator[str]:
    answered = session.answered()
    possible: set[str] = set()
    for question in questions_in_order(survey, session.opening.seed):
        if question.kind not in CHANNELS[session.opening.channel].kinds:
            continue
        if question.id in answered and answered[question.id].position is not None:
            yield question.id
        elif question.when is not None and any(name not in answered for name in questions_named(question.when)):
            if question.measure not in possible:
                yield question.id
            possible.add(question.measure)
        elif not_asked_because(question, session) is None:
            yield question.id
