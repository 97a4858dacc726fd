"""``/opt-outs``: who asked not to be invited. Phone numbers come in bodies alone, so that no log of URLs holds one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated

from flask import Response
from pydantic import BaseModel, ConfigDict, Field

from app.access.scopes import Scope
from app.outreach import opt_outs
from app.outreach.opt_outs import Changed
from app.phone_numbers import respondent_key
from app.web.api.doors import Door, answer, moment, runtime

door = Door("opt_outs")

_HOW = "api"


Number = Annotated[opt_outs.Number, Field(max_length=40, examples=["+12025550100"])]


class Numbers(BaseModel):
    """Phone numbers of people."""

    model_config = ConfigDict(extra="forbid")

    numbers: Annotated[list[Number], Field(min_length=1, max_length=1000)]


class OneNumber(BaseModel):
    """The phone number of a person."""

    model_config = ConfigDict(extra="forbid")

    number: Number


class RegisterChanged(BaseModel):
    """How many people were new to the register, had said the other before, or had said the same."""

    new: int
    changed: int
    unchanged: int


class Standing(BaseModel):
    """What the register says of a person."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    opted_out: bool
    at: datetime | None
    """When they said the last word on it; null where they said none."""
    how: str | None
    """How it came: ``text``, ``key``, ``provider``, ``upload`` or ``api``."""
    line: str | None


@door.operation("POST", "/opt-outs", scope=Scope.OPT_OUTS_WRITE, body=Numbers, answers={200: RegisterChanged})
def add_opt_outs(body: Numbers) -> Response:
    """Say that people want no invitations.

    Everything that is planned for them is cancelled. The same numbers again change nothing.
    """
    with runtime().database.begin() as connection:
        return _told(opt_outs.add(connection, dict.fromkeys(_keys(body.numbers), moment()), _HOW, moment()))


@door.operation("POST", "/opt-outs/lift", scope=Scope.OPT_OUTS_WRITE, body=Numbers, answers={200: RegisterChanged})
def lift_opt_outs(body: Numbers) -> Response:
    """Say that people may be invited again.

    What was cancelled stays cancelled. A stop that the provider keeps itself is only lifted by the person's own START.
    """
    with runtime().database.begin() as connection:
        return _told(opt_outs.lift(connection, dict.fromkeys(_keys(body.numbers), moment()), _HOW))


@door.operation("POST", "/opt-outs/look-up", scope=Scope.OPT_OUTS_READ, body=OneNumber, answers={200: Standing})
def look_up_opt_out(body: OneNumber) -> Response:
    """Tell whether a person asked not to be invited."""
    (key,) = _keys([body.number])
    with runtime().database.read() as connection:
        word = opt_outs.word_of(connection, key)
    if word is None:
        return answer(Standing(opted_out=False, at=None, how=None, line=None))
    return answer(Standing(opted_out=not word.lifted, at=word.at, how=word.how, line=word.line_id))


def _keys(numbers: Iterable[str]) -> list[str]:
    secret = runtime().settings.respondent_secret.get_secret_value().encode()
    return [respondent_key(secret, number) for number in numbers]


def _told(changed: Changed) -> Response:
    return answer(RegisterChanged(new=changed.new, changed=changed.changed, unchanged=changed.unchanged))
