from datetime import date, time

import pytest
import yaml

from app.errors import BadInput
from app.line_outreach import LONGEST_WITHIN, Outreach
from app.lines import LOCAL_LINES, Lines, load_lines

LINE = {
    "id": "benefits",
    "number": "+12025550100",
    "surveys": {"voice": "a11-likert", "text": "a11-tapped"},
    "languages": ["en"],
    "agency": "Department of Example",
    "program": "Benefits Help Line",
}


def lines(outreach=None, senders=(), **line):
    return Lines.model_validate({"lines": [LINE | line | {"outreach": outreach or {}}], "senders": senders})


def outreach(**given):
    return lines(given).lines[0].outreach


def refusal(tmp_path, content):
    path = tmp_path / "lines.yaml"
    path.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    with pytest.raises(BadInput) as refused:
        load_lines(path)
    return str(refused.value)


def test_a_line_invites_nobody_unless_it_says_so():
    assert outreach().invite == "none"
    assert outreach().door is None
    assert outreach().doors == frozenset()
    assert {line.outreach.invite for line in load_lines(LOCAL_LINES).lines} == {"none"}


def test_the_defaults_are_the_rules():
    found = outreach()
    assert (found.delay, found.within, found.quarantine) == (600, 48 * 3600, 30 * 86400)
    assert (found.window.opens, found.window.closes, len(found.window.days)) == (time(8), time(21), 7)
    assert found.holidays == "federal"
    assert found.regions == ("US",)
    assert found.reminder is None


def test_calls_need_consent_and_texts_do_not_unless_the_line_says_so():
    assert outreach().consent.needed_for("voice")
    assert not outreach().consent.needed_for("text")
    assert outreach(consent={"text": "required"}).consent.needed_for("text")
    assert not outreach(consent={"call": "not_needed"}).consent.needed_for("voice")


def test_all_settings_are_read_as_people_write_them():
    found = outreach(
        invite="text",
        delay="15m",
        within="36h",
        window={"from": "09:00", "until": "20:30", "days": ["mon", "sat"]},
        holidays="none",
        closed_days=["2026-12-24"],
        reminder={"after": "20h"},
        fall_back={"undeliverable_text": "call"},
        quarantine="90d",
        quarantine_exempt=["provider"],
        regions=["US", "PR", "GU"],
        assume_zone="America/Phoenix",
        follow_up={"question": "trust", "survey": "a11-tapped", "after": "30d"},
        prices={"segment": 0.0079, "minute": 0.014},
    )
    assert (found.delay, found.within, found.quarantine) == (900, 36 * 3600, 90 * 86400)
    assert (found.window.opens, found.window.closes) == (time(9), time(20, 30))
    assert found.closed_days == {date(2026, 12, 24)}
    assert (found.door, found.doors) == ("text", {"text", "voice"})


@pytest.mark.parametrize(
    ("setting", "named", "told"),
    [
        ({"within": "49h"}, "outreach.within", "within 48h"),
        ({"window": {"from": "07:59"}}, "outreach.window.from", "from 08:00 to 21:00"),
        ({"window": {"until": "21:01"}}, "outreach.window.until", "from 08:00 to 21:00"),
        ({"window": {"until": "20:00Z"}}, "outreach.window.until", "from 08:00 to 21:00"),
        ({"window": {"from": "12:00", "until": "12:00"}}, "outreach.window", "not before"),
        ({"window": {"days": []}}, "outreach.window.days", "at least 1"),
        ({"window": {"days": ["someday"]}}, "outreach.window.days", "'mon'"),
        ({"holidays": "bank"}, "outreach.holidays", "'federal' or 'none'"),
        ({"closed_days": ["24 Dec"]}, "outreach.closed_days", "date"),
        ({"delay": "48h"}, "outreach", "delay: nobody would be asked"),
        ({"delay": ".inf"}, "outreach.delay", "number"),
        ({"invite": "text", "reminder": {"after": "48h"}}, "outreach", "reminder: it would never be sent"),
        ({"reminder": {"after": "1h"}}, "outreach", "reminder: only a line with invite: text"),
        (
            {"fall_back": {"undeliverable_text": "call"}},
            "outreach",
            "undeliverable_text: only a line with invite: text",
        ),
        (
            {"invite": "text", "fall_back": {"busy_line": "text"}},
            "outreach",
            "busy_line: only a line with invite: call",
        ),
        ({"quarantine": "99999d"}, "outreach.quarantine", "less than or equal"),
        ({"consent": {"calls": "required"}}, "outreach.consent.calls", "Extra inputs"),
        ({"regions": []}, "outreach.regions", "at least 1"),
        ({"regions": ["us"]}, "outreach.regions.0", "us is no region"),
        ({"assume_zone": "Phoenix"}, "outreach.assume_zone", "no time zone"),
        ({"prices": {"segment": -1}}, "outreach.prices.segment", "greater than or equal to 0"),
        ({"sender": "texts"}, "lines", "outreach.sender: no sender has the id texts"),
        ({"invites": "text"}, "outreach.invites", "Extra inputs"),
    ],
)
def test_what_cannot_be_is_refused_by_file_line_and_key(tmp_path, setting, named, told):
    said = refusal(tmp_path, {"lines": [LINE | {"outreach": setting}]})
    assert said.startswith(f"{tmp_path / 'lines.yaml'}:")
    assert named in said
    assert told in said


