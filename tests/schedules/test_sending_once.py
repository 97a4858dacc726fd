"""Two clocks and workers, and processes that are killed anywhere, send a report once."""

import email
import email.policy
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.records.schedules import ScheduleDelivery, ScheduleRun
from app.schedules.delivering import deliver_due
from app.schedules.planning import plan_reports, wake_reporter
from app.schedules.preparing import prepare_due


def mails(server):
    return [email.message_from_string(raw, policy=email.policy.default) for raw in server.mails]


def states(office):
    return [row.state for row in office.rows(ScheduleRun)]


def test_two_clocks_and_two_workers_send_one(office, mail_server):
    office.responses()
    office.schedule(mails=tuple(f"p{number}@agency.gov" for number in range(8)))
    office.wait_until(2026, 9, 22)
    for what in (plan_reports, prepare_due, deliver_due):
        with ThreadPoolExecutor(4) as together:
            list(together.map(what, [office.runtime] * 4))
    assert states(office)[-1] == "done"
    assert sorted(mail["To"] for mail in mails(mail_server)) == [f"p{number}@agency.gov" for number in range(8)]


class Killed(BaseException):
    """A process that ends in the midst of it."""


def kill_at(monkeypatch, where):
    def end(*_given, **_named):
        raise Killed

    monkeypatch.setattr(where, end)


@pytest.mark.parametrize(
    ("where", "sent"),
    [
        ("app.schedules.planning.insert_absent", 1),
        ("app.schedules.preparing.insert_absent", 1),
        ("app.schedules.preparing.digest.subject", 1),
        ("app.schedules.delivering.mail_of", 1),
        ("app.schedules.claims.Claim.handing", 1),
        ("app.schedules.claims.Claim.ends", 1),
        ("app.schedules.claims.end_of_run", 1),
    ],
)
def test_a_process_that_is_killed_anywhere_leaves_one_mail(small_office, mail_server, monkeypatch, where, sent):
    small_office.responses()
    small_office.schedule()
    small_office.wait_until(2026, 9, 22)
    with monkeypatch.context() as patched:
        kill_at(patched, where)
        with pytest.raises(Killed):
            small_office.work()
    for _ in range(3):
        small_office.wait(minutes=11)
        small_office.work()
    assert len(mail_server.mails) == sent
    assert set(states(small_office)) == {"done"}


def test_a_mail_of_which_nobody_knows_is_not_sent_again_and_says_so(small_office, mail_server, monkeypatch):
    small_office.responses()
    small_office.schedule()
    small_office.wait_until(2026, 9, 22)
    with monkeypatch.context() as patched:
        kill_at(patched, "smtplib.SMTP.send_message")
        with pytest.raises(Killed):
            small_office.work()
    small_office.wait(minutes=11)
    assert wake_reporter(small_office.runtime) == 1
    small_office.work()
    (delivery,) = small_office.rows(ScheduleDelivery)
    assert (delivery.state, mail_server.mails) == ("unknown", [])
    assert "nobody knows" in delivery.problem
