"""Alerts, opt-outs, health and the queues as Chromium shows them, and what is done there with a mouse."""

from datetime import timedelta

import pytest
from browser import WIDTHS, overflows, violations, window
from pages_served import served, sign_in
from rq import Queue, SimpleWorker
from rq.serializers import JSONSerializer

from app.score_alerts.found import Found
from app.score_alerts.keeping import keep

FELL = "Trust by automated phone fell from 4.21 (Oct 19 to Nov 15, n = 812) to 3.71 (Nov 16 to Nov 22, n = 203)."
SILENT = (
    "No response since Nov 23, 08:40 EST. In the same hours of the 4 weeks before there were 212 (53.0 a week); that "
    "none comes by chance: p < 0.0001."
)
FAILS = (
    "Sending fails: of 30 sends of the last hour 10 (33%) were refused, failed or not delivered, of 408 in the 7 days "
    "before 8 (2.0%); p < 0.0001."
)


@pytest.fixture
def address(site):
    """Where the pages are served, with three alerts of which one is over, and a job that failed."""
    units = {"demo-likert": (None,), "demo-tapped": (None,)}
    over = Found("sending_fails", "demo-tapped", "", FAILS, {})
    standing = [
        Found("score_fell", "demo-likert", "automated_phone trust", FELL, {}),
        Found("responses_stopped", "demo-tapped", "", SILENT, {}),
    ]
    with site.runtime.database.begin() as connection:
        early = site.moment - timedelta(days=3)
        keep(connection, ["sending_fails"], [over], units, early)
        for hours in (1, 4):
            keep(connection, ["sending_fails"], [], units, early + timedelta(hours=hours))
        keep(connection, ["score_fell", "responses_stopped"], standing, units, site.moment - timedelta(hours=2))
    connection = site.runtime.queues.connection
    queue = Queue("sending", connection=connection, serializer=JSONSerializer)
    queue.enqueue_call("operator.truediv", (1, 0), job_id="failed-1", timeout=-1)
    SimpleWorker([queue], connection=connection, serializer=JSONSerializer).work(burst=True, logging_level="CRITICAL")
    site.person()
    with served(site.app) as address:
        yield address


def look_up(page):
    page.goto("/opt-outs")
    page.get_by_label("Phone number").fill("(202) 555-0142")
    page.get_by_role("button", name="Look up").click()
    page.get_by_role("heading", name="+1202***0142: may be invited").wait_for()


@pytest.mark.parametrize("width", WIDTHS)
def test_the_pages_are_sound_at_each_width(site, address, chromium, width):
    with window(chromium, address, width) as page:
        sign_in(page)
        for path in ("/alerts", "/health", "/opt-outs"):
            page.goto(path)
            assert (path, violations(page), overflows(page)) == (path, {}, False)
        look_up(page)
        assert (violations(page), overflows(page)) == ({}, False)


def test_note_is_taken_an_opt_out_put_down_and_a_job_done_again(site, address, chromium):
    with window(chromium, address) as page:
        sign_in(page)
        page.get_by_role("link", name="2 alerts").click()
        page.get_by_role("button", name="Take note of: Score fell").click()
        assert "Ann took note" in page.locator("main").inner_text()
        look_up(page)
        page.get_by_label("Why no invitations are wanted").fill("asked the agent today")
        page.get_by_role("button", name="Put down").click()
        page.get_by_text("This person gets no more invitations.").wait_for()
        page.goto("/health")
        page.get_by_role("link", name="Queues and jobs, one by one").click()
        row = page.get_by_role("row").filter(has_text="sending")
        row.wait_for()
        page.goto("/health/queues/0/view/jobs/sending/failed/8/asc/1")
        page.get_by_role("link", name="Requeue", exact=True).click()
        page.get_by_text("No jobs.").wait_for()
    assert Queue("sending", connection=site.runtime.queues.connection, serializer=JSONSerializer).count == 1
