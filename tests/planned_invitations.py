"""Planned invitations as rows, and a desk that sends them to a provider."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from pydantic import SecretStr
from service import SECRETS, environment_on
from sqlalchemy import Connection, insert, select

from app.lines import Lines
from app.outreach.claims import Clerk, claim
from app.outreach.sealing import SealedNumbers
from app.outreach.sending import Desk
from app.phone_numbers import respondent_key
from app.records.contacts import Contact, Invitation
from app.records.database import Database
from app.records.outreach import Send
from app.settings import Settings
from app.telephony.client import client

KEY = SECRETS["ENCRYPTION_KEYS"]
NUMBERS = SealedNumbers([SecretStr(KEY)])
SECRET = SECRETS["RESPONDENT_SECRET"].encode()
NOON = datetime(2026, 11, 24, 17, tzinfo=UTC)
"""A Tuesday, noon in New York."""
LINE_NUMBER = "+12025550100"
ROOM = {"text": 100, "voice": 100}
"""For more than any test plans, by door."""
BODY = "Dept. of Example: how was your call? Reply 1 to 5, STOP to end."


def line(**outreach):
    """A line as the lines file has it."""
    return {
        "id": "benefits",
        "number": LINE_NUMBER,
        "surveys": {"voice": "a11-likert", "text": "a11-likert"},
        "languages": ["en"],
        "agency": "Department of Example",
        "program": "Benefits",
        "outreach": {"invite": "text", **outreach},
    }


def lines(*senders, **outreach):
    """The lines file with that one line."""
    return Lines.model_validate({"lines": [line(**outreach)], "senders": list(senders)})


def person(number):
    """The phone number of a person, in New York."""
    return f"+1212{2_000_000 + number}"


def key_of(number):
    return respondent_key(SECRET, person(number))


def zone_at_noon(now):
    """A zone where it is about noon now, so that every window is open."""
    offset = now.hour - 12
    return f"Etc/GMT{offset:+d}" if offset else "Etc/GMT"


def plan(connection: Connection, numbers, now=NOON, *, contact=None, **invitation):
    """Contacts that ended an hour ago, of people who agreed to be asked, each with an invitation that is due.

    By number of the person.
    """
    numbers, contact = list(numbers), contact or {}
    shared = {"line_id": "benefits", "created_at": now}
    contacts = [
        {
            **shared,
            "id": f"contact-{number}",
            "reported_by": "center",
            "respondent_key": key_of(number),
            "sealed_number": NUMBERS.seal(person(number)),
            "consent": True,
            "ended_at": now - timedelta(hours=1),
            **contact,
        }
        for number in numbers
    ]
    invitations = [
        {
            **shared,
            "id": f"invitation-{number}",
            "contact_id": f"contact-{number}",
            "kind": "text",
            "door": "text",
            "state": "planned",
            "action": "invite",
            "sender": "benefits",
            "respondent_key": key_of(number),
            "due_at": now - timedelta(minutes=1),
            "not_after": now + timedelta(hours=47),
            **invitation,
        }
        for number in numbers
    ]
    for rows, model in ((contacts, Contact), (invitations, Invitation)):
        connection.execute(insert(model), rows)


def invitation(database: Database, number=0):
    """The row of a person's invitation."""
    with database.read() as connection:
        return connection.execute(select(Invitation).where(Invitation.id == f"invitation-{number}")).one()


def contact(database: Database, number=0):
    with database.read() as connection:
        return connection.execute(select(Contact).where(Contact.id == f"contact-{number}")).one()


def sends(database: Database, number=0):
    """The sends of a person's invitation, in their order."""
    with database.read() as connection:
        mine = select(Send).where(Send.invitation_id == f"invitation-{number}").order_by(Send.attempt)
        return connection.execute(mine).all()


@dataclass(frozen=True)
class Words:
    """What an invitation says."""

    body: str = BODY
    opening: str = '["opening"]'
    turn: int = 0
    query: str = ""


def compose(invitation, _contact):
    """The words of any invitation."""
    return Words("", query="b=x") if invitation.door == "voice" else Words()


def settings(provider_url):
    return Settings.load(environment_on("sqlite://", TWILIO_API_URL=provider_url))


def claim_due(database, of_lines=None, now=NOON, room=None, words=lambda *_: Words()):
    """What a claim of the sender ``benefits`` takes, and whether anything was due."""
    with database.begin() as connection:
        return claim(connection, Clerk(of_lines or lines(), NUMBERS, words), "benefits", room or ROOM, now)


class Clock:
    """Seconds since 1970 that stand still until they are moved."""

    def __init__(self, at: datetime = NOON) -> None:
        self.now = at

    def __call__(self) -> float:
        return self.now.timestamp()

    def move(self, **by) -> None:
        self.now += timedelta(**by)


class Timer:
    """Seconds that pass only where somebody sleeps, and then at once."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def desk(database, provider_url, of_lines, clock, *, begun=None, public_url="http://127.0.0.1:9", words=compose):
    """A desk that takes no time between two sends."""
    began, timer = [] if begun is None else begun, Timer()
    return Desk(
        database=database,
        clerk=Clerk(of_lines, NUMBERS, words),
        provider=client(settings(provider_url)),
        begin=lambda invitation, _turn=None: began.append(invitation),
        in_doubt=lambda _invitation: None,
        public_url=public_url,
        clock=clock,
        timer=timer,
        sleep=timer.sleep,
    )
