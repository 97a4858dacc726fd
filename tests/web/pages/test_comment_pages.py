"""Comments and responses as pages: who sees which, what never shows, and the forms that work on them."""

import re
from html import unescape

import pytest
from comment_pages import COMMENTS, fill, opened
from sqlalchemy import select, update

from app.access.people import Access
from app.access.roles import Role
from app.records.comment_work import CommentWork
from app.records.contacts import Contact
from app.records.people import AuditEvent
from app.records.responses import Response

NEVER = ("555-0143", "ann.lee", "078-05-1120", "rrrr", "CA1")
NOVEMBER = "since=2026-11-01&until=2026-11-30"


@pytest.fixture
def site(tmp_path, sqlite_url, valkey):
    site = opened(tmp_path, sqlite_url, valkey.url)
    yield site
    site.close()


@pytest.fixture
def ids(site):
    return fill(site)


def reader(site, role=Role.MANAGER, units=frozenset({"north"}), email="ann@agency.gov"):
    site.person(email, Access(frozenset({role}), units))
    return site.inside(email)


def get(browser, path, status=200):
    answer = browser.get(path)
    assert answer.status_code == status, answer.text
    return unescape(answer.text)


def said(page):
    return re.findall(r'<blockquote class="comment-words"[^>]*>(.*?)</blockquote>', page, re.DOTALL)


def send(browser, page, path, status=303, **fields):
    answer = browser.send(page, path, **fields)
    assert answer.status_code == status, answer.text
    return answer


def test_comments_are_shown_masked_with_what_they_go_with(site, ids):
    page = get(reader(site), f"/comments?{NOVEMBER}")
    assert len(said(page)) == len(COMMENTS)
    assert said(page)[-1].endswith("Call me back at [phone number] or [e-mail address].")
    assert "1 phone number and 1 e-mail address" in page
    assert "form 21-526EZ step by step. My $1,200 came within 3 days." in page
    assert 'lang="es"' in page
    assert "¿Desea agregar algo?" in page
    assert "Anything to add?" in page
    for secret in NEVER:
        assert secret not in page


def test_comments_of_another_unit_are_on_no_page(site, ids):
    browser = reader(site)
    for query in ("", "&unit=south", "&unit=", "&words=south", "&follow_up=agreed", "&line=demo-likert"):
        assert "comment of the south" not in get(browser, f"/comments?{NOVEMBER}{query}")
        assert ids[-1] not in get(browser, f"/responses?{NOVEMBER}{query.replace('&words=south', '')}")
    assert "comment of the south" in get(reader(site, units=None, email="all@agency.gov"), f"/comments?{NOVEMBER}")


def test_whoever_may_read_no_comments_sees_none_on_any_page(site, ids):
    browser = reader(site, Role.ANALYST)
    get(browser, "/comments", 403)
    assert "call dropped" not in get(browser, f"/responses?{NOVEMBER}")
    page = get(browser, f"/responses/{ids[0]}")
    assert "call dropped" not in page
    assert "Follow-up" not in page
    assert "agent-7" not in page
    assert "/tags" not in page
    get(browser, "/responses?follow_up=open", 403)
    send(browser, "/account/password", f"/responses/{ids[0]}/tags", 403, tag="mine")
    send(browser, "/account/password", f"/responses/{ids[0]}/follow-up", 403, version="0")


def test_agents_are_named_only_to_those_who_may_and_on_lines_that_compare_them(site, ids):
    browser = reader(site)
    assert "agent-7" in get(browser, f"/responses/{ids[0]}")
    with site.runtime.database.begin() as connection:
        connection.execute(update(Response).values(line_id="demo-tapped"))
    assert "agent-7" not in get(browser, f"/responses/{ids[0]}")


def test_an_agent_is_asked_for_only_on_lines_that_compare_them(site, ids):
    browser = reader(site)
    with site.runtime.database.begin() as connection:
        other = update(Response).where(Response.response_id == ids[1])
        connection.execute(other.values(line_id="demo-tapped"))
    for path in ("/comments", "/responses"):
        told = get(browser, f"{path}?{NOVEMBER}&agent=agent-7")
        assert ids[0] in told
        assert ids[1] not in told
        assert ids[1] in get(browser, f"{path}?{NOVEMBER}")


