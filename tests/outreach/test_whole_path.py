"""The whole path, through every door: calls are reported, people drawn and asked, they answer or do not, all adds up.

The provider refuses, breaks off, loses and repeats, the live store is emptied now and then, and people do what they
like. The parts are the real ones.
"""

import random
import re
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest
from areas import LOS_ANGELES, NOBODY, PEOPLE
from clocked_provider import ClockedProvider, any_fate
from counted_days import NEW_YORK, check_counted
from planned_invitations import SECRET, Clock
from watching import LOST, Known, Rules, Watch
from whole_service import LINE_NUMBER, WholeService, action_of, words_of

from app.counting.upkeep import count_dirty
from app.phone_numbers import respondent_key
from app.records.responses import Answer, Response

BEGINS = datetime(2026, 3, 6, 12, tzinfo=UTC)
"""A Friday; on Sunday the clocks go forward."""
RULES = Rules(rest=timedelta(days=3))
TICKS, CALLS = 40, 60
WAYS = {"answers": 45, "silent": 20, "STOP": 8, "opt out": 7, "unclear": 10, "late": 10}
THEN = quote("https://center.example/after", safe="")
IN_PROGRESS = {"CallStatus": "in-progress"}


class Phone:
    """Somebody with a phone, who means one number, whatever the question."""

    def __init__(self, service, watch, number, chance):
        self.service, self.watch, self.number, self.chance = service, watch, number, chance
        self.means = chance.choice("12345")
        self.way = chance.choices(list(WAYS), list(WAYS.values()))[0]
        self.words, self.since, self.count, self.read = "", None, 0, 0

    def look(self, now):
        """See what came since, and maybe do something about it."""
        history, provider = self.watch.provider.history, self.watch.provider
        for one in history[self.read :]:
            if one.to == self.number and one.arrived and one.kind == "Messages":
                self.words, self.since = one.body, now
            elif one.to == self.number and one.arrived:
                self.pick_up(one)
        self.read = len(history)
        for to, body in provider.replies:
            self.words = body if to == self.number else self.words
        if self.words and self.chance.random() < 0.6:
            self.reply(now)

    def reply(self, now):
        """Reply as long as a question is asked, or leave off and go on another time."""
        late = self.way == "late" and now - self.since < timedelta(hours=25)
        while re.search(r"\d of \d", self.words) and self.way != "silent" and not late:
            stops = self.way in {"STOP", "opt out"}
            body = {"unclear": "maybe"}.get(self.way, self.way if stops else self.means)
            if not stops and self.chance.random() < 0.05:
                self.watch.provider.receive(self.number, LINE_NUMBER, body)
                return
            self.words = self.text(body)
            self.watch.out[self.number] = self.watch.out.get(self.number, False) or stops
            if self.chance.random() < 0.1:
                return

    def text(self, body):
        """The words that answer a text; its twin gets the same."""
        self.count += 1
        told = {"MessageSid": f"SM{self.number[1:]}-{self.count}", "From": self.number, "To": LINE_NUMBER, "Body": body}
        document = self.service.hook("/sms", **told)
        if self.chance.random() < 0.2:
            assert self.service.hook("/sms", **told) == document
        return words_of(document)

    def pick_up(self, one):
        """A call of ours: decline at the welcome, or answer to its end."""
        call = {"CallSid": one.sid, "From": LINE_NUMBER, "To": self.number, "Direction": "outbound-api"}
        document = self.service.hook(one.url, **call, **IN_PROGRESS, AnsweredBy="human")
        declines = self.way in {"STOP", "opt out"} and "press 9" in document
        self.talk(document, call, "9" if declines else self.means)
        self.watch.out[self.number] = self.watch.out.get(self.number, False) or declines

    def talk(self, document, call, keys):
        while (action := action_of(document)) is not None:
            document = self.service.hook(action, **call, **IN_PROGRESS, Digits=keys)
        return document

    def is_offered(self, contact):
        """The offer before the agent; the outcome, and whether the call was handed over after it."""
        call = {"CallSid": f"CA-{contact}", "From": self.number, "To": LINE_NUMBER, "Direction": "inbound"}
        outcome = self.chance.choice(["accepted", "declined", "no_touch_tone"])
        keys = {"accepted": "1", "declined": "2", "no_touch_tone": ""}[outcome]
        document = self.service.hook(f"/voice/offer?contact={contact}&then={THEN}", **call, **IN_PROGRESS)
        assert f"offer={outcome}" in self.talk(document, call, keys)
        if outcome == "accepted" and self.chance.random() < 0.7:
            self.talk(self.service.hook(f"/voice?contact={contact}", **call, **IN_PROGRESS), call, self.means)
            self.service.hook("/voice/status", **call, CallStatus="completed")
        self.service.record()


