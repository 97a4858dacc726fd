"""Contacts and invitations as the center's reports and the senders leave them in SQL."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cached_property

from houses import TAPPED_LINE, Caller, Texter
from sqlalchemy import insert, select, update

from app.conversations import identity, invited
from app.conversations.packing import of_text, unpacked
from app.phone_numbers import respondent_key
from app.records.contacts import Contact, Invitation

SECRET = b"r" * 40
LINE_IDS = {"+12025550100": "demo-likert", TAPPED_LINE: "demo-tapped"}


class Invited:
    """One invited person: what stands in SQL, what was composed, and the person who answers."""

    def __init__(self, house, name="1", door="text", line=TAPPED_LINE, number="+12025550124", **contact):
        self.house, self.id, self.line, self.number = house, f"invitation-{name}", line, number
        self.key, self.name = respondent_key(SECRET, number), name
        now = datetime.fromtimestamp(house.clock.at, UTC)
        told = {"ended_at": now - timedelta(hours=1), "state": "ended", "reported_by": "center", **contact}
        shared = {"line_id": LINE_IDS[line], "respondent_key": self.key, "created_at": now}
        offer = {"kind": "call" if door == "voice" else "text", "door": door, "state": "planned", "action": "invite"}
        with house.runtime.database.begin() as connection:
            contact_row = {"id": f"contact-{name}", "external_id": f"center-{name}", **shared, **told}
            connection.execute(insert(Contact).values(contact_row))
            connection.execute(
                insert(Invitation).values({"id": self.id, "contact_id": f"contact-{name}", **shared, **offer})
            )

    @property
    def row(self):
        return self._row(Invitation, self.id)

    @property
    def contact(self):
        return self._row(Contact, f"contact-{self.name}")

    def _row(self, model, key):
        with self.house.runtime.database.read() as connection:
            return connection.execute(select(model).where(model.id == key)).one()

    def set(self, **values):
        with self.house.runtime.database.begin() as connection:
            connection.execute(update(Invitation).where(Invitation.id == self.id).values(**values))
        return self

    def compose(self):
        return invited.compose(self.house.runtime, self.row, self.contact)

    def claim(self, **values):
        """What a sender's claim does: compose, and keep the opening."""
        if values:
            self.set(**values)
        self.composed = self.compose()
        if self.composed is not None:
            self.set(state="sending", opening=self.composed.opening)
        return self

    def send(self, **values):
        """Claimed, and taken by the provider."""
        self.claim(**values)
        return self.taken()

    def taken(self):
        """The provider took what was claimed."""
        self.set(state="waiting")
        invited.begin(self.house.runtime, self.id, self.composed.turn)
        return self

    def answers_the_phone(self, sid="CA1", *, url=True):
        """The call is answered; ``url`` tells whether its URL carries the opening."""
        opening = unpacked(self.composed.query.removeprefix("b=")) if url else None
        return Caller(self.house, sid=sid, number=self.number, line=self.line, invitation=self.id, opening=opening)

    @cached_property
    def phone(self):
        return Texter(self.house, number=self.number, line=self.line)

    @property
    def response_id(self):
        return identity.derived_id(SECRET, "response-invitation", self.id)

    @property
    def session(self):
        """As the live store has it."""
        stored = self.house.runtime.live.load(of_text(self.row.opening).session)
        return None if stored is None else stored.session

    @property
    def response(self):
        """The row and the answers, once recorded."""
        self.house.record()
        return self.house.known(self.response_id)