def test_a_version_that_no_form_carries_is_refused(site, ids):
    browser, path = reader(site), f"/responses/{ids[0]}"
    for version in ("2147483648", "-1", "9" * 30, "", "٣"):
        send(browser, path, f"{path}/follow-up", 422, version=version)


def test_a_response_of_another_unit_is_not_found_nor_is_anything_below_it(site, ids):
    browser = reader(site)
    for given in (ids[-1], "nobody", "00000000-0000-0000-0000-000000000000", ids[0].upper(), f"{{{ids[0]}}}"):
        get(browser, f"/responses/{given}", 404)
        for below in ("tags", "flag", "follow-up"):
            get(browser, f"/responses/{given}/{below}", 405)
            fields = {"tag": "mine", "flagged": "yes", "version": "0", "owner": "x"}
            send(browser, f"/comments?{NOVEMBER}", f"/responses/{given}/{below}", 404, **fields)
    with site.runtime.database.read() as connection:
        assert connection.execute(select(CommentWork)).all() == []


def test_one_response_tells_all_in_order_and_names_nobody(site, ids):
    page = get(reader(site), f"/responses/{ids[0]}")
    for secret in (*NEVER, "call-1", "c1<", "i1<"):
        assert secret not in page
    timeline = page.partition('class="timeline"')[2]
    happened = re.findall(r"<strong>(.*?)</strong>", timeline)
    assert happened[0] == "The survey began"
    assert happened[1].startswith("Asked: I am satisfied")
    assert "The survey ended" in happened
    assert "Answered “Agree” after 9 s." in timeline


def test_a_tag_and_a_flag_lead_back_to_where_they_were_given(site, ids):
    browser = reader(site)
    here = f"/comments?{NOVEMBER}&words=hold"
    form = {"back": here, "tag": "hold time"}
    answer = send(browser, here, f"/responses/{ids[0]}/tags", **form)
    assert answer.headers["Location"] == f"{here}#r-{ids[0]}"
    assert '<span class="usa-tag">hold time</span>' in get(browser, here)
    assert '<option value="hold time">' in get(browser, f"/responses/{ids[1]}")
    send(browser, here, f"/responses/{ids[0]}/flag", back=here, flagged="yes")
    assert ">flagged<" in get(browser, f"/comments?{NOVEMBER}&flagged=yes&tag=hold+time")
    send(browser, here, f"/responses/{ids[0]}/tags", back=here, away="hold time")
    assert '<span class="usa-tag">hold time</span>' not in get(browser, here)
    assert "at most" not in get(browser, here)
    send(browser, here, f"/responses/{ids[0]}/tags", back=here, tag="202-555-0100")
    assert "A tag must not hold personal data" in get(browser, here)


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example/comments", "/people", "/comments\\@evil", ""])
def test_nobody_is_led_elsewhere(site, ids, back):
    browser = reader(site)
    answer = send(browser, "/comments", f"/responses/{ids[0]}/flag", back=back, flagged="yes")
    assert answer.headers["Location"] == f"/responses/{ids[0]}"


def test_a_follow_up_is_taken_on_and_closed_and_only_its_owner_learns_the_name_of_the_call(site, ids):
    browser, path = reader(site), f"/responses/{ids[0]}"
    other = reader(site, email="bob@agency.gov")
    with site.runtime.database.begin() as connection:
        connection.execute(update(Contact).where(Contact.id == "c1").values(external_id="call-1"))
    page = get(browser, path)
    assert "The caller agreed to be called back." in page
    assert "call-1" not in page
    owner = re.search(r'<option value="(\w+)" selected>Ann, ann@', page)[1]
    send(browser, path, f"{path}/follow-up", owner=owner, due="2026-11-20", state="open", outcome="")
    assert "call-1" in get(browser, path)
    assert "call-1" not in get(other, path)
    assert "overdue since Nov 20, 2026" in get(browser, f"/comments?{NOVEMBER}&follow_up=mine")
    late = send(other, path, f"{path}/follow-up", 409, owner=owner, state="done", outcome="typed by Bob", version="0")
    assert "Somebody else changed this follow-up meanwhile" in late.text
    assert "typed by Bob" in late.text
    unfinished = send(browser, path, f"{path}/follow-up", 422, owner=owner, state="done", outcome=" ")
    assert "Please say what came of it" in unfinished.text
    send(browser, path, f"{path}/follow-up", owner=owner, state="done", outcome="Solved.", due="")
    assert "followed up" in get(browser, f"/comments?{NOVEMBER}&follow_up=done")
    assert "call-1" not in get(browser, path)
    get(browser, path + "?due=nonsense")
    assert "is no day" in send(browser, path, f"{path}/follow-up", 422, owner=owner, state="open", due="soon").text
    assert "too old" in send(browser, path, f"{path}/follow-up", 422, owner=owner, state="open", version="x").text


