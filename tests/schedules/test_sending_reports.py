"""A report is sent once for each due moment and recipient, with the figures of the pages, within its owner's bounds."""

import base64
import email
import email.policy
import re
from datetime import timedelta

import pytest
from counted_days import count_all
from sqlalchemy import update

from app.access import people
from app.access.audit import COMMAND
from app.access.people import Access
from app.access.roles import Role
from app.errors import BadInput
from app.records.days import mark
from app.records.people import AuditEvent
from app.records.schedules import Schedule, ScheduleDelivery, ScheduleRun
from app.reporting.orders import taking
from app.reporting.orders.making import make
from app.schedules import keeping
from app.schedules.delivering import deliver_due
from app.schedules.planning import LATE_AT_MOST, plan_reports
from app.schedules.preparing import prepare_due


def mails(server):
    return [email.message_from_string(raw, policy=email.policy.default) for raw in server.mails]


def words(mail):
    return mail.get_body(("plain",)).get_content()


def states(office, model=ScheduleRun):
    return [row.state for row in office.rows(model)]


def test_the_digest_of_yesterday_comes_at_seven_once(office, mail_server):
    office.responses()
    office.schedule(mails=("boss@agency.gov", "deputy@agency.gov"))
    office.wait_until(2026, 9, 22, 6, 59)
    assert office.work() == 0
    office.wait_until(2026, 9, 22)
    assert office.work() == 2
    for _ in range(3):
        office.wait(minutes=1)
        assert office.work() == 0
    told = mails(mail_server)
    assert sorted(mail["To"] for mail in told) == ["boss@agency.gov", "deputy@agency.gov"]
    assert told[0]["Subject"] == "Digest: Monday, September 21, 2026"
    said = words(told[0])
    assert "demo-likert" in said
    assert "6 of 6 who were asked answered (100.0%)." in said
    assert "Trust " in said
    assert "(n = 6)" in said
    assert "http://localhost/overview?since=2026-09-21&until=2026-09-21" in said
    assert set(states(office)) == {"done"}


def test_the_owners_units_bound_the_figures_and_the_file(office, mail_server):
    office.responses(9)
    analyst = office.person("al@agency.gov", Access(frozenset({Role.ANALYST}), frozenset({"north"})))
    office.schedule(desk=office.desk(analyst), attached="csv")
    office.wait_until(2026, 9, 22)
    office.work()
    (mail,) = mails(mail_server)
    assert "3 of 3 who were asked" in words(mail)
    assert "fewer than 5 answers (n = 3)" in words(mail)
    (file,) = mail.iter_attachments()
    rows = file.get_content().splitlines()
    assert len(rows) == 4
    assert not any("south" in row or "said by" in row for row in rows)
    assert "comment" not in rows[0].split(",")


def test_whoever_reads_comments_has_them_in_the_file(small_office, mail_server):
    small_office.responses()
    small_office.schedule(attached="csv")
    small_office.wait_until(2026, 9, 22)
    small_office.work()
    (file,) = mails(mail_server)[0].iter_attachments()
    assert "said by north" in file.get_content()


def test_an_owner_with_fewer_units_sends_less_from_then_on(small_office, mail_server):
    small_office.responses(9)
    small_office.schedule()
    small_office.wait_until(2026, 9, 22)
    add_administrator(small_office)
    with small_office.database.begin() as connection:
        narrowed = Access(frozenset({Role.MANAGER}), frozenset({"south"}))
        people.change(connection, small_office.person_id, narrowed, small_office.now, COMMAND)
    small_office.work()
    assert "3 of 3 who were asked" in words(mails(mail_server)[0])


def add_administrator(office):
    """Somebody without whom nobody's access can be changed."""
    office.person("root@agency.gov", Access(frozenset({Role.ADMINISTRATOR})))


def test_narrowing_between_preparing_and_sending_keeps_it_back(small_office, mail_server):
    small_office.responses()
    small_office.schedule()
    add_administrator(small_office)
    small_office.wait_until(2026, 9, 22)
    plan_reports(small_office.runtime)
    prepare_due(small_office.runtime)
    with small_office.database.begin() as connection:
        narrowed = Access(frozenset({Role.MANAGER}), frozenset({"south"}))
        people.change(connection, small_office.person_id, narrowed, small_office.now, COMMAND)
    assert deliver_due(small_office.runtime) == 0
    assert states(small_office, ScheduleDelivery) == ["failed"]
    assert mail_server.mails == []


