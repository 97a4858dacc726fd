"""The summary of a workbook: responses, respondents and how they scored, by channel and by survey."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from sqlalchemy import Connection, func, select

from app.records.responses import STATUSES, Response
from app.reporting.figures.hiding import WHOLE, Place, may_be_shown
from app.reporting.figures.scores import POINTS, point_scale, positive, rounded
from app.reporting.selection import Selection
from flows.channels import CHANNEL_NAMES

_GROUPED = (Response.channel, Response.survey_id, Response.survey_version)


@dataclass(slots=True)
class Tally:
    """What was counted of one group of responses."""

    statuses: Counter[str] = field(default_factory=Counter)
    respondents: int = 0
    trust: Counter[int] = field(default_factory=Counter)
    """Answers on five points, by the point."""
    thumbs: Counter[int] = field(default_factory=Counter)
    satisfaction: Counter[int] = field(default_factory=Counter)
    hidden: frozenset[str] = frozenset()
    """The items of ``ITEMS`` whose scores may not be shown, since too few people stand behind them."""

    @property
    def responses(self) -> int:
        """All of them, whoever counts."""
        return self.statuses.total()


ITEMS = ("trust", "thumbs", "satisfaction")


@dataclass(frozen=True, slots=True)
class Tallies:
    """The same responses counted together, by channel, and by survey in words."""

    together: Tally
    by_channel: Mapping[str, Tally]
    by_survey: Mapping[str, Tally]


def tallies(connection: Connection, selection: Selection) -> Tallies:
    """Counts the responses that are meant; scores and thumbs are those of the respondents among them."""
    found = Tallies(Tally(), defaultdict(Tally), defaultdict(Tally))
    count = func.count().label("n")
    query = select(*_GROUPED, Response.status, count).where(*selection.responses())
    for row in connection.execute(query.group_by(*_GROUPED, Response.status).order_by(*_GROUPED)):
        for tally in _groups_of(found, row):
            tally.statuses[row.status] += row.n
    scored = (Response.trust_scale, Response.trust, Response.satisfaction)
    counted = select(*_GROUPED, *scored, count).where(*selection.respondents())
    parts: dict[Place, Tally] = defaultdict(Tally)
    for score in connection.execute(counted.group_by(*_GROUPED, *scored)):
        for tally in (*_groups_of(found, score), parts[score.channel, _survey(score)]):
            _score(tally, score)
    _hide(found, parts)
    return found


def _hide(found: Tallies, parts: Mapping[Place, Tally]) -> None:
    """Decide over the table of channels and surveys, of which the summary shows the margins."""
    shown = {item: may_be_shown({place: getattr(one, item).total() for place, one in parts.items()}) for item in ITEMS}
    margins: dict[Place, Tally] = {(WHOLE, WHOLE): found.together}
    margins |= {(channel, WHOLE): one for channel, one in found.by_channel.items()}
    margins |= {(WHOLE, survey): one for survey, one in found.by_survey.items()}
    for place, tally in margins.items():
        tally.hidden = frozenset(item for item in ITEMS if getattr(tally, item).total() and place not in shown[item])


def _groups_of(found: Tallies, row: Any) -> tuple[Tally, ...]:
    return found.together, found.by_channel[row.channel], found.by_survey[_survey(row)]


def _survey(row: Any) -> str:
    return row.survey_id if row.survey_version is None else f"{row.survey_id} version {row.survey_version}"


def _score(tally: Tally, row: Any) -> None:
    tally.respondents += row.n
    if row.trust is not None:
        (tally.thumbs if row.trust_scale == "thumbs" else tally.trust)[row.trust] += row.n
    if row.satisfaction is not None:
        tally.satisfaction[row.satisfaction] += row.n


HEADER = (
    "Responses",
    "Respondents",
    "Trust: answers",
    "Trust: point scale",
    "Trust: 4 or 5",
    "Trust by thumbs: answers",
    "Trust by thumbs: up",
    "Satisfaction: answers",
    "Satisfaction: point scale",
    "Satisfaction: 4 or 5",
)
SHARES = frozenset({"Trust: 4 or 5", "Trust by thumbs: up", "Satisfaction: 4 or 5"})
MEANS = frozenset({"Trust: point scale", "Satisfaction: point scale"})


HIDDEN = "hidden"
"""Stands for a score that may not be shown."""


def cells(tally: Tally) -> Sequence[float | str | None]:
    """The figures of one group under ``HEADER``; means and shares are rounded half up and None without answers."""
    thumbs = [tally.thumbs[value] for value in (0, 1)]
    return (
        tally.responses,
        tally.respondents,
        *_five_points(tally, "trust"),
        sum(thumbs),
        HIDDEN if "thumbs" in tally.hidden else _share(positive(thumbs).exact),
        *_five_points(tally, "satisfaction"),
    )


def _five_points(tally: Tally, item: str) -> tuple[int, float | str | None, float | str | None]:
    answers: Counter[int] = getattr(tally, item)
    if item in tally.hidden:
        return answers.total(), HIDDEN, HIDDEN
    counts = [answers[point] for point in range(1, POINTS + 1)]
    mean = point_scale(counts)
    return sum(counts), None if mean is None else float(mean), _share(positive(counts).exact)


def _share(exact: Fraction | None) -> float | None:
    """With the one place of a percentage."""
    return None if exact is None else float(rounded(exact, places=3))


def lines(found: Tallies) -> Iterator[tuple[str, Tally | None]]:
    """The groups in the order of reading; a heading has no figures."""
    yield "All channels together", found.together
    yield "By channel", None
    yield from ((name, found.by_channel[name]) for name in CHANNEL_NAMES if name in found.by_channel)
    yield "By survey", None
    yield from found.by_survey.items()


def status_counts(found: Tallies) -> Iterator[tuple[str, int]]:
    """How many responses ended how, none left out."""
    yield from ((status, found.together.statuses[status]) for status in STATUSES)