def test_who_did_not_agree_is_offered_no_follow_up(site, ids):
    browser, path = reader(site), f"/responses/{ids[1]}"
    page = get(browser, path)
    assert "The caller did not agree to be called back." in page
    assert "/follow-up" not in page
    send(browser, path, f"{path}/follow-up", 422, owner="x", state="open", version="0")


def test_what_was_looked_at_and_done_stands_in_the_audit_without_a_number(site, ids):
    browser = reader(site)
    get(browser, f"/comments?{NOVEMBER}&words=2025550143")
    send(browser, "/comments", f"/responses/{ids[0]}/tags", tag="hold time")
    with site.runtime.database.read() as connection:
        rows = connection.execute(select(AuditEvent.action, AuditEvent.subject, AuditEvent.details)).all()
    told = [(row.action, row.subject, row.details) for row in rows]
    assert ("tagged", f"response:{ids[0]}", {"tag": "hold time"}) in told
    assert any(action == "seen" and subject.startswith("/comments?since") for action, subject, _ in told)
    assert not any("2025550143" in str(one) for one in told)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/comments?lowest=5&highest=1", "lies above the highest"),
        ("/comments?lowest=9", "cannot be chosen for lowest"),
        ("/comments?follow_up=never", "cannot be chosen for follow up"),
        ("/comments?score=ease", "cannot be chosen for score"),
        ("/comments?before=7", "begin with the newest"),
        ("/comments?words=" + "x" * 201, "more than 200"),
        ("/comments?since=2026-02-30", "is no day"),
        ("/responses?status=lost", "cannot be chosen for status"),
        ("/responses?before=nothing", "begin with the newest"),
        ("/responses?until=2026-02-30", "is no day"),
    ],
)
def test_what_makes_no_sense_is_said_and_shows_nothing(site, ids, path, said):
    page = get(reader(site), path, 422)
    assert said in page
    assert "blockquote" not in page
    assert "of-responses" not in page


def test_the_table_narrows_down_and_goes_on(site, ids, monkeypatch):
    monkeypatch.setattr("app.comments.listing.PAGE", 3)
    browser = reader(site)
    first = get(browser, f"/responses?{NOVEMBER}&status=complete")
    rows = re.findall(r'<tr id="r-([\w-]+)">', first)
    onward = re.search(r'href="(\?[^"]*before=[^"]*)"', first)[1]
    then = get(browser, f"/responses{onward}")
    rows += re.findall(r'<tr id="r-([\w-]+)">', then)
    assert rows == ids[-2::-1]
    assert "Older responses" not in then
    assert re.findall(r'<tr id="r-([\w-]+)">', get(browser, f"/responses?{NOVEMBER}&score=trust&highest=1")) == ids[:1]
    assert "no responses that fit" in get(browser, f"/responses?{NOVEMBER}&status=declined")
    assert re.findall(r'<tr id="r-([\w-]+)">', get(browser, f"/responses?{NOVEMBER}&follow_up=to_do")) == ids[:1]


def test_words_in_a_comment_run_nowhere(site, ids):
    with site.runtime.database.begin() as connection:
        connection.execute(update(Response).values(comment="<script>alert(1)</script>\"'", tags=['"><b>x']))
    browser = reader(site)
    for path in (f"/comments?{NOVEMBER}", f"/responses/{ids[0]}"):
        told = browser.get(path).text
        assert "<script>alert" not in told
        assert "<b>x" not in told
