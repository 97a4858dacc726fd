"""The pages of lines: settings in words, pausing, and trying one on one's own phone."""

import re
from datetime import UTC, datetime
from html import unescape

import pytest
from site_pages import Site
from sqlalchemy import select
from surveying_site import lines_file, sees

from app.access.roles import Role
from app.records.contacts import Contact
from app.records.pauses import LinePause, PhoneTrial
from app.records.people import AuditEvent

PAUSE = {"reason": "The storm", "day": "2026-11-23", "time": "18:30"}
TRIAL = {"door": "text", "language": "es", "number": "202-555-0123", "mine": "yes"}


@pytest.fixture
def site(tmp_path, database_url, valkey):
    opened = Site(tmp_path, database_url, valkey.url, LINES_FILE=lines_file(tmp_path))
    yield opened
    opened.close()


def text_of(answer):
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", answer.text)).split())


def rows(site, model):
    with site.runtime.database.read() as connection:
        return connection.execute(select(model)).all()


def lets_begin(site):
    return site.runtime.pauses.lets_begin("benefits", site.now)


def test_settings_are_told_in_plain_words_and_nothing_secret_is(site, tmp_path):
    site.person()
    told = text_of(site.inside().get("/lines/benefits"))
    for words in (
        "lines.yaml",
        "Opening hours 9 a.m. to 8:30 p.m., Mon, Tue, Wed, Thu, Fri, Sat, in the person's own time",
        "Sampling 20% of contacts",
        "100% of contacts with queue complaints",
        "nobody is asked again within 60 days, but for callers of type provider",
        "First moment 15 minutes after the contact's end",
        "Last moment 48 hours after the contact's end",
        "federal holidays, and the days on which they are observed; 12/24/2026",
        "OMB control number 1234-5678",
        "0 of 50,000",
        "Duty desk (+1202***0177, duty@example.gov)",
        "$0.0079",
    ):
        assert words in told, words
    settings = site.runtime.settings
    for secret in (settings.secret_key, settings.respondent_secret, *settings.twilio_auth_tokens):
        assert secret.get_secret_value() not in told
    assert settings.twilio_account_sid not in told
    assert str(tmp_path) not in told


def test_a_line_is_paused_until_the_agencys_own_time_and_lifted(site):
    site.person()
    ann = site.inside()
    answer = ann.send("/lines/benefits", "/lines/benefits/pause", **PAUSE)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/lines/benefits")
    (pause,) = rows(site, LinePause)
    assert (pause.reason, pause.ends_at) == ("The storm", datetime(2026, 11, 23, 23, 30, tzinfo=UTC))
    assert not lets_begin(site)
    told = text_of(ann.get("/lines/benefits"))
    assert "Paused until Nov 23, 2026, 6:30 p.m. EST The storm Paused by ann@agency.gov." in told
    assert "Paused until Nov 23, 2026, 6:30 p.m. EST" in text_of(ann.get("/lines"))
    assert ann.send("/lines/benefits", "/lines/benefits/lift").status_code == 303
    assert lets_begin(site)
    assert "lifted by ann@agency.gov" in text_of(ann.get("/lines/benefits"))
    actions = [(one.action, one.subject) for one in rows(site, AuditEvent)][-2:]
    assert actions == [("line_paused", "benefits"), ("pause_lifted", "benefits")]


def test_a_number_in_the_reason_of_a_pause_does_not_stand_in_the_audit(site):
    site.person()
    reason = {"reason": "Outage, says (202) 555-0143"}
    assert site.inside().send("/lines/benefits", "/lines/benefits/pause", **(PAUSE | reason)).status_code == 303
    (details,) = [one.details for one in rows(site, AuditEvent) if one.action == "line_paused"]
    assert details["reason"] == "Outage, says [phone number]"


@pytest.mark.parametrize(
    "wrong",
    [
        {"reason": ""},
        {"time": "x"},
        *({"day": day} for day in ("", "2026-13-01", "2026-11-22", "2027-11-22", "9999-12-31", "0001-01-01")),
    ],
)
def test_a_pause_that_cannot_be_is_told_and_keeps_what_was_typed(site, wrong):
    site.person()
    answer = site.inside().send("/lines/benefits", "/lines/benefits/pause", **(PAUSE | wrong))
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert rows(site, LinePause) == []
    assert (PAUSE | wrong)["time"] in answer.text


def test_who_sees_another_unit_neither_sees_nor_pauses_nor_tries_the_line(site):
    site.person(access=sees("south"))
    mine = site.inside()
    assert "benefits" not in text_of(mine.get("/lines")).lower()
    assert mine.get("/lines/benefits").status_code == 404
    for what, fields in (("pause", PAUSE), ("lift", {}), ("try", TRIAL)):
        assert mine.send("/lines/appeals", f"/lines/benefits/{what}", **fields).status_code == 404
    assert (rows(site, LinePause), rows(site, Contact)) == ([], [])


def test_an_analyst_sees_lines_and_can_neither_pause_nor_try_one(site):
    site.person(access=sees("north", role=Role.ANALYST))
    mine = site.inside()
    assert "Pause the line" not in mine.get("/lines/benefits").text
    for what, fields in (("pause", PAUSE), ("lift", {}), ("try", TRIAL)):
        assert mine.send("/account/password", f"/lines/benefits/{what}", **fields).status_code == 403
    assert (rows(site, LinePause), rows(site, Contact)) == ([], [])


def test_the_line_texts_whoever_asks_for_it(site):
    site.person()
    ann = site.inside()
    assert ann.send("/lines/benefits", "/lines/benefits/try", **TRIAL).status_code == 303
    told = text_of(ann.get("/lines/benefits"))
    assert "benefits texts +1202***0123 within a few seconds" in told
    assert "outside the hours" in told
    assert [(one.line_id, one.door) for one in rows(site, PhoneTrial)] == [("benefits", "text")]
    assert "own phone asked" in text_of(ann.get("/audit"))
    assert "5550123" not in ann.get("/audit").text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"mine": ""}, "confirm that the number is your own"),
        ({"door": "fax"}, "choose a call or a text"),
        ({"number": "123"}, "no valid phone number"),
        ({"language": "fr"}, "nothing to ask"),
    ],
)
def test_what_is_wrong_is_told_and_nobody_is_contacted(site, wrong, said):
    site.person()
    answer = site.inside().send("/lines/benefits", "/lines/benefits/try", **(TRIAL | wrong))
    assert (answer.status_code, said in text_of(answer)) == (422, True)
    assert rows(site, Contact) == []
