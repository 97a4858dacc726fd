"""The funnel: where contacts stand, who hands over whom, and what becomes of each question."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sqlalchemy import Connection

from app.lines import Lines
from app.outreach.cells import Cell
from app.outreach.funnel import Funnel, HandedOver
from app.overview import places
from app.overview.funnel_words import messages
from app.overview.places import Standing as Place
from app.overview.reading import being_counted, sums
from app.overview.repeats import RepeatCalls, repeat_calls
from app.overview.tallies import in_order
from app.overview.view import View
from app.records.counted import CELL, CONTACTS, OFFERS, QUESTION_COUNTS, QUESTIONS
from app.reporting.figures.intervals import Interval, share_interval
from app.reporting.figures.outcome_rates import OutcomeRates, letters, outcome_rates
from app.reporting.figures.scores import Share, rounded
from app.reporting.figures.small_numbers import LEAST_OF_AN_AGENT, Standing, Sum, agent_standing, shown

ONLY_OF_RESPONSES = ("survey", "service", "location", "channel", "language")
"""Filters that contacts have nothing for: where one is set, it narrows the questions alone."""


@dataclass(frozen=True, slots=True)
class Offered:
    """Of the contacts of a queue, or of one agent, that were to be handed over, the share that was."""

    queue: str | None
    agent: str | None
    """None for the whole queue."""
    share: Share
    standing: Standing
    """An agent's; a queue is always compared."""

    @property
    def interval(self) -> Interval | None:
        """Wilson's."""
        return share_interval(self.share)


@dataclass(frozen=True, slots=True)
class Asked:
    """What became of one question, on one channel and in one language."""

    question: str
    measure: str
    channel: str
    language: str | None
    asked: int
    answered: int
    broken_off: int
    """People who left at it."""
    wrong: int
    """Wrong keys, or texts that could not be read."""
    silent: int
    repeats: int
    seconds: float | None
    """From the first prompt to the answer, on average; None where no answer has a time."""

    @property
    def left(self) -> Share:
        """Of those who were asked, those who left at it."""
        return Share(self.broken_off, self.asked)

    @property
    def per_hundred(self) -> Mapping[str, Decimal]:
        """Wrong keys or texts, silences and repeats by 100 who were asked; one person may add several."""
        counts = {"wrong": self.wrong, "silent": self.silent, "repeats": self.repeats}
        return {name: rounded(Fraction(100 * count, self.asked), 1) for name, count in counts.items()}


@dataclass(frozen=True, slots=True)
class LineFunnel:
    """One line."""

    line: str | None
    contacts: Funnel
    """Its ``words`` are all decisions and dispositions, its ``steps`` how far contacts came."""
    outcome_rates: OutcomeRates
    """AAPOR's, not OMB's response rate; of contacts that are no longer open."""
    offers: tuple[Offered, ...]
    """By queue, each followed by its agents where they may be compared."""
    questions: tuple[Asked, ...]
    """By channel and language; of these those that most people were asked first, which is about their order."""
    repeats: RepeatCalls | None
    """None where no contact names a person."""

    @property
    def steps(self) -> tuple[Place, ...]:
        """How far contacts came."""
        return places.steps(self.contacts)

    @property
    def parts(self) -> Mapping[str, tuple[Share, tuple[Place, ...]]]:
        """Where contacts stand: not asked, open and ended, each whole and by decision, state or disposition."""
        return {part: (places.whole(self.contacts, part), places.places(self.contacts, part)) for part in places.PARTS}

    @property
    def messages(self) -> tuple[str, ...]:
        """What stands out, in words."""
        left = [(one.question, one.channel, one.language, one.left) for one in self.questions]
        return tuple(messages(self.contacts, left, self.repeats))

    @property
    def agents(self) -> bool:
        """Whether any agent is told of."""
        return any(one.agent is not None for one in self.offers)


@dataclass(frozen=True, slots=True)
class FunnelPage:
    """The lines of a view: those of the lines file in their order, then others."""

    view: View
    lines: tuple[LineFunnel, ...]
    without_effect: tuple[str, ...]
    """Filters that are set and do not narrow the contacts."""
    behind: bool
    """Whether something changed that these figures do not have yet."""

    @property
    def agents(self) -> bool:
        """Whether any agent is told of."""
        return any(line.agents for line in self.lines)


