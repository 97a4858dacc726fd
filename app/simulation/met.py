"""What a simulated person meets at each prompt: how long it takes to hear or to read, and what it is billed as."""

from __future__ import annotations

from collections.abc import Hashable

from app.conversations.beginnings import Standing
from app.conversations.wording import spoken, written
from app.lines import Line
from flows.prompt import Prompt
from flows.session import Session
from flows.sms import segments
from flows.spoken_time import speech_seconds
from flows.survey import Survey
from flows.survey_time import reading_seconds


class Met:
    """The prompts of a survey in the words of a line; each is worked out once."""

    def __init__(self, survey: Survey, line: Line) -> None:
        self._survey, self._line = survey, line
        self._speech: dict[Hashable, float] = {}
        self._texts: dict[Hashable, tuple[float, int]] = {}

    def speech(self, session: Session, asked: Prompt) -> float:
        """Seconds that a prompt takes to say."""
        looks = _looks(session, asked)
        if looks not in self._speech:
            _, said = spoken(Standing(self._survey, self._line, session))
            self._speech[looks] = sum(map(speech_seconds, said))
        return self._speech[looks]

    def text(self, session: Session, asked: Prompt) -> tuple[float, int]:
        """Seconds that a prompt takes to read, and its segments."""
        looks = _looks(session, asked)
        if looks not in self._texts:
            body = written(Standing(self._survey, self._line, session))
            self._texts[looks] = reading_seconds(body), segments(body)
        return self._texts[looks]


def _looks(session: Session, asked: Prompt) -> Hashable:
    """What the words of a prompt hang on; the order of a list's options changes neither length nor segments."""
    return session.language, asked.place, asked.lead, asked.manner, asked.read_scale, asked.number, asked.total
