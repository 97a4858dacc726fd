"""Opt-outs by staff: a number is typed into a form, never shown whole, and every step stands in the audit."""

import pytest
from site_pages import Site
from sqlalchemy import select, text

from app.access.people import Access
from app.access.roles import Role
from app.outreach import opt_outs
from app.phone_numbers import respondent_key
from app.records.people import AuditEvent

NUMBER = "(202) 555-0142"
WHOLE = "2025550142"
KEY = respondent_key(b"r" * 40, f"+1{WHOLE}")


@pytest.fixture
def site(tmp_path, database_url, valkey):
    opened = Site(tmp_path, database_url, valkey.url)
    yield opened
    opened.close()


@pytest.fixture
def browser(site):
    site.person(access=Access(frozenset({Role.MANAGER}), None))
    return site.inside()


def word(site):
    with site.runtime.database.read() as connection:
        return opt_outs.word_of(connection, KEY)


def audited(site):
    with site.runtime.database.read() as connection:
        found = connection.execute(select(AuditEvent).where(AuditEvent.action.like("opt_out%")).order_by(AuditEvent.id))
        return [(row.action, row.subject, row.details) for row in found]


def look_up(browser, number=NUMBER):
    return browser.send("/opt-outs", number=number, do="look-up")


def change(browser, do, reason, person=KEY):
    return browser.send("/opt-outs", person=person, reason=reason, do=do)


def test_a_number_is_looked_up_without_showing_or_keeping_it(site, browser):
    told = look_up(browser)
    assert told.status_code == 200
    assert "+1202***0142: may be invited" in told.text
    assert "never said anything" in told.text
    assert WHOLE not in told.text
    assert "555-0142" not in told.text.replace('hint">For example (202) 555-0142', "")
    assert audited(site) == [("opt_out_looked_up", f"respondent:{KEY}", None)]


def test_an_opt_out_is_put_down_and_lifted_each_with_its_reason(site, browser):
    answer = change(browser, "add", "asked  the agent today")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/opt-outs")
    assert "gets no more invitations" in browser.get("/opt-outs").text
    assert (word(site).lifted, word(site).how) == (False, "staff")
    assert "no invitations" in look_up(browser).text
    site.now += 60
    assert change(browser, "lift", "asked on (202) 555-0142 to be invited").status_code == 303
    assert word(site).lifted
    assert [one for one in audited(site) if "looked" not in one[0]] == [
        ("opt_out_added", f"respondent:{KEY}", {"reason": "asked the agent today"}),
        ("opt_out_lifted", f"respondent:{KEY}", {"reason": "asked on [phone number] to be invited"}),
    ]


def test_a_stop_of_the_person_is_said_to_be_kept_by_the_provider_too(site, browser):
    with site.runtime.database.begin() as connection:
        opt_outs.add(connection, {KEY: site.moment}, "text", site.moment)
    told = look_up(browser).text
    assert "by text, STOP or START" in told
    assert "only after they text START themselves" in told


@pytest.mark.parametrize("reason", ["", "    ", "no", "x" * 301])
@pytest.mark.parametrize("do", ["add", "lift"])
def test_without_a_reason_nothing_changes(site, browser, do, reason):
    assert change(browser, do, reason).status_code == 422
    assert word(site) is None


def test_what_is_no_number_or_no_person_or_was_never_opted_out_is_refused_in_words(site, browser):
    assert "This is no phone number" in look_up(browser, "hello").text
    assert "look the number up again" in change(browser, "add", "a good reason", "x").text
    assert "no opt-out of this person" in change(browser, "lift", "a good reason").text
    assert word(site) is None


def upload(browser, content, name="list.csv"):
    page = browser.get("/opt-outs")
    token = page.text.partition('name="csrf_token" value="')[2].partition('"')[0]
    head = "Content-Disposition: form-data; name="
    parts = (
        f'{head}"csrf_token"\r\n\r\n{token}'.encode(),
        f'{head}"list"; filename="{name}"\r\n\r\n'.encode() + content,
    )
    body = b"".join(b"--part\r\n" + part + b"\r\n" for part in parts) + b"--part--\r\n"
    kind = "multipart/form-data; boundary=part"
    return browser.client.post("/opt-outs/list", data=body, content_type=kind, buffered=True)


def test_a_list_is_taken_and_what_cannot_be_read_is_named_by_its_line(site, browser):
    answer = upload(browser, b"number\n+12025550142\nnobody\n(202) 555-0143\n")
    assert answer.status_code == 200, answer.text
    assert "2 people are new" in answer.text
    assert "1 rows could not be read and were left out: line 3 (number)" in answer.text
    assert not word(site).lifted
    counts = {"new": 2, "changed": 0, "unchanged": 0, "left_out": 1}
    assert audited(site)[-1] == ("opt_outs_uploaded", None, counts)
    assert "2 were there already" in upload(browser, b"number\n+12025550142\n2025550143\n").text


@pytest.mark.parametrize("content", [b"", b"phone\n+12025550142\n", b"number\n\xff\xfe\n", b"\x00\x01"])
def test_a_file_that_is_no_such_list_is_refused_without_an_error(site, browser, content):
    answer = upload(browser, content)
    assert answer.status_code in {200, 422}
    assert "/tmp" not in answer.text
    assert word(site) is None


def test_a_file_may_be_larger_than_other_forms_but_not_larger_than_a_megabyte(browser):
    assert upload(browser, b"number\n" + b"+12025550142\n" * 10_000).status_code == 200
    assert upload(browser, b"number\n" + b"+12025550142\n" * 90_000).status_code == 413


def test_no_file_and_another_role_are_refused(site, browser):
    assert "Please choose a file" in upload(browser, b"", "").text
    site.person("operator@agency.gov", Access(frozenset({Role.OPERATOR}), None))
    other = site.inside("operator@agency.gov")
    assert other.get("/opt-outs").status_code == 403
    assert other.send("/account/password", "/opt-outs", person=KEY, reason="a reason", do="add").status_code == 403
    assert other.send("/account/password", "/opt-outs/list").status_code == 403
    with site.runtime.database.read() as connection:
        assert connection.execute(text("select count(*) from opt_outs")).scalar() == 0
