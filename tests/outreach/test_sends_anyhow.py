"""Whatever is reported, at whatever hours, and whatever the provider does: looked at from the provider's side."""

import random
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from types import SimpleNamespace

from areas import LOS_ANGELES, NOBODY, PEOPLE
from clocked_provider import ClockedProvider, any_fate
from counted_days import NEW_YORK, check_counted, forget
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from length import FULL
from planned_invitations import SECRET, Clock, desk
from reported_contacts import a_report, rules, take
from sqlalchemy import delete
from watching import LOST, Known, Rules, Watch

from app.counting.upkeep import count_dirty
from app.outreach import deliveries, opt_outs
from app.outreach.deliveries import Report
from app.outreach.follow_ups import Later
from app.outreach.funnel import Funnel, days, funnel
from app.outreach.reconciling import reconcile
from app.outreach.sending import send_due
from app.outreach.settling import ended_by, overdue_by, settle
from app.outreach.waking import plan_reminders
from app.phone_numbers import respondent_key
from app.records.contacts import Contact, Invitation, OptOut
from app.records.outreach import LastAsked, ProviderMark, Send, UnfitNumber
from app.records.upserts import upsert

HOLIDAYS = {date(2024, 2, 19), date(2025, 11, 11), date(2025, 12, 25), date(2026, 1, 1), date(2026, 7, 3)}
BEGINNINGS = (
    datetime(2026, 3, 6, 12, tzinfo=UTC),
    datetime(2025, 10, 31, 12, tzinfo=UTC),
    datetime(2024, 2, 27, 12, tzinfo=UTC),
    datetime(2025, 12, 30, 12, tzinfo=UTC),
    datetime(2026, 7, 1, 12, tzinfo=UTC),
)
"""Before the clocks change, before a leap day, before holidays; all in the past, as the provider's lists need."""
RULES = Rules(time(9), time(20), timedelta(minutes=20), timedelta(days=3), HOLIDAYS)
OUTREACH = {
    "regions": ["US", "GU"],
    "quarantine": "3d",
    "window": {"from": "09:00", "until": "20:00"},
    "delay": "20m",
    "reminder": {"after": "20h"},
    "fall_back": {"undeliverable_text": "call"},
    "consent": {"call": "not_needed"},
}
BY = rules(outreach=OUTREACH, strata=[{"name": "some", "queue": "some", "rate": 0.5}])
LINE = BY.lines.by_id["benefits"]
DOING = {"report": 8, "send": 10, "hear": 4, "look": 2, "settle": 1, "say": 2}
STEPS = 40
EXAMPLES = 12 if FULL else 5
RUNS = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def any_call(chance):
    """A call as a center reports it; few ids, so that many are reported again, and with other words."""
    call = {
        "contact_id": f"c-{chance.randrange(50)}",
        "queue": chance.choice(["some", "all", None]),
        "consent": chance.choices([None, True, False], [80, 15, 5])[0],
        "offer": chance.choices([None, "accepted", "declined", "transferred_away"], [91, 3, 3, 3])[0],
        "time_zone": chance.choice([None, None, LOS_ANGELES]),
        "state": chance.choices(["ended", "started"], [4, 1])[0],
    }
    who = chance.choice(NOBODY) if chance.random() < 0.1 else chance.choice(PEOPLE)
    return call, who, timedelta(hours=chance.choice([0, 0, 0, 1, 20, 47]))


