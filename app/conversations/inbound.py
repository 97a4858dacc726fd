"""A text as it came, the reply that it got, and the row that keeps both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from app.conversations.beginnings import Caller
from app.conversations.entries import Row, opt_out_row
from app.phone_numbers import masked_within
from flows.replies import Keyword, keyword


@dataclass(frozen=True, slots=True)
class Text:
    """One inbound text message; ``media`` counts the pictures or files with it."""

    sid: str
    line_number: str
    person_number: str
    body: str
    media: int = 0


@dataclass(frozen=True, slots=True)
class Reply:
    """The words that go back, "" for none, and the session and turn whose question they carry."""

    body: str
    session: str = ""
    turn: int = 0

    def stored(self) -> str:
        """The reply as the live store keeps it for a twin."""
        return f"{self.session} {self.turn}\n{self.body}"

    @classmethod
    def from_stored(cls, stored: str) -> Self:
        """The reply that ``stored`` wrote."""
        head, _, body = stored.partition("\n")
        session, _, turn = head.partition(" ")
        return cls(body, session, int(turn))


@dataclass(frozen=True, slots=True)
class Inbound:
    """A text with its sender, whose number is known, and the time at which it is read (seconds since 1970)."""

    text: Text
    who: Caller
    respondent: str
    at: float

    @property
    def keyword(self) -> Keyword | None:
        """Whether the text is a word that stops, asks for help or starts again."""
        return keyword(self.text.body)

    @property
    def ours(self) -> bool:
        """Whether we answer STOP, HELP and START on this line, and not the provider."""
        return self.who.line.keyword_replies == "ours"

    def row(self, reply: str, handling: str, response_id: str | None = None, *, keep_body: bool = True) -> Row:
        """The text as a row of ``messages``; ``keep_body=False`` where the words are kept as a comment."""
        return {
            "sid": self.text.sid,
            "direction": "in",
            "line_id": self.who.line.id,
            "respondent_key": self.respondent,
            "response_id": response_id,
            "body": masked_within(self.text.body) if keep_body else None,
            "reply": reply,
            "handling": handling,
            "at": self.at,
        }

    def opt_out(self, *, lifted: bool = False) -> Row:
        """What this text says to the opt-out register."""
        return opt_out_row(self.respondent, self.who.line.id, "text", self.text.sid, self.at, lifted=lifted)
