"""What was told of contacts and people so far, and whether each send was right by it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import combinations
from typing import Any

from areas import is_decent
from clocked_provider import ClockedProvider
from sqlalchemy import select

from app.records.contacts import DECISIONS, DISPOSITIONS, Contact, Invitation
from app.records.database import Database
from app.records.outreach import Send

WITHIN = timedelta(hours=48)
LOST = frozenset({"undelivered", "failed", "busy", "no-answer"})
OPTED_OUT = 21610


@dataclass(frozen=True)
class Rules:
    """When people may be contacted, by the line."""

    opens: time = time(8)
    closes: time = time(21)
    delay: timedelta = timedelta(minutes=10)
    rest: timedelta = timedelta(days=30)
    closed: Collection[date] = ()


@dataclass
class Known:
    """What was said of a contact, where the first word counts."""

    number: str | None
    ended_at: datetime | None = None
    zone: str | None = None
    refused: bool = False
    """Whether it was said that nothing is to be sent, before anything was tried."""


@dataclass
class Watch:
    """Looks at the sends from the provider's side."""

    database: Database
    provider: ClockedProvider
    rules: Rules
    contacts: dict[str, Known] = field(default_factory=dict)
    """By the center's own id."""
    out: dict[str, bool] = field(default_factory=dict)
    """By number: whether the person's newest word is to be left alone."""
    lost: set[str] = field(default_factory=set)
    """Sids that were told as not arrived."""
    newest: dict[tuple[str, str, str], str] = field(default_factory=dict)
    """The sid of the newest send by invitation, action and way."""
    seen: int = 0

    def rows(self, model: Any) -> Any:
        """All rows of a table."""
        with self.database.read() as connection:
            return connection.execute(select(model)).all()

    def tried(self) -> set[str]:
        """The contacts about which the provider was asked something."""
        ids = {row.id: row.external_id for row in self.rows(Contact)}
        return {ids[row.contact_id] for row in self.rows(Invitation) if row.attempt}

    def told_everything(self) -> None:
        """The provider's lists were read."""
        items = [item for kind in self.provider.taken.values() for item in kind]
        self.lost |= {item["sid"] for item in items if item["status"] in LOST}

    def sends(self) -> None:
        """Everything that was sent since the last look was right at its time."""
        contact_of = self._contact_of()
        actions = {(row.invitation_id, row.attempt): row.action for row in self.rows(Send)}
        for one in self.provider.history[self.seen :]:
            known, rules = self.contacts[contact_of[one.invitation].external_id], self.rules
            kind = (one.invitation, actions[one.invitation, one.attempt], one.kind)
            wrong = [
                one.to != known.number,
                self.out.get(one.to, False),
                known.refused,
                not is_decent(one.to, known.zone, one.at, rules.opens, rules.closes, rules.closed),
                known.ended_at is None or not known.ended_at + rules.delay <= one.at <= known.ended_at + WITHIN,
                self.newest.get(kind) not in self.lost | {None},
            ]
            assert not any(wrong), (wrong, one, known)
            self.newest[kind] = one.sid
        self.seen = len(self.provider.history)
        for _, number, code in self.provider.refused:
            self.out[number] = self.out.get(number, False) or code == OPTED_OUT
        self.provider.refused.clear()

    def ends(self) -> list[str]:
        """Each contact has a reason why not, or the one end of its one invitation; those ends."""
        contacts, made = self.rows(Contact), self.rows(Invitation)
        finals = {row.contact_id: row.final for row in made}
        assert len(made) == len(finals)
        assert {row.external_id for row in contacts} == self.contacts.keys()
        for contact in contacts:
            asked = contact.decision == "ask"
            assert asked == (contact.id in finals)
            is_told = finals[contact.id] in DISPOSITIONS if asked else contact.decision in DECISIONS
            assert is_told, contact.external_id
            assert contact.sealed_number is None
        return list(finals.values())

    def rests(self) -> None:
        """Of two contacts of one person of which something arrived, the later was decided on after the whole rest."""
        contact_of = self._contact_of()
        reached: dict[str, dict[str, datetime]] = defaultdict(dict)
        for one in self.provider.history:
            if one.arrived:
                reached[one.to][one.invitation] = contact_of[one.invitation].decided_at
        for moments in reached.values():
            assert all(abs(one - other) > self.rules.rest for one, other in combinations(moments.values(), 2))

    def _contact_of(self) -> dict[str, Any]:
        contacts = {row.id: row for row in self.rows(Contact)}
        return {row.id: contacts[row.contact_id] for row in self.rows(Invitation)}