@pytest.mark.parametrize(
    ("setting", "missing"),
    [
        ({"invite": "text"}, "text"),
        ({"invite": "call", "fall_back": {"busy_line": "text"}}, "text"),
    ],
)
def test_a_line_invites_only_to_a_door_that_it_has_a_survey_for(tmp_path, setting, missing):
    said = refusal(tmp_path, {"lines": [LINE | {"surveys": {"voice": "a11-likert"}, "outreach": setting}]})
    assert f"invitations come to {missing}" in said


def test_no_invitation_is_ever_later_than_48_hours():
    assert Outreach().within == LONGEST_WITHIN
    assert outreach(within="48h").within == LONGEST_WITHIN


@pytest.mark.parametrize(
    ("strata", "told"),
    [
        ([{"name": "default", "rate": 0.5, "queue": "a"}], "default is the name"),
        ([{"name": "all", "rate": 0.5}], "needs at least one of queue"),
        ([{"name": "never", "rate": 0, "queue": "a"}], "greater than 0"),
        ([{"name": "two", "rate": 1, "queue": "a"}, {"name": "two", "rate": 1, "queue": "b"}], "the same name"),
        ([{"name": "none", "rate": 1, "queue": []}], "at least 1"),
    ],
)
def test_a_stratum_has_a_name_a_rate_and_a_condition(tmp_path, strata, told):
    assert told in refusal(tmp_path, {"lines": [LINE | {"strata": strata}]})


def test_the_first_service_rule_that_fits_says_what_a_contact_was_about():
    line = lines(
        services=[
            {"queue": ["disability", "survivors"], "service": "Disability benefits", "service_stage": "process"},
            {"reason": "appeal", "service": "Appeals", "transaction_point": "post_service_journey"},
        ]
    ).lines[0]

    class Contact:
        queue, outcome, reason, caller_type = "survivors", None, "appeal", None

    assert next(rule for rule in line.services if rule.fits(Contact())).service == "Disability benefits"


@pytest.mark.parametrize("rule", [{"queue": "a"}, {"service": "Appeals"}])
def test_a_service_rule_has_a_condition_and_says_something(tmp_path, rule):
    assert "needs at least one of" in refusal(tmp_path, {"lines": [LINE | {"services": [rule]}]})


TEXTS = {"id": "texts", "messaging_service": "MG1", "segments_per_second": 30}


def test_a_line_sends_through_the_sender_that_it_names_or_from_its_own_number():
    named = lines({"sender": "texts"}, [TEXTS])
    assert named.sender_of(named.lines[0]).segments_per_second == 30
    assert set(named.by_sender) == {"texts"}
    own = lines()
    assert own.sender_of(own.lines[0]).id == "benefits"
    assert own.by_sender["benefits"].number is None


@pytest.mark.parametrize(
    ("sender", "told"),
    [
        ({"id": "texts", "messaging_service": "MG1", "number": "+12025550100"}, "only one of them"),
        ({"id": "texts", "number": "+12025550199"}, "replies would not come back"),
        ({"id": "texts", "number": "202-555-0100"}, "pattern"),
        ({"id": "texts", "segments_per_second": 0}, "greater than 0"),
    ],
)
def test_a_sender_is_one_thing_that_replies_come_back_from(tmp_path, sender, told):
    said = refusal(tmp_path, {"lines": [LINE | {"outreach": {"sender": "texts"}}], "senders": [sender]})
    assert told in said


def test_ids_of_senders_differ_also_from_lines_that_send_from_their_own_number(tmp_path):
    assert "texts is the id of two" in refusal(tmp_path, {"lines": [LINE], "senders": [TEXTS, TEXTS]})
    assert "benefits is the id of two" in refusal(tmp_path, {"lines": [LINE], "senders": [TEXTS | {"id": "benefits"}]})