def test_losing_comments_between_preparing_and_sending_keeps_the_file_back(office, mail_server):
    office.responses()
    office.schedule(attached="csv")
    add_administrator(office)
    office.wait_until(2026, 9, 22)
    plan_reports(office.runtime)
    prepare_due(office.runtime)
    make(office.runtime, office.rows(ScheduleRun)[-1].file_id, lambda: False)
    prepare_due(office.runtime)
    with office.database.begin() as connection:
        analyst = Access(frozenset({Role.ANALYST}), None)
        people.change(connection, office.person_id, analyst, office.now, COMMAND)
    assert deliver_due(office.runtime) == 0
    assert states(office, ScheduleDelivery) == ["failed"]
    assert mail_server.mails == []


@pytest.mark.parametrize("why", ["disabled", "role"])
def test_an_owner_who_is_out_or_may_no_more_stops_it_and_it_says_so(small_office, mail_server, why):
    small_office.schedule()
    add_administrator(small_office)
    with small_office.database.begin() as connection:
        if why == "disabled":
            people.disable(connection, small_office.person_id, small_office.now, COMMAND, "left")
        else:
            operator = Access(frozenset({Role.OPERATOR}), None)
            people.change(connection, small_office.person_id, operator, small_office.now, COMMAND)
    small_office.wait_until(2026, 9, 22)
    assert small_office.work() == 0
    assert mail_server.mails == []
    (schedule,) = small_office.rows(Schedule)
    assert schedule.paused_at == small_office.now
    assert "the owner may" in schedule.paused_why
    assert states(small_office)[-1] == "failed"


def test_a_server_that_is_busy_gets_it_later_and_one_that_refuses_never(small_office, mail_server):
    small_office.responses()
    small_office.schedule(mails=("busy@agency.gov",))
    mail_server.refusals[:] = ["451 later", "451 later", "550 never"]
    small_office.wait_until(2026, 9, 22)
    assert small_office.work() == 0
    assert small_office.work() == 0  # its pause is not over
    assert states(small_office, ScheduleDelivery) == ["due"]
    small_office.wait(seconds=11)
    assert small_office.work() == 0
    small_office.wait(seconds=61)
    assert small_office.work() == 0
    assert states(small_office, ScheduleDelivery) == ["failed"]
    assert states(small_office)[-1] == "failed"


def test_what_was_missed_runs_once_within_a_day_and_else_is_skipped_and_said(small_office, mail_server):
    small_office.responses()
    small_office.schedule()
    small_office.wait_until(2026, 9, 25, 23)
    assert small_office.work() == 1
    skipped, sent = small_office.rows()
    assert (skipped.state, sent.state) == ("skipped", "done")
    assert "3 reports, 2026-09-22 07:00 to 2026-09-24 07:00, were not sent" in skipped.problem
    assert "Thursday, September 24, 2026" in mails(mail_server)[0]["Subject"]


def test_a_month_that_is_missed_by_more_than_a_day_is_skipped(small_office, mail_server):
    small_office.schedule("monthly")
    small_office.wait_until(2026, 10, 1)
    small_office.wait(hours=1)
    small_office.now += LATE_AT_MOST
    assert small_office.work() == 0
    assert states(small_office) == ["skipped"]
    small_office.wait_until(2026, 11, 1)
    assert small_office.work() == 1


def test_a_large_file_stays_behind_a_link(small_office, mail_server, monkeypatch):
    small_office.responses()
    monkeypatch.setattr("app.schedules.files.LARGEST_ATTACHED", 100)
    small_office.schedule(attached="xlsx")
    small_office.wait_until(2026, 9, 22)
    small_office.work()
    (mail,) = mails(mail_server)
    assert "too large to attach" in words(mail)
    assert "http://localhost/exports/" in words(mail)
    assert list(mail.iter_attachments()) == []


