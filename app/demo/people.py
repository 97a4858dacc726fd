"""The people of the demonstration: who calls, how it was for them, and what they press or write."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random

from app.demo.told import comments
from flows.prompt import Prompt
from flows.survey import Option

_LOWEST, _HIGHEST = 1, 5
_PLEASED_FROM = 3.5
_AREAS = {
    "benefits-east": (201, 202, 203, 207, 212, 215, 301, 302, 401, 410, 617, 802),
    "benefits-west": (206, 303, 307, 406, 415, 503, 505, 602, 702, 719, 801, 907),
    "cards-central": (218, 309, 312, 314, 316, 402, 414, 515, 612, 618, 816, 913),
    "cards-south": (205, 210, 225, 305, 334, 404, 501, 504, 512, 601, 713, 915),
}


@dataclass(frozen=True, slots=True)
class Center:
    """What a contact center is like: how its people feel, and how its calls are spread."""

    line: str
    calls: float
    """On a weekday, on average."""
    mood: float
    """How it is for people on average, on five points."""
    spanish: float
    """The share of people who speak Spanish."""
    handed_over: float
    """The share of people to whom the survey is offered on the call."""
    wait: float
    """Seconds in the queue, on average."""
    queues: tuple[str, ...]
    worse_from: int | None = None
    """From so many days before the end on, something is wrong here: people wait longer and like it less."""


CENTERS = (
    Center("benefits-east", 18, 4.2, 0.1, 0.2, 140, ("claims", "payments", "general")),
    Center("benefits-west", 16, 4.0, 0.15, 0.5, 210, ("claims", "payments", "general"), worse_from=8),
    Center("cards-central", 15, 3.9, 0.1, 0.2, 180, ("lost card", "new address")),
    Center("cards-south", 13, 4.3, 0.6, 0.35, 120, ("lost card", "new address")),
)
_WORSE_BY, _LONGER = 1.1, 2.5


@dataclass(slots=True)
class Person:
    """Somebody who called. ``mood`` is how it was for them, on five points; ``chance`` is the person's own."""

    number: str
    language: str
    mood: float
    chance: Random

    def choose(self, asked: Prompt) -> str:
        """The keys of the answer to a prompt with options: near the mood on a scale, up to three of a list."""
        options = [option for option in asked.options if option.missing is None] or list(asked.options)
        if asked.expects == "keys" or (asked.question is not None and asked.question.kind == "choices"):
            most = min(3, len(options))
            return "".join(sorted(self.chance.sample([o.key for o in options], self.chance.randint(1, most))))
        return self._nearest(options).key

    def comment(self) -> str | None:
        """What the person writes; None where that is nothing."""
        if self.chance.random() < 0.5:  # noqa: PLR2004  every other one
            return None
        return self.chance.choice(comments(self.language, pleased=self.mood > _PLEASED_FROM))

    def _nearest(self, options: list[Option]) -> Option:
        felt = self.mood + self.chance.gauss(0, 0.6)
        values = [option.value for option in options if option.value is not None]
        if len(values) < len(options) or min(values) == max(values):
            return options[0] if self.chance.random() < 0.8 else self.chance.choice(options)  # noqa: PLR2004
        share = (felt - _LOWEST) / (_HIGHEST - _LOWEST)
        meant = min(values) + share * (max(values) - min(values))
        return min(options, key=lambda option: abs((option.value or 0) - meant))


def person(center: Center, day: date, ends: date, chance: Random) -> Person:
    """Somebody who calls on a day. The number is one of those kept free for stories, so it is nobody's."""
    number = f"+1{chance.choice(_AREAS[center.line])}55501{chance.randrange(100):02d}"
    mood = center.mood - (_WORSE_BY if is_worse(center, day, ends) else 0)
    language = "es" if chance.random() < center.spanish else "en"
    own = Random(chance.getrandbits(64))  # noqa: S311  not for secrets: the same seed has to bring the same people
    return Person(number, language, chance.gauss(mood, 0.9), own)


def is_worse(center: Center, day: date, ends: date) -> bool:
    """Whether something is wrong at a center on a day."""
    return center.worse_from is not None and (ends - day).days < center.worse_from


def wait_seconds(center: Center, day: date, ends: date, chance: Random) -> int:
    """How long somebody waited in the queue."""
    return round(chance.expovariate(1 / center.wait) * (_LONGER if is_worse(center, day, ends) else 1))