class World:
    """The service without its processes: what the sweeps and workers do is done here."""

    def __init__(self, database, clock, provider, chance):
        self.database, self.clock, self.provider, self.chance = database, clock, provider, chance
        self.watch = Watch(database, provider, RULES)
        self.began = clock.now
        self.callers = {}
        self.desk = desk(database, provider.url, BY.lines, clock)

    def do(self, *doing):
        for what in doing:
            getattr(self, what)()

    def report(self):
        now, told, tried = self.clock.now, [], self.watch.tried()
        for call, who, ago in [any_call(self.chance) for _ in range(self.chance.randint(1, 8))]:
            ended = None if call["state"] == "started" else now - ago
            # Another number under the same id is refused, as a contradiction.
            who = self.callers.setdefault(call["contact_id"], who)  # noqa: PLW2901
            told.append(a_report(**call, number=who.spelled, ended_at=ended and ended.isoformat()))
            known = self.watch.contacts.setdefault(call["contact_id"], Known(who.number))
            known.ended_at = known.ended_at or ended
            known.zone = known.zone or call["time_zone"]
            known.refused |= call["contact_id"] not in tried and (call["consent"] is False or call["offer"] is not None)
        take(self.database, *told, by=BY, now=now)

    def say(self):
        """A person asks to be left alone, by a list or by a text as the recorder writes it, or takes that back."""
        number, now, out = self.chance.choice(PEOPLE).number, self.clock.now, self.watch.out
        key, out[number] = respondent_key(SECRET, number), not out.get(number, False)
        with self.database.begin() as connection:
            if out[number] and self.chance.random() < 0.5:
                opt_outs.add(connection, {key: now}, "upload", now)
            else:
                said = {"respondent_key": key, "at": now.timestamp(), "lifted": not out[number]}
                upsert(connection, OptOut, [said])
        self.clock.move(seconds=1)

    def send(self):
        plan_reminders(SimpleNamespace(database=self.database, lines=BY.lines, clock=self.clock))
        send_due(self.desk, BY.lines.by_sender["benefits"], lambda: True)
        self.watch.sends()

    def hear(self):
        """Callbacks in any order, some twice, some never."""
        reports, self.provider.untold = self.provider.untold, []
        reports += self.chance.choices(reports, k=len(reports) // 3)
        self.chance.shuffle(reports)
        for one in reports:
            called = one.sid.startswith("CA")
            state = deliveries.call_state(one.status, one.answered_by) if called else deliveries.text_state(one.status)
            told = Report(state, one.sid, one.invitation, one.attempt, error_code=one.code)
            if self.chance.random() < 0.9:
                deliveries.take(self.database, BY.lines, told, self.clock.now)
                self.watch.lost |= {one.sid} if one.status in LOST else set()

    def look(self):
        """Into the provider's lists, where everything stands at its last state."""
        self.clock.move(minutes=2)
        reconcile(self.desk, lambda _text: None)
        self.watch.told_everything()

    def settle(self):
        later = Later(BY.lines, BY.secret)
        settle(self.database, later, ended_by(self.clock.now), self.clock.now)
        settle(self.database, later, overdue_by(self.clock.now), self.clock.now, over=True)

    def funnel(self):
        """Where all contacts stand, each in one place."""
        whole = Funnel()
        with self.database.read() as connection:
            for day in days(self.began.date() - timedelta(days=1), self.clock.now.date()):
                whole += funnel(connection, LINE, day)
        parts = [whole.words(part) for part in ("not_asked", "open", "ended")]
        assert whole.contacts == len(self.watch.contacts) == sum(sum(part.values()) for part in parts)
        return whole


def emptied(database):
    forget(database)
    with database.begin() as connection:
        for model in (Send, Invitation, Contact, LastAsked, OptOut, UnfitNumber, ProviderMark):
            connection.execute(delete(model))


@RUNS
@given(begins=st.sampled_from(BEGINNINGS), seed=st.integers(0, 10**9))
def test_nobody_gets_what_they_should_not_and_every_contact_has_one_end(database, begins, seed):
    emptied(database)
    with ClockedProvider(clock := Clock(begins), any_fate(seed)) as provider:
        world = World(database, clock, provider, chance := random.Random(seed))
        for what in chance.choices(list(DOING), list(DOING.values()), k=STEPS):
            clock.move(minutes=chance.choice([0, 1, 30, 180, 600]))
            world.do(what)
            if chance.random() < 0.3:
                world.funnel()
            count_dirty(database, NEW_YORK)
        for _ in range(6):
            clock.move(hours=11)
            world.do("send", "hear", "look")
        clock.move(days=8)
        world.settle()
    ends, told = world.watch.ends(), world.funnel()
    assert (told.words("open"), told.words("ended")) == ({}, Counter(ends))
    world.watch.rests()
    check_counted(database)
