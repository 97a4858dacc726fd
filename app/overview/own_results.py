"""The results of one agent's own calls, month by month, compared with nobody's but their own earlier ones."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, and_, case, func, or_, select

from app.overview.changing import in_words
from app.overview.scored import NONE_GIVEN, Scored, scored
from app.records.contacts import Contact
from app.records.responses import Response
from app.reporting.figures.changes import Series, compared_means, judged
from app.reporting.figures.hiding import WHOLE, Place, may_be_shown
from app.reporting.figures.small_numbers import LEAST_OF_AN_AGENT
from app.reporting.fiscal import FiscalQuarter
from app.reporting.selection import Selection, happened_at

ITEMS = ("trust", "satisfaction")
QUARTERS = 5
"""The present fiscal quarter and those of a year before it."""

Month = tuple[str, date]
"""A fiscal quarter, as it is written, and the first day of a month of it."""
Key = tuple[str, str]
"""A channel and one of ``ITEMS``."""


@dataclass(frozen=True, slots=True)
class OwnScores:
    """How the people of one's own calls answered on one channel."""

    channel: str
    months: Mapping[date, Mapping[str, Scored]]
    """By the first day of a month, newest first, then by ``ITEMS``."""
    changes: Mapping[str, str]
    """By item, the present fiscal quarter against the one before, in words."""


@dataclass(frozen=True, slots=True)
class OwnResults:
    """The results of one's own calls."""

    contacts: Mapping[date, int]
    """By the first day of a month, newest first: calls that contact reports name with one's key."""
    answered: Mapping[date, int]
    """People who answered about them."""
    scores: tuple[OwnScores, ...]


def own_results(
    connection: Connection, keys: Collection[str], zone: ZoneInfo, today: date, *, walk_ins: bool
) -> OwnResults:
    """The results of the agent of these keys up to ``today``, in months of ``zone``.

    A score needs 10 contacts and 5 answers of its month, and what would give away one with fewer answers is hidden too.
    """
    months = _months(today)
    contacts = _contacts(connection, keys, months, zone)
    answers, answered = _answers(connection, keys, months, Selection(zone, walk_ins=walk_ins, late=False))
    channels = sorted({channel for channel, _ in answers})
    newest = sorted(months, key=lambda month: month[1], reverse=True)
    words = _changes(answers, contacts, months)
    told = [OwnScores(channel, _by_month(answers, channel, newest, contacts), words[channel]) for channel in channels]
    return OwnResults(
        {first: contacts[first] for _, first in newest}, {first: answered[first] for _, first in newest}, tuple(told)
    )


def _months(today: date) -> list[Month]:
    """The months of the last quarters up to the present one, oldest first."""
    found, first = [], FiscalQuarter.of(today).first_day
    for _ in range(QUARTERS - 1):
        first = FiscalQuarter.of(first - timedelta(days=1)).first_day
    while first <= today:
        found.append((str(FiscalQuarter.of(first)), first))
        first = _next(first)
    return found


def _next(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)


def _within(moment: Any, first: date, zone: ZoneInfo) -> ColumnElement[bool]:
    since, before = (datetime.combine(day, time(), zone).astimezone(UTC) for day in (first, _next(first)))
    return and_(moment >= since, moment < before)


def _contacts(connection: Connection, keys: Collection[str], months: Sequence[Month], zone: ZoneInfo) -> Counter[date]:
    """One query for all months, by the index on the agent."""
    counts = [func.sum(case((_within(Contact.created_at, first, zone), 1), else_=0)) for _, first in months]
    theirs = (Contact.agent_key.in_(sorted(keys)), or_(Contact.test.is_(None), Contact.test.is_(False)))
    row = connection.execute(select(*counts).where(*theirs)).one()
    return Counter({first: n or 0 for (_, first), n in zip(months, row, strict=True)})


def _answers(
    connection: Connection, keys: Collection[str], months: Sequence[Month], selection: Selection
) -> tuple[Mapping[Key, Mapping[Month, Counter[int]]], Counter[date]]:
    """By channel and item, then by month, how often each point was given; and how many people answered by month."""
    place = case(*((_within(happened_at(), first, selection.zone), at) for at, (_, first) in enumerate(months)))
    by = (Response.channel, place.label("place"), Response.trust, Response.trust_scale, Response.satisfaction)
    theirs = (*selection.respondents(), Response.agent_key.in_(sorted(keys)))
    found: dict[Key, dict[Month, Counter[int]]] = defaultdict(lambda: defaultdict(Counter))
    answered: Counter[date] = Counter()
    for row in connection.execute(select(*by, func.count().label("n")).where(*theirs).group_by(*by)):
        if row.place is None:
            continue
        month = months[row.place]
        answered[month[1]] += row.n
        if row.trust is not None and row.trust_scale == "likert_5":
            found[row.channel, "trust"][month][row.trust] += row.n
        if row.satisfaction is not None:
            found[row.channel, "satisfaction"][month][row.satisfaction] += row.n
    return found, answered


def _shown(of_item: Mapping[Month, Counter[int]]) -> frozenset[Place]:
    return may_be_shown({month: counts.total() for month, counts in of_item.items()})


def _by_month(
    answers: Mapping[Key, Mapping[Month, Counter[int]]],
    channel: str,
    months: Sequence[Month],
    contacts: Mapping[date, int],
) -> Mapping[date, Mapping[str, Scored]]:
    told: dict[date, dict[str, Scored]] = {first: {} for _, first in months}
    for item in ITEMS:
        of_item = answers.get((channel, item), {})
        shown = _shown(of_item)
        for month in months:
            enough = month in shown and contacts[month[1]] >= LEAST_OF_AN_AGENT
            told[month[1]][item] = scored(_five(of_item.get(month, Counter())), may_show=enough)
    return told


def _changes(
    answers: Mapping[Key, Mapping[Month, Counter[int]]], contacts: Mapping[date, int], months: Sequence[Month]
) -> Mapping[str, Mapping[str, str]]:
    """The present quarter against the one before, of all channels and items judged together."""
    now = months[-1][0]
    before = next(quarter for quarter, _ in reversed(months) if quarter != now)
    keys = list(answers)
    counts = {key: {quarter: _of_quarter(answers[key], quarter) for quarter in (before, now)} for key in keys}
    changes = judged([_compared(key, counts[key][before], counts[key][now]) for key in keys])
    calls = Counter[str]()
    for quarter, first in months:
        calls[quarter] += contacts[first]
    enough = min(calls[before], calls[now]) >= LEAST_OF_AN_AGENT
    words: dict[str, dict[str, str]] = defaultdict(dict)
    for key, change in zip(keys, changes, strict=True):
        shown = _shown(answers[key])
        seen = enough and (before, WHOLE) in shown and (now, WHOLE) in shown
        words[key[0]][key[1]] = in_words(change, hidden=not seen)
    return words


def _compared(key: Key, before: Sequence[int], now: Sequence[int]) -> Any:
    channel, item = key
    series = Series(f"{item} of one's own calls", channel, "own", "likert_5", "own")
    return compared_means((series, before), (series, now))


def _of_quarter(of_item: Mapping[Month, Counter[int]], quarter: str) -> tuple[int, ...]:
    whole: Counter[int] = Counter()
    for (of, _), counts in of_item.items():
        if of == quarter:
            whole += counts
    return _five(whole)


def _five(counts: Counter[int]) -> tuple[int, ...]:
    return tuple(counts[point] for point, _ in enumerate(NONE_GIVEN, start=1))