class Center:
    """The contact center, which reports its calls, some of them twice, and remembers what it was told."""

    def __init__(self, service, watch, phones, chance):
        self.service, self.watch, self.phones, self.chance = service, watch, phones, chance
        self.reports, self.told = {}, {}

    def report(self, now):
        """Some new calls in a list, beside an old one with other words."""
        batch = [self._call(now) for _ in range(self.chance.randrange(4)) if len(self.reports) < CALLS]
        if self.reports and self.chance.random() < 0.5:
            again = self.chance.choice(list(self.reports.values()))
            ended = (now - timedelta(minutes=1)).isoformat()
            batch.append({**again, "queue": "other", "ended_at": ended})
        self.reports |= {one["contact_id"]: one for one in batch if one["contact_id"] not in self.reports}
        if batch:
            self.post(batch)

    def _call(self, now):
        who = self.chance.choice(PEOPLE) if self.chance.random() < 0.9 else self.chance.choice(NOBODY)
        name = f"c-{len(self.watch.contacts)}"
        given = {"contact_id": name, "line": "benefits", "number": who.spelled, "queue": "claims", "agent": "seven"}
        zone = self.chance.choice([None, None, LOS_ANGELES])
        ended = now - timedelta(hours=self.chance.choice([0, 0, 1, 30, 47]))
        known = self.watch.contacts[name] = Known(who.number, ended, zone)
        if who.number is not None and self.chance.random() < 0.25:
            known.ended_at = now
            self._starts({**given, "time_zone": zone}, who.number)
            return {**given, "time_zone": zone, "ended_at": now.isoformat()}
        return {**given, "time_zone": zone, "ended_at": ended.isoformat()}

    def _starts(self, given, number):
        """Only those who are drawn hear the offer; whatever they say, nothing is sent to them."""
        (decision,) = self.post([{**given, "state": "started"}])
        if decision["decision"] == "ask":
            self.watch.contacts[given["contact_id"]].refused = True
            self.phones[number].is_offered(given["contact_id"])

    def post(self, batch):
        answer = self.service.api("POST", "/contacts", json=batch)
        assert answer.status_code == 202, answer.text
        for one in answer.json:
            told = (one["decision"], one["reason"], one["invitation_id"])
            assert self.told.setdefault(one["contact_id"], told) == told
        return answer.json


class World:
    """Center, service, provider and people, tick by tick."""

    def __init__(self, service, provider, clock, chance):
        self.service, self.provider, self.clock, self.chance = service, provider, clock, chance
        self.watch = Watch(service.runtime.database, provider, RULES)
        self.phones = {one.number: Phone(service, self.watch, one.number, chance) for one in PEOPLE}
        self.center = Center(service, self.watch, self.phones, chance)

    def tick(self, minutes):
        self.clock.move(minutes=minutes)
        if self.chance.random() < 0.05:
            self.service.runtime.breaker.client.flushall()
        self.center.report(self.clock.now)
        self.service.sweep()
        self.service.send()
        self.watch.sends()
        for phone in self.phones.values():
            phone.look(self.clock.now)
        self.provider.replies.clear()
        self.service.record()
        if self.chance.random() < 0.6:
            self.call_back()
        if self.chance.random() < 0.3:
            self.clock.move(minutes=2)
            self.service.reconcile()
            self.watch.told_everything()
            self.service.record()
        self.funnel()

    def call_back(self):
        """Status callbacks in any order, some twice, some never."""
        reports, self.provider.untold = self.provider.untold, []
        reports += self.chance.choices(reports, k=len(reports) // 3)
        self.chance.shuffle(reports)
        for one in reports:
            if self.chance.random() < 0.9:
                self.service.hook(one.url, **dict(one.fields))
                self.watch.lost |= {one.sid} if one.status in LOST else set()

    def funnel(self):
        """The sums of the funnel, as programs read it."""
        days = f"since={BEGINS.date() - timedelta(days=1)}&until={self.clock.now.date()}"
        items = self.service.api("GET", f"/funnel?line=benefits&{days}").json["items"]
        sums = {part: sum(sum(item[part].values()) for item in items) for part in ("not_asked", "open", "ended")}
        assert sum(item["contacts"] for item in items) == sum(sums.values()) == len(self.watch.contacts)
        return sums


@pytest.fixture
def world(request, tmp_path, database_url, valkey, monkeypatch):
    with ClockedProvider(clock := Clock(BEGINS), any_fate(request.param)) as provider:
        service = WholeService(tmp_path, database_url, valkey.url, provider, monkeypatch)
        yield World(service, provider, clock, random.Random(request.param))
        service.close()


@pytest.mark.parametrize("world", range(2), indirect=True)
def test_from_a_contact_to_a_disposition_through_every_door(world):
    database = world.service.runtime.database
    for _ in range(TICKS):
        count_dirty(database, NEW_YORK)
        world.tick(world.chance.choice([1, 5, 16, 120, 600]))
    for _ in range(8):
        world.tick(11 * 60)
    world.clock.move(days=8)
    for _ in range(2):
        world.service.sweep()
        world.service.record()
        world.clock.move(minutes=20)
    check_ends(world)
    check_answers(world)
    check_counted(database)


def check_ends(world):
    """Nothing is open any more, and the API tells of each offer how it ended."""
    ends, sums = world.watch.ends(), world.funnel()
    assert (sums["open"], sums["ended"]) == (0, len(ends))
    days = f"since={BEGINS.date() - timedelta(days=1)}&until={world.clock.now.date()}"
    offers = world.service.api("GET", f"/invitations?line=benefits&{days}").json["items"]
    assert sorted(one["disposition"] for one in offers) == sorted(ends)
    asked = [told for told in world.center.told.values() if told[0] == "ask"]
    assert {one["id"] for one in offers} == {invitation for _, _, invitation in asked}
    world.watch.rests()


def check_answers(world):
    """Whatever was lost, repeated or met by somebody else's words: each answer is what that person means."""
    means = {respondent_key(SECRET, phone.number): phone.means for phone in world.phones.values()}
    person = {row.response_id: row.respondent_key for row in world.watch.rows(Response)}
    given = [row for row in world.watch.rows(Answer) if row.native is not None]
    assert given
    assert all(row.native == means[person[row.response_id]] for row in given)
