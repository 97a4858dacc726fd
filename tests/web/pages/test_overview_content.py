"""What stands on the overview: cards, tables, hidden figures, spend, notes, and what to do where there is nothing."""

import html
import re
from datetime import date, timedelta

import pytest
from overview_examples import FIRST_DAY, LINES, NORTH, author, declined, draft, lines_file, put, response, store
from overview_examples import two_quarters as responses_of_two_quarters
from site_pages import Site
from sqlalchemy import insert

from app.access.people import Access
from app.access.roles import Role
from app.records.contacts import Contact, Invitation
from app.records.days import mark
from app.records.outreach import Send


@pytest.fixture
def lined(tmp_path, database_url, valkey):
    """The pages with two lines of two units."""
    opened = Site(tmp_path, database_url, valkey.url, LINES_FILE=lines_file(tmp_path))
    yield opened
    opened.close()


def told(site, query="", units=None):
    """The words of the page, tags left out."""
    role = Role.ADMINISTRATOR if units is None else Role.MANAGER
    site.person(access=Access(frozenset({role}), units))
    answer = site.inside().get(f"/overview?{query}")
    assert answer.status_code == 200
    return words(answer.text)


def words(page):
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page)).split())


def send_text(database, number, price):
    """An invitation by text, of two segments, with its price; None where it is not known."""
    about = {"line_id": "benefits", "created_at": FIRST_DAY}
    contact = {"id": f"c-{number}", "reported_by": "center", "decision": "ask", "organizational_unit": "North"}
    invitation = {"id": f"i-{number}", "contact_id": f"c-{number}", "kind": "text", "door": "text"}
    send = {"invitation_id": f"i-{number}", "attempt": 1, "action": "invite", "door": "text", "sender": "benefits"}
    send |= {"line_id": "benefits", "state": "delivered", "segments": 2, "price": price}
    with database.begin() as connection:
        connection.execute(insert(Contact).values(**about, **contact))
        connection.execute(insert(Invitation).values(**about, **invitation))
        connection.execute(insert(Send).values(claimed_at=FIRST_DAY, updated_at=FIRST_DAY, **send))


def test_cards_come_first_then_the_tables_with_every_n(lined):
    store(lined.runtime.database, responses_of_two_quarters())
    page = told(lined)
    cards, _, tables = page.partition("the figures")
    assert "Benefits Help Line benefits Satisfaction Automated phone 4.11 of 5 n = 135, 3.90 to 4.32" in cards
    assert "Up by 0.76 points: a real change" in cards
    assert "83.3% 135 respondents of 162 offered Unchanged" in cards
    assert "Completes 270 so far 460 in the whole period before" in cards
    assert "Up by 0.76 points against the period before: a real change (230 answers before, 135 now)." in tables
    assert "4.12 (3.97 to 4.26) at a fixed mix of automated phone 50.0%, text messages 50.0%, n = 270" in tables
    assert "Share of 4 and 5 77.0% (69.3% to 83.3%)" in tables
    assert "Week of Oct 5, 2026" in tables


def test_a_period_that_is_over_is_not_called_so_far(lined):
    store(lined.runtime.database, responses_of_two_quarters())
    page = told(lined, "quarter=2026-Q4&line=claims")
    assert "so far" not in page
    assert "Completes 230 0 in the period before" in page
    assert "Nothing to compare with: the period before has no answers." in page


def test_scores_of_few_are_hidden_in_words_and_their_n_is_not(lined):
    store(lined.runtime.database, [response(n, FIRST_DAY, satisfaction=1, trust=None) for n in range(4)])
    page = told(lined, "since=2026-10-01&until=2026-10-02")
    assert "Satisfaction fewer than 5 answers (n = 4)" in page
    assert "Thu, Oct 1, 2026 4 n = 4: fewer than 5 answers" in page
    assert "1.00" not in page
    assert "Trust no answers" in page


def test_imports_say_why_they_have_no_rate(lined):
    about = {"entry": "imported", "channel": "website", "line_id": None, "offered_at": None}
    store(lined.runtime.database, [response(n, FIRST_DAY, **about) for n in range(6)])
    page = told(lined)
    assert "Imported, of no line Satisfaction 4.00 of 5 n = 6" in page
    assert "No rate: how many were offered the survey is not known." in page
    assert "Offered not known" in page


def test_thumbs_stand_where_trust_was_asked_so(lined):
    rows = [response(n, FIRST_DAY, trust=int(n < 8), trust_scale="thumbs") for n in range(10)]
    store(lined.runtime.database, rows)
    page = told(lined)
    assert "Trust 80.0% thumbs up n = 10" in page
    assert "Trust by thumbs Thumbs up 80.0% (49.0% to 94.3%)" in page


def test_spend_is_told_with_what_has_no_price(lined):
    for number, price in enumerate([0.02, 0.02, None]):
        send_text(lined.runtime.database, number, price)
    store(lined.runtime.database, [response(n, FIRST_DAY) for n in range(6)])
    page = told(lined)
    assert "Text delivered 3 6 0 $0.04 1 Together 3 6 0 $0.04 1" in page
    assert "of 3 sends, 1 have no known price" in page
    lined.person("north@agency.gov", Access(frozenset({Role.MANAGER}), NORTH))
    filtered = lined.inside("north@agency.gov").get("/overview?language=en").text
    assert "only a part of the line is shown to you here" in filtered


def test_what_is_not_counted_yet_is_said(lined):
    store(lined.runtime.database, [response(n, FIRST_DAY) for n in range(6)])
    with lined.runtime.database.begin() as connection:
        mark(connection, [("benefits", FIRST_DAY)])
    assert "The newest changes are still being counted." in told(lined)


def test_notes_stand_in_the_trend_and_below_it_for_those_who_may_see_them(lined):
    database = lined.runtime.database
    store(database, [*(response(n, FIRST_DAY) for n in range(6)), declined(7, FIRST_DAY + timedelta(days=1))])
    ann = author(database)
    put(database, LINES, ann, draft("<b>Down</b> all day.", first_day=date(2026, 10, 5)))
    put(database, LINES, ann, draft("Of the South.", unit="South", first_day=date(2026, 10, 5)))
    page = told(lined, "since=2026-10-01&until=2026-10-31", NORTH)
    assert "Mon, Oct 5, 2026 Outage 0" in page
    assert "Outage , Oct 5, 2026: <b>Down</b> all day. All lines. By Noor Lee. Put a note on the trend" in page
    assert "Of the South" not in page


def test_where_there_is_nothing_it_says_what_to_do_and_what_happened(lined):
    put(lined.runtime.database, LINES, author(lined.runtime.database), draft("Closed for good."))
    page = told(lined, "queue=none")
    assert "There are no responses that fit Show these days without the filters." in page
    assert "aftercall simulate call" in page
    assert "Notes on these days Outage , Nov 3, 2026: Closed for good." in page


def test_a_line_without_responses_is_named(lined):
    store(lined.runtime.database, [response(n, FIRST_DAY) for n in range(6)])
    assert "No responses in this period Claims Line claims" in told(lined)
