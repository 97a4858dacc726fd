"""People of a simulation: callers who press keys, texters who reply. Each knows what it answered to which question.

What they expect to be recorded follows from what they pressed and heard alone, never from Aftercall's code.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable

from questions_heard import BY_TEXT, CLOSED, DECLINED, HOLD, LISTS, NOTICE, STATEMENTS, has, question_in

from app.simulation.calls import Heard, ProviderCall
from app.simulation.provider import Provider, Undelivered
from app.simulation.texts import ProviderText

LIKERT, TAPPED = "+12025550100", "+12025550101"
HELD = "held"
Pace = Callable[[], None]


def no_pace() -> None:
    """Think for no time at all."""


class Person:
    """What all people have: a number, a line, chance, and what they believe they answered."""

    def __init__(self, number: str, line: str, seed: int) -> None:
        self.number, self.line = number, line
        self.chance = random.Random(f"{seed}:{number}:{line}")
        self.answers: dict[str, str] = {}
        """The last key or words that each question took, as it reports them."""
        self.doubtful: set[str] = set()
        """Questions that were asked again although they had been answered."""
        self.declined = False
        self.heard: list[str] = []

    def several(self) -> str:
        """A set of numbers for a list, in any order."""
        return "".join(self.chance.sample("1234567", self.chance.randint(1, 7)))


def of_set(keys: Iterable[str]) -> str:
    """Keys of a list as they are recorded: in order, each once; ``0`` for none."""
    return ",".join(sorted(set(keys))) or "0"


class Caller(Person):
    """Calls a line, presses mostly the right keys, and sometimes anything else."""

    def __init__(self, number: str, line: str, seed: int, *, steady: bool = False) -> None:
        super().__init__(number, line, seed)
        self.steady = steady
        """Steady callers only give answers and never hang up."""
        self.asked: str | None = None
        self.may_go_on_by_text = False
        """Whether a key would go on by text, which these people never ask for."""
        self.call: ProviderCall | None = None

    def run(self, provider: Provider, pace: Pace = no_pace, wait: Pace = no_pace) -> None:
        """Hold the whole call."""
        self.call = ProviderCall(provider, self.number, self.line, wait=lambda _seconds: wait())
        self.hear(self.call.dial())
        while not self.call.over:
            pace()
            if not self.steady and self.chance.random() < 0.02:
                self.call.hang_up()
            else:
                self.act(self.call)
        assert self.call.fault is None, f"{self.number}: {self.call.fault}"

    def hear(self, heard: Heard) -> None:
        """Note what is asked now."""
        self.heard.append(heard.words)
        self.may_go_on_by_text = has(heard.words, BY_TEXT)
        if has(heard.words, NOTICE) or self.may_go_on_by_text:
            self.asked = None
            return
        asked = question_in(heard.words)
        self.asked = asked or self.asked
        self.declined = self.declined or has(heard.words, DECLINED)

    def act(self, call: ProviderCall) -> None:
        """Do one thing, and believe that it was taken as it should be."""
        kind = "answer" if self.steady else self.chance.choices(_KINDS, _WEIGHTS)[0]
        if kind == "silence":
            self.hear(call.keep_silent())
            return
        question = self.asked
        keys = self._keys(kind)
        if kind == "answer" and question is not None:
            self.answers[question] = of_set(keys.strip("#")) if question in LISTS else keys
            self.doubtful.discard(question)
        self.hear(call.press(keys))
        if kind == "answer" and question is not None and question_in(self.heard[-1]) == question:
            self.doubtful.add(question)

    def _keys(self, kind: str) -> str:
        """Keys of one kind; at a list they end with ``#`` or with the wait."""
        several = self.asked in LISTS
        if kind == "answer":
            if self.asked is None:
                return "1" if self.chance.random() < 0.7 else "2"
            return self.several() + self.chance.choice(["#", ""]) if several else self.chance.choice("12345")
        if kind == "wrong":
            wrong = "67" if self.may_go_on_by_text else "678"
            return self.chance.choice("89") + "#" if several else self.chance.choice(wrong)
        if kind == "skip" and several:
            self.answers[str(self.asked)] = "0"
            return self.chance.choice(["#", "0#"])
        return {"skip": "#", "star": "*", "notice": "8#" if several else "0", "decline": "8#" if several else "9"}[kind]


_KINDS = ("answer", "wrong", "silence", "star", "skip", "notice", "decline")
_WEIGHTS = (70, 7, 7, 6, 4, 3, 1)


class Texter(Person):
    """Texts with a line: mostly answers, sometimes words that nobody can read, a picture, SKIP or STOP."""

    def __init__(self, number: str, line: str, seed: int, *, steady: bool = False) -> None:
        super().__init__(number, line, seed)
        self.steady = steady
        self.opted_out = False
        values = list("12345")
        self.means: dict[str, str] = {}
        """The answer that this person has for each question; neighbours differ, so that a shift would show."""
        before = ""
        for question in STATEMENTS:
            before = self.chance.choice([value for value in values if value != before])
            self.means[question] = of_set(self.several()) if question in LISTS else before
        self.means["comment"] = f"A comment of {number[-6:]} on {line[-3:]}, with <marks> & accents: así"

    def run(self, provider: Provider, pace: Pace, most: int = 200) -> None:
        """Hold the whole thread, until the survey says that it is closed or this person stopped it."""
        thread = ProviderText(provider, self.number, self.line)
        asked, body, pictures = None, "Hello", 0
        for _ in range(most):
            asked = self.read(self._send(thread, body, pictures), asked)
            if asked == "" or self.opted_out:
                return
            pace()
            if asked == HELD:
                asked = None
            else:
                body, pictures = self.reply_to(asked)
        raise AssertionError(f"{self.number}: no end after {most} texts: {self.heard[-3:]}")

    def _send(self, thread: ProviderText, body: str, pictures: int) -> list[str]:
        """The replies; a first text that nobody takes is like one that has to be sent again."""
        try:
            return thread.send(body, pictures)
        except Undelivered:
            if self.answers:
                raise
            return [HOLD[0]]

    def read(self, replies: list[str], before: str | None) -> str:
        """The question asked now, "" once the survey is over, ``HELD`` where the text has to be sent again."""
        words = "\n".join(replies)
        self.heard.append(words)
        if has(words, HOLD):
            return HELD
        return question_in(words) or (before if not replies and before else "")

    def reply_to(self, question: str) -> tuple[str, int]:
        """A body and the number of pictures."""
        kind = "answer" if self.steady else self.chance.choices(_TEXTS, _TEXT_WEIGHTS)[0]
        if kind == "stop":
            self.opted_out = True
            return "STOP", 0
        if kind == "unclear" and question != "comment":
            return self.chance.choice(["maybe", "4 or 5", "not 5", "9", "¿qué?"]), 0
        if kind == "picture":
            return "", 1
        if kind == "skip":
            return "SKIP", 0
        self.answers[question] = self.means[question]
        return self.means[question].replace(",", " ") if question in LISTS else self.means[question], 0

    @property
    def told_closed(self) -> bool:
        """Whether the last words said that the survey is over."""
        return has(self.heard[-1], CLOSED)


_TEXTS = ("answer", "unclear", "picture", "skip", "stop")
_TEXT_WEIGHTS = (82, 7, 4, 5, 2)


def paced(chance: random.Random, least: float, most: float) -> Pace:
    """Think for some time between the two, in seconds."""
    return lambda: time.sleep(chance.uniform(least, most))
