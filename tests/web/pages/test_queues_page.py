"""The dashboard of queues: nothing of it is reached but through the guard, and its forms bring the pages' token."""

import re

import pytest
from rq import Queue, SimpleWorker
from rq.serializers import JSONSerializer

from app.access.people import Access
from app.access.roles import Role
from app.web.pages import queues

JOB = "send_due-benefits-1"


@pytest.fixture
def queue(site):
    """A queue with a job that failed and one that waits; its worker imports nothing of ours."""
    connection = site.runtime.queues.connection
    made = Queue("sending", connection=connection, serializer=JSONSerializer)
    made.enqueue_call("operator.truediv", (1, 0), job_id="failed-1", timeout=-1)
    SimpleWorker([made], connection=connection, serializer=JSONSerializer).work(burst=True, logging_level="CRITICAL")
    made.enqueue_call("workers.sending.send_due", ("benefits",), job_id=JOB, timeout=-1)
    return made


@pytest.fixture
def operator(site):
    site.person(access=Access(frozenset({Role.OPERATOR})))
    return site.inside()


def addresses(site):
    """Every address of the dashboard, with the ways in which it may be asked for."""
    rules = queues.dashboard(site.runtime.settings.queue_redis_url).url_map.iter_rules()
    filled = {"instance_number": "0", "queue_name": "sending", "registry_name": "queued", "job_id": JOB, "order": "asc"}
    for rule in rules:
        path = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: filled.get(found[1], "1"), rule.rule)
        yield queues.PREFIX + path, sorted(rule.methods - {"OPTIONS", "HEAD"})


def token(browser):
    browser.get("/health/queues/")
    return browser.client.get_cookie("_csrf_token", path="/health/queues").decoded_value


def post(browser, path, *, with_token=True):
    headers = {"X-CSRFToken": token(browser)} if with_token else {}
    return browser.client.post(f"/health/queues/{path}", headers=headers, buffered=True)


def test_every_address_of_the_dashboard_refuses_whoever_is_not_signed_in(site, queue):
    found = list(addresses(site))
    assert len(found) > 15
    for path, methods in found:
        for method in methods:
            answer = site.app.test_client().open(path, method=method)
            assert answer.status_code == (302 if method == "GET" else 400), path
            assert b"sending" not in answer.data
    assert queue.count == 1


@pytest.mark.parametrize("role", [Role.MANAGER, Role.ANALYST, Role.AGENT])
def test_every_address_of_the_dashboard_refuses_other_roles_even_with_the_token(site, queue, role):
    site.person(access=Access(frozenset({role}), frozenset(), "a-1"))
    browser = site.inside()
    page = browser.get("/account/password").text
    shown = re.search(r'name="csrf_token" value="([^"]*)"', page)[1]
    for path, methods in addresses(site):
        for method in methods:
            answer = browser.client.open(path, method=method, headers={"X-CSRFToken": shown}, buffered=True)
            assert answer.status_code == 403, path
    assert queue.count == 1


def test_none_of_its_routes_is_a_route_of_the_application(site):
    ours = {rule.endpoint for rule in site.app.url_map.iter_rules() if rule.rule.startswith("/health/queues")}
    assert ours == {"pages.queues_front", "pages.queues_inside"}


def test_an_operator_sees_queues_jobs_and_why_one_failed(operator, queue):
    assert "RQ dashboard" in operator.get("/health/queues/").text
    told = {one["name"]: one for one in operator.get("/health/queues/0/data/queues.json").json["queues"]}
    assert (told["sending"]["count"], told["sending"]["failed_job_registry_count"]) == (1, 1)
    job = operator.get("/health/queues/0/data/job/failed-1.json").json
    assert job["status"] == "failed"
    assert "ZeroDivisionError" in job["exc_info"]
    assert operator.get("/health/queues/0/view/job/gone").status_code == 404
    assert operator.get("/health/queues/0/data/jobs/sending/nothing/8/asc/1.json").status_code == 404
    assert operator.get("/health/queues/static/js/jquery-3.5.1.min.js").status_code == 200


def test_the_address_of_the_queues_is_not_shown(site, operator, queue):
    shown = operator.get("/health/queues/").text
    assert "[0] queues</option>" in shown
    assert str(site.runtime.settings.queue_redis_url) not in shown


def test_a_number_in_a_traceback_is_masked(site, operator):
    connection = site.runtime.queues.connection
    made = Queue("sending", connection=connection, serializer=JSONSerializer)
    made.enqueue_call("builtins.int", ("+12025550142",), {"base": 3}, job_id="number-1", timeout=-1)
    SimpleWorker([made], connection=connection, serializer=JSONSerializer).work(burst=True, logging_level="CRITICAL")
    told = operator.get("/health/queues/0/data/job/number-1.json").text
    assert "+1202***0142" in told
    assert "2025550142" not in told


def test_a_change_needs_the_token_and_stands_in_the_audit(site, operator, queue):
    assert post(operator, "queue/sending/queued/empty", with_token=False).status_code == 400
    assert queue.count == 1
    assert post(operator, "queue/sending/queued/empty").json == {"status": "OK"}
    assert queue.count == 0
    assert post(operator, "requeue/sending").json == {"count": 1, "status": "OK"}
    assert queue.count == 1
    site.person("boss@agency.gov")
    told = site.inside("boss@agency.gov").get("/audit").text
    assert "queue/sending/queued/empty" in told


def test_nothing_is_changed_by_get_and_nothing_read_by_post(operator, queue):
    for path in ("requeue/sending", f"job/{JOB}/delete", "queue/sending/queued/empty"):
        assert operator.get(f"/health/queues/{path}").status_code == 405
    assert post(operator, "0/data/queues.json").status_code == 405
    assert queue.count == 1


def test_its_policy_runs_its_own_scripts_alone_and_only_on_its_own_pages(operator, queue):
    page = operator.get("/health/queues/")
    policy = page.headers["Content-Security-Policy"]
    nonce = re.search(r"'nonce-([\w-]+)'", policy)[1]
    assert "'unsafe-inline'" not in policy.partition("script-src")[2].partition(";")[0]
    inline = [tag for tag in re.findall(r"<script[^>]*>", page.text) if "src=" not in tag and "template" not in tag]
    assert inline == [f'<script type="text/javascript" nonce="{nonce}">']
    assert "unsafe" not in operator.get("/health").headers["Content-Security-Policy"]
    assert operator.get("/health/queues/").headers["Content-Security-Policy"] != policy


def test_looking_at_it_puts_off_nobodys_signing_out(site, operator, queue):
    for _ in range(4):
        site.now += 300
        answer = operator.get("/health/queues/0/data/queues.json")
    assert answer.status_code == 302


def test_queues_that_do_not_answer_are_said_to_be_away(operator, valkey):
    operator.get("/health/queues/")
    valkey.stop()
    assert operator.get("/health/queues/0/data/queues.json").status_code == 503