def funnel_page(connection: Connection, lines: Lines, view: View) -> FunnelPage:
    """The funnel of a view."""
    contacts, offers = _contacts(connection, view), _offers(connection, view)
    questions, repeats = _questions(connection, view), repeat_calls(connection, view)
    told = []
    for line in in_order(lines, contacts.keys() | questions.keys() | repeats.keys()):
        funnel = contacts.get(line, Funnel())
        rates = outcome_rates(letters(funnel.cases))
        asked = tuple(questions.get(line, ()))
        told.append(LineFunnel(line, funnel, rates, offers.get(line, ()), asked, repeats.get(line)))
    without_effect = tuple(name for name in ONLY_OF_RESPONSES if getattr(view, name) is not None)
    return FunnelPage(view, tuple(told), without_effect, being_counted(connection, view))


def _contacts(connection: Connection, view: View) -> Mapping[str | None, Funnel]:
    found: dict[str | None, Counter[Cell]] = defaultdict(Counter)
    for row in sums(connection, CONTACTS, view, ("line_id", *CELL), ("contacts",)):
        found[row["line_id"]][Cell(**{name: row[name] for name in CELL})] += row["contacts"]
    return {line: Funnel(cells) for line, cells in found.items()}


def _offers(connection: Connection, view: View) -> Mapping[str | None, tuple[Offered, ...]]:
    by = ("line_id", "queue", "agent_key")
    agents: dict[tuple[str | None, str | None], dict[str | None, HandedOver]] = defaultdict(dict)
    for row in sums(connection, OFFERS, view, by, ("handed_over", "not_handed_over")):
        counts = HandedOver(row["handed_over"], row["not_handed_over"])
        agents[row["line_id"], row["queue"]][row["agent_key"]] = counts
    found: dict[str | None, tuple[Offered, ...]] = defaultdict(tuple)
    for line, queue in sorted(agents, key=lambda key: tuple(part or "" for part in key)):
        of_queue = agents[line, queue]
        yes, no = sum(one.yes for one in of_queue.values()), sum(one.no for one in of_queue.values())
        found[line] += (Offered(queue, None, Share(yes, yes + no), Standing.COMPARED),)
        if line in view.agents_of:
            found[line] += tuple(_by_agent(queue, of_queue))
    return found


def _by_agent(queue: str | None, of_queue: Mapping[str | None, HandedOver]) -> list[Offered]:
    """Agents with enough contacts; not one more, where the queue would give away an agent with fewer."""
    cells = {("agent", agent): counts.yes + counts.no for agent, counts in of_queue.items()}
    whole = ("queue", queue)
    unknown = [cell for cell in cells if cell[1] is None]
    total = Sum(whole, tuple(cells))
    may = shown({**cells, whole: sum(cells.values())}, [total], least=LEAST_OF_AN_AGENT, unlisted=unknown)
    told = []
    for agent, counts in sorted(of_queue.items(), key=lambda one: one[0] or ""):
        share = Share(counts.yes, counts.yes + counts.no)
        if ("agent", agent) in may and agent_standing(share.n) is not Standing.LEFT_OUT:
            told.append(Offered(queue, agent, share, agent_standing(share.n)))
    return told


def _questions(connection: Connection, view: View) -> Mapping[str | None, list[Asked]]:
    found: dict[str | None, list[Asked]] = defaultdict(list)
    by = ("line_id", "question", "measure", "channel", "language")
    rows = sums(connection, QUESTIONS, view, by, QUESTION_COUNTS)
    for row in sorted(rows, key=_by_order):
        found[row["line_id"]].append(_asked(row))
    return found


def _by_order(row: Mapping[str, Any]) -> tuple[Any, ...]:
    """Of a channel and language first what most people were asked: each question loses some."""
    return row["channel"], row["language"] or "", -row["asked"], -row["answered"], row["question"]


def _asked(row: Mapping[str, Any]) -> Asked:
    same = {name: row[name] for name in Asked.__dataclass_fields__ if name != "seconds"}
    seconds = int(row["milliseconds"]) / row["timed"] / 1000 if row["timed"] else None
    return Asked(**same, seconds=seconds)
