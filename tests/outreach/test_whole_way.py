"""From reports to dispositions, with generated contacts, people and hours: nobody is lost, and all adds up."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, date, time, timedelta
from types import SimpleNamespace

import offers
import pytest
from fake_provider import DELIVERED, OPTED_OUT, TOO_MANY, FakeProvider
from planned_invitations import SECRET, Clock, desk, person
from reported_contacts import NOW, a_report, rules, take
from sqlalchemy import select, update

from app.outreach import opt_outs
from app.outreach.deliveries import Report
from app.outreach.deliveries import take as hear
from app.outreach.follow_ups import Later
from app.outreach.funnel import Funnel, days, funnel
from app.outreach.numbers import candidate_zones
from app.outreach.sending import send_due
from app.outreach.settling import ended_by, overdue_by, settle
from app.outreach.waking import plan_reminders
from app.phone_numbers import respondent_key
from app.records.contacts import DECISIONS, DISPOSITIONS, Contact, Invitation
from app.records.outreach import Send
from app.records.queries import opted_out

CONTACTS, PEOPLE = 60, 50
TELLS = [("delivered", None), ("delivered", None), ("undelivered", 30003), ("undelivered", 30006)]
ENDS = [
    ("completed", "complete", 8),
    ("expired", "broken_off", 0),
    ("opted_out", "declined", 0),
    ("hung_up", "partial", 5),
]
OUTREACH = {"reminder": {"after": "20h"}, "fall_back": {"undeliverable_text": "call"}, "regions": ["US", "GU"]}
REFUSALS = [{"consent": False}, {"number": "911"}, {"offer": "declined"}, {"offer": "transferred_away"}]


def dialled(number):
    """A person's number, some in New York, some in Los Angeles and some on Guam."""
    return [person(number), f"+1213555{number:04}", f"+1671645{number:04}"][number % 3]


def reports(chance):
    for number in range(CONTACTS):
        fields = {"number": dialled(chance.randrange(PEOPLE))}
        fields["ended_at"] = (NOW - timedelta(hours=chance.choice([0, 0, 1, 20, 47]))).isoformat()
        fields |= chance.choice(REFUSALS) if chance.random() < 0.2 else {}
        yield a_report(f"c-{number}", **fields)


class World:
    """The service without its processes: what the sweeps and workers do is done here, in between what people do."""

    def __init__(self, database, seed, provider):
        self.database, self.chance, self.clock = database, random.Random(seed), Clock(NOW)
        self.rules = rules(outreach=OUTREACH, sampling_rate=0.8)
        self.provider, self.heard = provider, set()
        self.desk = desk(database, provider.url, self.rules.lines, self.clock)
        self.begun = 0

    def send(self):
        plan_reminders(SimpleNamespace(database=self.database, lines=self.rules.lines, clock=self.clock))
        send_due(self.desk, self.rules.lines.by_sender["benefits"], lambda: True)

    def hear(self):
        """What the provider tells of the sends, each once."""
        for item in self.provider.taken["Messages"] + self.provider.taken["Calls"]:
            if item["sid"] not in self.heard:
                self.heard.add(item["sid"])
                state, code = self.chance.choice(TELLS) if item["sid"].startswith("SM") else ("machine", None)
                hear(self.database, self.rules.lines, Report(state, item["sid"], error_code=code), self.clock.now)

    def talk(self):
        """Some people whose text arrived take the survey, or let it expire."""
        with self.database.begin() as connection:
            arrived = select(Invitation).where(Invitation.delivered_at.is_not(None), Invitation.turn < 0)
            for row in connection.execute(arrived).all():
                end, status, answered = self.chance.choice([*ENDS, (None, None, 0)])
                if end is None:
                    continue
                self.begun += 1
                ids = {"response_id": offers.response_id(self.begun), "source_id": str(self.begun)}
                known = {"invitation_id": row.id, "contact_id": row.contact_id, "ended_at": self.clock.now}
                told = {"status": status, "answered_count": answered, "turn": int(answered > 0)}
                offers.response(connection, 0, **ids, **known, **told)
                session = {"disposition": end, "turn": told["turn"], "ended_at": self.clock.now}
                connection.execute(update(Invitation).where(Invitation.id == row.id).values(session))

    def opt_out(self):
        with self.database.begin() as connection:
            key = connection.execute(select(Invitation.respondent_key).order_by(Invitation.id)).scalars().all()
            said = {self.chance.choice(key): self.clock.now}
            opt_outs.add(connection, said, "upload", self.clock.now)

    def settle(self):
        later = Later(self.rules.lines, self.rules.secret)
        settle(self.database, later, ended_by(self.clock.now), self.clock.now)
        settle(self.database, later, overdue_by(self.clock.now), self.clock.now, over=True)

    def finals(self):
        with self.database.read() as connection:
            rows = connection.execute(select(Invitation.id, Invitation.final).where(Invitation.final.is_not(None)))
            return dict(rows.all())

    def funnel(self):
        line, whole = self.rules.lines.by_id["benefits"], Funnel()
        with self.database.read() as connection:
            for day in days(date(2026, 5, 4), date(2026, 5, 6)):
                whole += funnel(connection, line, day)
        return whole


