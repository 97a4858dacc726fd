"""A text as it came, the reply that it got, and the row that keeps both."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Self

from app.conversations.beginnings import Caller
from app.conversations.entries import Row, alert_row, opt_out_row
from app.phone_numbers import masked_within
from flows.replies import Wish, says_stop, wish

PROVIDERS_OWN = frozenset(
    {"STOP", "STOPALL", "UNSUBSCRIBE", "END", "QUIT", "REVOKE", "OPTOUT", "CANCEL"}
    | {"HELP", "INFO"}
    | {"START", "YES", "UNSTOP"}
)
"""Texts that the provider answers itself where a line leaves that to it; with any other letter it does not."""


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


@dataclass(frozen=True)
class Inbound:
    """A text with its sender, whose number is known, and the time at which it is read (seconds since 1970)."""

    text: Text
    who: Caller
    respondent: str
    at: float

    @cached_property
    def wish(self) -> Wish | None:
        """What the text wants, or is, whatever question it meets."""
        return wish(self.text.body)

    @property
    def is_machines(self) -> bool:
        """Whether a phone or a machine sent it on its own: nothing comes of it, and nothing goes back."""
        return self.wish in {"reaction", "auto_reply"}

    @property
    def ours(self) -> bool:
        """Whether we answer this STOP, HELP or START: on some lines the provider answers those that it knows."""
        return self.who.line.keyword_replies == "ours" or self.text.body.strip().upper() not in PROVIDERS_OWN

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

    def alerts(self, response_id: str | None = None) -> list[Row]:
        """What staff has to know of this text; mostly nothing."""
        if self.wish != "distress":
            return []
        return [alert_row(self.who.line.id, self.text.sid, self.at, response_id)]

    def opt_outs(self) -> list[Row]:
        """What this text says to the opt-out register; nothing where it has no word on being asked."""
        if self.wish == "stop" or (self.wish == "distress" and says_stop(self.text.body)):
            return [self._word("text")]
        return [self._word("wrong_person")] if self.wish == "wrong_person" else []

    def opt_in(self) -> list[Row]:
        """A START, as the register takes it."""
        return [self._word("text", lifted=True)]

    def _word(self, how: str, *, lifted: bool = False) -> Row:
        return opt_out_row(self.respondent, self.who.line.id, how, self.text.sid, self.at, lifted=lifted)
