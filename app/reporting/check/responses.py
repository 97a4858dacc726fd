"""Checks response files, version 2: one row a response, of any number, in bounded memory."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from operator import itemgetter

from app.records.responses import INDICATORS
from app.reporting.check.answer_patterns import SCALES, Patterns, Scale, Sign, against_trust
from app.reporting.check.checker import Checker
from app.reporting.check.external_ids import ExternalIds
from app.reporting.check.findings import Figure, Finding
from app.reporting.check.kinds import Columns
from app.reporting.figures.scores import Share, percent, percent_positive, point_scale
from app.reporting.formats.cells import harmless

_ANSWERS = ("question_1", *INDICATORS)
_SHOWN = 60
_DETAIL = "cx_collection_detail_id"


class ResponseRows(Checker):
    """The 17 columns, alone or among others. A listing holds several details, each with a scale of its own."""

    def __init__(self, columns: Columns) -> None:
        super().__init__(columns)
        places = [columns.places[name] for name in _ANSWERS if name in columns]
        # Without all fifteen the header is an error already, and nothing can be said of lists.
        self._answers = itemgetter(*places) if len(places) == len(_ANSWERS) else None
        self._ids = ExternalIds(columns.spelt("external_id"))
        self._places = {name: columns.places.get(name) for name in ("external_id", "question_4", _DETAIL)}
        self._details: dict[str, _Detail] = {}

    def row(self, row: int, cells: Sequence[str]) -> Iterator[Finding]:
        """The id, the answers, the comment."""
        at = self._places
        detail = "" if (place := at[_DETAIL]) is None else cells[place]
        if (place := at["external_id"]) is not None:
            yield from self._ids.row(row, cells[place], detail)
        if self._answers is not None:
            if detail not in self._details:
                self._details[detail] = _Detail(self.columns, detail)
            yield from self._details[detail].row(row, self._answers(cells))
        if (place := at["question_4"]) is not None and (comment := cells[place]) and harmless(comment) != comment:
            why = f"begins with {comment[0]!r}"
            yield Finding("comment-would-run", why, self.columns.spelt("question_4"), comment[:_SHOWN])

    def end(self) -> Iterator[Finding]:
        """The scale of each detail, lists against a trust of 1, and ids that come twice."""
        for detail in self._details.values():
            yield from detail.end()
        yield from self._ids.end()

    def figures_of_all(self) -> Iterator[Figure]:
        """Trust, then the share of each driver among the people who were asked its list."""
        for detail in self._details.values():
            yield from detail.figures()


class _Detail:
    """The responses of one detail, or of a file that holds only one."""

    def __init__(self, columns: Columns, name: str) -> None:
        self._columns = columns
        self._called = f"detail {name}: " if name else ""
        self._patterns = Patterns(columns)
        self._trust: Counter[str] = Counter()
        self._first: dict[Scale, int] = {}
        self._ones: dict[Sign, array[int]] = {"positive": array("Q"), "negative": array("Q")}
        """Rows of trust 1 with drivers of one list alone: wrong on the scale where 1 leads to the other."""

    def row(self, row: int, answers: tuple[str, ...]) -> Sequence[Finding]:
        """The findings of one response."""
        trust, pattern = answers[0], self._patterns.of(answers)
        if trust in SCALES:
            self._trust[trust] += 1
            scale = SCALES[trust]
            if scale is not None:
                self._first.setdefault(scale, row)
            elif pattern.only_list is not None:
                self._ones[pattern.only_list].append(row)
        return pattern.findings

    def end(self) -> Iterator[Finding]:
        """What follows from the scale of all of them."""
        column = self._columns.spelt("question_1")
        scale = self._scale()
        if len(self._first) > 1:
            (before, one), (row, other) = sorted((row, scale) for scale, row in self._first.items())
            why = f"{self._called}{_WORDS[other]}; on line {before} it was {_WORDS[one]}"
            yield Finding("two-scales-in-one-file", why, column, row=row)
        elif scale is None and self._trust["1"]:
            yield Finding("scale-ambiguous", f"{self._called}{self._trust['1']:,} times 1 and nothing else", column)
        if scale is not None:
            wrong: Sign = "positive" if scale == "likert" else "negative"
            for row in self._ones[wrong]:
                yield against_trust(self._columns, "1", wrong, row)

    def figures(self) -> Iterator[Figure]:
        """Nothing where the scale is not known, since 1 then is the best answer or the worst."""
        scale, n = self._scale(), sum(self._trust.values())
        if scale is None:
            return
        five = [self._trust[str(point)] for point in range(1, 6)]
        if scale == "likert":
            yield Figure(f"{self._called}trust point scale", str(point_scale(five)), n)
        counts = five if scale == "likert" else [self._trust["0"], self._trust["1"]]
        yield Figure(f"{self._called}trust percent positive", percent(percent_positive(counts) or 0), n)
        for name, chosen, asked in self._patterns.drivers(scale):
            if asked:
                yield Figure(f"{self._called}{name}", str(Share(chosen, asked).percent), asked)

    def _scale(self) -> Scale | None:
        return next(iter(self._first)) if len(self._first) == 1 else None


_WORDS: dict[Scale, str] = {"thumbs": "on 0 and 1", "likert": "on 1 to 5"}
