"""What a driver that was not chosen stands as, as SQL: offered (``0``) or not asked (``null``).

It says what ``tapped_lists.indicators`` says, at the speed of the database. Most rows need no look into ``answers``:
where one of two lists that exclude each other was answered, the columns of the response tell all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import Any

from sqlalchemy import Connection, Row

from app.errors import BadInput
from app.records import queries
from app.records.responses import LEFT_WITHOUT_CHOICE, SIGNS
from app.reporting.touchpoints.tapped_lists import TappedList, exclude_each_other, lists_of
from flows.load import survey_from_json
from flows.survey import DRIVERS

Pair = tuple[str, str]
"""A sign and a driver."""

_NOT_ASKED = "'null'"
_GOT_PAST = ", ".join(f"'{code}'" for code in ("answered", *LEFT_WITHOUT_CHOICE))


def unchosen(connection: Connection, kinds: Iterable[Row[Any]]) -> Mapping[Pair, str]:
    """By sign and driver, an expression over ``responses`` that is ``'0'`` or ``'null'``, for these kinds of response.

    Raises BadInput where a survey version is not in the database, so that nobody knows what its lists offered.
    """
    asked = {(kind.survey_id, kind.survey_version, kind.channel, kind.entry == "imported") for kind in kinds}
    rules = {kind: _rules(connection, *kind) for kind in sorted(asked, key=repr)}
    return {pair: _by_kind({kind: rule[pair] for kind, rule in rules.items()}) for pair in product(SIGNS, DRIVERS)}


def _by_kind(rules: Mapping[tuple[str, int | None, str, bool], str]) -> str:
    if len(set(rules.values())) <= 1:
        return next(iter(rules.values()), _NOT_ASKED)
    cases = (f"when {_is_of(*kind)} then {rule}" for kind, rule in rules.items())
    return f"case {' '.join(cases)} end"


def _is_of(survey_id: str, version: int | None, channel: str, imported: bool) -> str:  # noqa: FBT001 (parts of a key)
    same_version = "is null" if version is None else f"= {version}"
    same_survey = f"responses.survey_id = '{survey_id.replace(chr(39), chr(39) * 2)}'"
    return (
        f"{same_survey} and responses.survey_version {same_version} and responses.channel = '{channel}' "
        f"and responses.entry {'=' if imported else '<>'} 'imported'"
    )


def _rules(
    connection: Connection,
    survey_id: str,
    version: int | None,
    channel: str,
    imported: bool,  # noqa: FBT001
) -> Mapping[Pair, str]:
    pairs = list(product(SIGNS, DRIVERS))
    if imported:
        return {pair: _told_by_the_import(*pair) for pair in pairs}
    if version is None:
        return dict.fromkeys(pairs, _NOT_ASKED)
    definition = queries.survey_definition(connection, survey_id, version)
    if definition is None:
        raise BadInput(
            f"survey {survey_id} version {version} is not in the database: what its lists offered is unknown"
        )
    survey = survey_from_json(definition)
    lists = lists_of(survey, channel)
    rules = dict.fromkeys(pairs, _NOT_ASKED)
    if exclude_each_other(survey, lists, channel):
        counts = _one_of_two_counts(lists)
        return rules | {(tapped.sign, driver): counts for tapped in lists for driver in tapped.drivers}
    for pair in pairs:
        offering = [tapped for tapped in lists if pair in {(tapped.sign, driver) for driver in tapped.drivers}]
        if offering:
            counted = " or ".join(_counts(tapped, lists) for tapped in offering)
            rules[pair] = f"case when {counted} then '0' else 'null' end"
    return rules


def _told_by_the_import(sign: str, driver: str) -> str:
    """``label_order`` of an import names the indicators that its file said were asked."""
    offered = f"""cast(responses.label_order as text) like '%"{sign}_{driver}"%'"""
    return f"case when {offered} then '0' else 'null' end"


def _one_of_two_counts(lists: Sequence[TappedList]) -> str:
    """Of two lists that exclude each other, the one that was led to was answered or passed, so both count."""
    answered = " or ".join(f"responses.{tapped.sign}_{min(tapped.drivers)} is not null" for tapped in lists)
    codes = ", ".join(f"'{code}'" for code in LEFT_WITHOUT_CHOICE)
    passed = (
        "exists (select 1 from answers where answers.response_id = responses.response_id "  # noqa: S608  # our own codes
        f"and answers.measure = 'drivers' and answers.missing in ({codes}))"
    )
    return f"case when {answered} then '0' when {passed} then '0' else 'null' end"


def _counts(tapped: TappedList, lists: Sequence[TappedList]) -> str:
    others = [other for other in lists if other != tapped]
    passed = [f"{_code(other)} in ({_GOT_PAST})" for other in others]
    every = " and ".join(f"{_code(other)} = 'not_applicable'" for other in others)
    led_past = " or ".join([*passed, f"({every})"]) if others else "1 = 1"
    return f"({_code(tapped)} in ({_GOT_PAST}) or ({_code(tapped)} = 'not_applicable' and ({led_past})))"


def _code(tapped: TappedList) -> str:
    return (
        "coalesce((select coalesce(answers.missing, 'answered') from answers "  # noqa: S608  # a question's id is a name
        "where answers.response_id = responses.response_id and answers.measure = 'drivers' "
        f"and answers.question = '{tapped.question}'), 'not_reached')"
    )
