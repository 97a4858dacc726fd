"""Invitations go out once each, whatever is killed or emptied meanwhile."""

import random
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta

import pytest
from extent import FULL
from fake_provider import CUT_AFTER, CUT_BEFORE, DELIVERED, TOO_MANY, FakeProvider
from planned_invitations import Clock, desk, lines, person, plan, zone_at_noon
from sending_process import SENDER
from servers import wait_until
from service import ROOT
from sqlalchemy import func, select

from app.outreach.reconciling import reconcile
from app.records.contacts import Invitation
from app.records.outreach import Send

PEOPLE = 2000 if FULL else 100
KILLS = 40 if FULL else 3


class Killed:
    """Two sending processes of which one is killed again and again."""

    def __init__(self, database_url, provider):
        self._command = [sys.executable, "-P", str(ROOT / "tests/sending_process.py"), database_url, provider.url]
        self.ahead = 0.0
        """Seconds that the clocks are ahead."""
        self.processes = []

    def start(self):
        self.processes = [self._start(), self._start()]

    def kill_one(self, which):
        self._kill(self.processes[which])
        self.processes[which] = self._start()

    def kill_all(self):
        for process in self.processes:
            self._kill(process)

    def _start(self):
        path = {"PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"}
        command = [*self._command, str(self.ahead)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT, env=path)
        assert process.stdout.readline() == b"at work\n"
        return process

    def _kill(self, process):
        process.kill()
        process.wait()
        process.stdout.close()


def script(dice):
    """Most texts are taken; some connections break before or after that, some requests are too many."""

    def fate(_kind, _form, before):
        if before:
            return DELIVERED
        return dice.choices([DELIVERED, CUT_AFTER, CUT_BEFORE, TOO_MANY], [90, 4, 3, 3])[0]

    return fate


def states(database, column):
    with database.read() as connection:
        return dict(connection.execute(select(column, func.count()).group_by(column)).all())


def work_left(database):
    return states(database, Invitation.state) != {"waiting": PEOPLE}


def look_into_the_lists(database, provider, ahead):
    """As often as there is something to resolve: a look takes up so many at most."""
    clock = Clock(datetime.now(UTC) + timedelta(seconds=ahead))
    at = desk(database, provider.url, lines(SENDER, sender="fast", holidays="none"), clock)
    while reconcile(at, lambda _text: None)["resolved"]:
        pass
    # The provider waits until nobody is connected any more.
    at.provider.http_client.session.close()


@pytest.mark.parametrize("seed", range(3 if FULL else 1))
def test_each_invitation_goes_out_once_though_processes_are_killed(database, database_url, seed):
    dice = random.Random(seed)
    now = datetime.now(UTC)
    with database.begin() as connection:
        plan(connection, range(PEOPLE), now, contact={"time_zone": zone_at_noon(now)}, sender="fast")
    with FakeProvider(script(dice), seconds=0.05) as provider:
        processes = Killed(database_url, provider)
        processes.start()
        try:
            for _ in range(KILLS):
                time.sleep(dice.uniform(0, 0.4))
                processes.kill_one(dice.randrange(2))
            while work_left(database):
                # Time passes only while nobody is at work: a claim of a living process is not as old as that.
                processes.kill_all()
                time.sleep(0.5)
                wait_until(provider.is_idle)
                processes.ahead += 180
                provider.ahead = processes.ahead
                look_into_the_lists(database, provider, processes.ahead)
                processes.start()
                wait_until(lambda: "planned" not in states(database, Invitation.state), 60)
                wait_until(lambda: "claimed" not in states(database, Send.state), 30)
        finally:
            processes.kill_all()
        counts = provider.sent_to()
    assert counts == {person(number): 1 for number in range(PEOPLE)}