def fate(chance):
    return lambda _kind, _form, _before: chance.choices([DELIVERED, OPTED_OUT, TOO_MANY], [8, 1, 1])[0]


@pytest.mark.parametrize("seed", range(3))
def test_nobody_is_lost_on_the_way_and_all_adds_up_at_any_moment(database, seed):
    with FakeProvider(fate(random.Random(seed))) as provider:
        world = World(database, seed, provider)
        told = list(reports(world.chance))
        world.chance.shuffle(told)
        for start in range(0, CONTACTS, 7):
            take(database, *told[start : start + 7], by=world.rules)
        take(database, *told, by=world.rules)
        known: dict[str, str] = {}
        for _ in range(60):
            doing = [world.send, world.send, world.hear, world.talk, world.settle, world.opt_out]
            world.chance.choices(doing, [20, 20, 10, 3, 10, 1])[0]()
            world.clock.move(hours=world.chance.choice([0, 1, 2, 5]))
            before, known = known, world.finals()
            assert before.items() <= known.items()
            check_sums(world.funnel())
        world.hear()
        world.clock.move(days=8)
        world.settle()
    check_ends(database, world)
    check_sends(database)


def check_sums(found):
    parts = [found.words(part) for part in ("not_asked", "open", "ended")]
    assert found.contacts == CONTACTS == sum(sum(part.values()) for part in parts)
    steps = list(found.steps.values())
    assert steps[:5] == sorted(steps[:5], reverse=True)


def check_ends(database, world):
    with database.read() as connection:
        contacts = connection.execute(select(Contact)).all()
        made = connection.execute(select(Invitation)).all()
    by_contact = Counter(row.contact_id for row in made)
    finals = {row.contact_id: row.final for row in made}
    for contact in contacts:
        asked = contact.decision == "ask"
        assert (by_contact[contact.id], asked) in {(1, True), (0, False)}
        assert (finals[contact.id] in DISPOSITIONS) if asked else contact.decision in DECISIONS
        assert contact.sealed_number is None
    last = world.funnel()
    assert last.words("open") == {}
    assert last.words("ended") == dict(sorted(Counter(finals.values()).items()))
    assert sum(last.cases.values()) == CONTACTS


def check_sends(database):
    """None outside the hours of any zone that the person may live in, none after an opt-out, none twice."""
    with database.read() as connection:
        sent = select(Send, Invitation.respondent_key).join(Invitation, Invitation.id == Send.invitation_id)
        rows = connection.execute(sent).all()
        out = {row.respondent_key for row in rows if opted_out(connection, row.respondent_key)}
        said = {key: opt_outs.word_of(connection, key).at for key in out}
    numbers = {respondent_key(SECRET, number): number for number in map(dialled, range(PEOPLE))}
    for row in rows:
        for zone in candidate_zones(numbers[row.respondent_key]).zones:
            assert time(8) <= row.claimed_at.astimezone(zone).time() < time(21)
        assert row.claimed_at <= said.get(row.respondent_key, row.claimed_at.astimezone(UTC))
    taken = Counter((row.invitation_id, row.action, row.door) for row in rows if row.state == "delivered")
    assert set(taken.values()) <= {1}
