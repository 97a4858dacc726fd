"""Staff is told of words of distress: soon, once, and again where the first try failed."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from fake_provider import BROKEN_AFTER, DELIVERED, TOO_MANY, Fate
from mail_server import MailServer

from app.records.alerts import Alert

REFUSED = Fate(400, 21211, taken=False)
OFFICER = ("Duty officer", "text")


def failing(times, fate=TOO_MANY):
    return lambda _kind, _form, before: fate if before < times else DELIVERED


def test_a_named_member_of_staff_gets_a_text_that_says_where_to_look_and_no_words_of_the_person(post):
    here = post()
    here.distress()
    assert here.tell() == 1
    [(recipient, words)] = here.texts()
    assert recipient == "+12025550199"
    assert words == (
        "Aftercall, benefits: words of distress on Nov 24 12:00 EST. Please look at it now: "
        "response 6f1c0c39-6d0a-4a5e-9d3f-0f6d1f6f6f6f."
    )


def test_the_same_text_recorded_twice_is_one_alert_and_told_once(post):
    here = post()
    here.distress()
    here.tell()
    here.distress()
    here.tell()
    assert len(here.texts()) == 1
    assert here.notices() == [(*OFFICER, "sent", 1)]


def test_two_texts_are_two_alerts(post):
    here = post()
    here.distress("SM1")
    here.distress("SM2")
    assert here.tell() == 2


def test_everybody_named_is_told_in_every_way_that_is_given(post):
    with MailServer() as mail:
        staff = [{"name": "A", "text": "+12025550198", "mail": "a@example.gov"}, {"name": "B", "mail": "b@example.gov"}]
        here = post(staff=staff, smtp_url=mail.url)
        here.distress()
        assert here.tell() == 3
    assert sorted("a@example.gov" in one for one in mail.mails) == [False, True]
    assert all("words of distress" in one for one in mail.mails)
    assert [to for to, _ in here.texts()] == ["+12025550198"]


@pytest.mark.parametrize("fate", [TOO_MANY, Fate(503, taken=False)])
def test_a_text_that_the_provider_did_not_take_is_tried_again_within_the_minute(post, fate):
    here = post(failing(2, fate))
    here.distress()
    told = []
    for _ in range(12):
        told.append(here.tell())
        here.wait(seconds=5)
    assert sum(told) == 1
    assert len(here.texts()) == 1
    assert here.notices() == [(*OFFICER, "sent", 3)]


def test_of_a_text_that_may_have_gone_out_staff_is_told_again(post):
    here = post(failing(1, BROKEN_AFTER))
    here.distress()
    here.tell()
    here.wait(seconds=10)
    assert here.tell() == 1
    assert len(here.texts()) == 2


def test_nothing_is_tried_before_its_time(post):
    here = post(failing(1))
    here.distress()
    assert [here.tell(), here.tell()] == [0, 0]
    assert here.notices() == [(*OFFICER, "due", 1)]


def test_a_number_that_does_not_exist_is_given_up_and_the_others_are_told(post):
    staff = [{"name": "A", "text": "+12025550190"}, {"name": "B", "text": "+12025550191"}]
    here = post(lambda _kind, form, _before: REFUSED if form["To"].endswith("190") else DELIVERED, staff=staff)
    here.distress()
    assert here.tell() == 1
    assert here.notices() == [("A", "text", "failed", 1), ("B", "text", "sent", 1)]


def test_a_full_mail_server_is_asked_again_and_a_mailbox_that_is_not_there_is_not(post):
    staff = [{"name": "A", "mail": "a@example.gov"}]
    with MailServer("452 try later") as mail:
        here = post(staff=staff, smtp_url=mail.url)
        here.distress()
        assert here.tell() == 0
        here.wait(seconds=10)
        assert here.tell() == 1
    with MailServer("550 nobody") as mail:
        here.smtp_url = mail.url
        here.distress("SM2")
        here.tell()
    assert here.notices() == [("A", "mail", "sent", 2), ("A", "mail", "failed", 1)]


def test_a_mail_server_that_is_away_is_asked_again(post):
    with MailServer() as mail:
        url = mail.url
    here = post(staff=[{"name": "A", "mail": "a@example.gov"}], smtp_url=url)
    here.distress()
    assert here.tell() == 0
    assert here.notices() == [("A", "mail", "due", 1)]


def test_without_a_mail_server_the_failure_is_put_down(post):
    here = post(staff=[{"name": "A", "mail": "a@example.gov"}])
    here.distress()
    here.tell()
    assert here.notices() == [("A", "mail", "failed", 1)]


def test_an_alert_of_a_line_without_staff_or_out_of_the_lines_file_is_kept_and_nobody_told(post, database):
    here = post(staff=[])
    here.distress("SM1")
    here.distress("SM2", line_id="gone")
    assert here.tell() == 0
    with database.read() as connection:
        assert {row.addressed for row in connection.execute(Alert.__table__.select())} == {True}


def test_two_workers_addressing_at_once_name_nobody_twice(post):
    here = post()
    for number in range(20):
        here.distress(f"SM{number}")
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _: here.tell(), range(2)))
    assert len(here.notices()) == 20