def test_the_submission_goes_with_a_quarterly_report_of_who_sees_all(small_office, mail_server):
    small_office.responses()
    small_office.schedule("quarterly", attached="quarter")
    small_office.wait_until(2026, 10, 1)
    assert small_office.work() == 1
    (file,) = mails(mail_server)[0].iter_attachments()
    assert file.get_filename().startswith("quarter-2026-Q4-")
    assert file.get_content()[:2] == b"PK"
    north = small_office.person("al@agency.gov", Access(frozenset({Role.MANAGER}), frozenset({"north"})))
    with pytest.raises(BadInput, match="see all units"):
        small_office.schedule("quarterly", desk=small_office.desk(north), attached="quarter")


def test_a_report_with_pictures_goes_with_a_weekly_report_once_all_is_counted(office, mail_server):
    office.responses(9)
    analyst = office.person("al@agency.gov", Access(frozenset({Role.ANALYST}), frozenset({"north"})))
    office.schedule("weekly", desk=office.desk(analyst), attached="report-pdf")
    office.wait_until(2026, 9, 28)
    with office.database.begin() as connection:
        mark(connection, [("demo-likert", office.now - timedelta(days=7))])
    assert office.work() == 0
    assert states(office) == ["due"]
    count_all(office.database)
    office.wait(minutes=1)
    assert office.work() == 1
    (mail,) = mails(mail_server)
    (file,) = mail.iter_attachments()
    assert file.get_filename().startswith("report-pdf-2026-09-21-")
    assert (file.get_content_type(), file.get_content()[:5]) == ("application/pdf", b"%PDF-")
    assert re.search(r"File: report-pdf-\S+, \d+ pictures?\. It is attached\.", words(mail))
    ordered = taking.find(office.runtime, office.rows()[0].file_id, f"person:{analyst}")
    assert ordered.parameters["units"] == ["north"]
    with pytest.raises(BadInput, match="daily report"):
        office.schedule("daily", attached="report-pdf")


def test_one_asked_for_now_goes_to_whoever_asks_alone(small_office, mail_server):
    small_office.responses()
    schedule_id, _ = small_office.schedule(mails=("boss@agency.gov", "deputy@agency.gov"))
    small_office.wait_until(2026, 9, 22, 6)
    with small_office.database.begin() as connection:
        connection.execute(update(Schedule).values(next_at=small_office.now + timedelta(hours=1)))
    keeping.send_now(small_office.desk(), schedule_id)
    assert small_office.work() == 1
    assert [mail["To"] for mail in mails(mail_server)] == ["ann@agency.gov"]


def test_what_was_sent_stands_in_the_audit(small_office):
    small_office.responses()
    small_office.schedule()
    small_office.wait_until(2026, 9, 22)
    small_office.work()
    with small_office.database.read() as connection:
        rows = connection.execute(AuditEvent.__table__.select()).all()
    made, sent = (row for row in rows if row.action in {"schedule_made", "report_sent"})
    assert made.actor == sent.actor == f"person:{small_office.person_id}"
    assert sent.details == {"to": "boss@agency.gov", "file": None}


def test_attached_bytes_are_those_of_the_file(small_office, mail_server):
    small_office.responses()
    small_office.schedule(attached="xlsx")
    small_office.wait_until(2026, 9, 22)
    small_office.work()
    (kept,) = (small_office.runtime.settings.data_dir / "files").iterdir()
    (file,) = mails(mail_server)[0].iter_attachments()
    assert base64.b64decode(file.get_payload()) == kept.read_bytes()


def test_one_that_is_paused_before_it_is_made_is_skipped_and_one_asked_for_is_not(small_office, mail_server):
    small_office.responses()
    schedule_id, _ = small_office.schedule()
    small_office.wait_until(2026, 9, 22)
    plan_reports(small_office.runtime)
    keeping.pause(small_office.desk(), schedule_id)
    assert small_office.work() == 0
    assert states(small_office) == ["skipped"]
    small_office.wait(minutes=1)
    keeping.send_now(small_office.desk(), schedule_id)
    assert small_office.work() == 1
    assert len(mail_server.mails) == 1
