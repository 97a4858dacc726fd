"""How replies are understood: ``python -m benchmarks.replies``.

Reads the corpora of tests/replies and prints for each language and half how many clear replies were understood, how
many got a wrong value, and how many of the others were refused for the right reason. Exit 1 where a limit is missed.
Rows of the held half are counted and never shown.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from flows.load import load_survey
from flows.replies import Reading, read_words
from flows.session import Said
from flows.survey import Survey

CORPORA = Path(__file__).parent.parent / "tests" / "replies"
LANGUAGES = ("en", "es")
HALVES = ("tuning", "held")
LEAST_UNDERSTOOD = 0.99
MOST_WRONG = 0
LEAST_RIGHT_REASON = 0.95

Outcome = Literal["right", "wrong_value", "missed", "other_reason"]


@dataclass(frozen=True)
class Row:
    """One reply of a corpus, and how it is to be taken."""

    question: str
    reply: str
    expected: str
    reason: str

    @property
    def clear(self) -> bool:
        """Whether it gives an answer."""
        return not self.reason


@dataclass(frozen=True)
class Taken:
    """How a reply was taken: a value or the reason why not, a correction with both."""

    expected: str
    reason: str

    def of(self, row: Row) -> Outcome:
        """How that compares with how the reply is to be taken."""
        if self == Taken(row.expected, row.reason):
            return "right"
        if not self.reason and self.expected != "text":
            return "wrong_value"
        return "missed" if row.clear else "other_reason"


@dataclass(frozen=True)
class Score:
    """How the replies of one corpus were taken."""

    clear: int
    understood: int
    wrong: int
    unclear: int
    right_reason: int

    @property
    def passes(self) -> bool:
        """Whether it meets all limits."""
        return (
            self.understood >= LEAST_UNDERSTOOD * self.clear
            and self.wrong <= MOST_WRONG
            and self.right_reason >= LEAST_RIGHT_REASON * self.unclear
        )

    def __str__(self) -> str:
        understood, right = self.understood / self.clear, self.right_reason / self.unclear
        return (
            f"{self.clear} clear, {understood:.1%} understood, {self.wrong} wrong values; "
            f"{self.unclear} unclear, {right:.1%} for the right reason"
        )


def rows(language: str, half: str) -> list[Row]:
    """The replies of one half of a language's corpus."""
    with (CORPORA / f"{language}-{half}.csv").open(encoding="utf-8", newline="") as file:
        return [Row(**row) for row in csv.DictReader(file)]


def taken(survey: Survey, row: Row, language: str) -> Taken:
    """How a reply is taken. A comment with words of distress is taken for that."""
    question = survey.by_id[row.question]
    read = read_words(question, survey.scale_of(question), Said(row.reply), "text", language)
    if not isinstance(read, Reading):
        return Taken(read.correction or "", read.reason)
    return Taken("", "distress") if "distress" in read.flags else Taken(read.native or "text", "")


def outcomes(language: str, half: str) -> Iterator[tuple[Row, Taken, Outcome]]:
    """Each reply of a corpus with how it was taken and how that compares."""
    survey = load_survey(CORPORA / "survey.yaml")
    for row in rows(language, half):
        was = taken(survey, row, language)
        yield row, was, was.of(row)


def score(results: Iterable[tuple[Row, Taken, Outcome]]) -> Score:
    """The counts over the replies of one corpus."""
    each = [(row.clear, outcome) for row, _, outcome in results]
    return Score(
        clear=sum(clear for clear, _ in each),
        understood=sum(clear and outcome == "right" for clear, outcome in each),
        wrong=sum(outcome == "wrong_value" for _, outcome in each),
        unclear=sum(not clear for clear, _ in each),
        right_reason=sum(not clear and outcome == "right" for clear, outcome in each),
    )


def main() -> int:
    """Print every score; 1 where one misses a limit."""
    missed = 0
    for language in LANGUAGES:
        for half in HALVES:
            found = score(outcomes(language, half))
            missed += not found.passes
            print(f"{language} {half:6} {found}")
    if missed:
        print(f"limits: {LEAST_UNDERSTOOD:.0%} understood, {MOST_WRONG} wrong, {LEAST_RIGHT_REASON:.0%} right reasons")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
