"""Files of responses, ordered and fetched through the API."""

import hashlib
import io
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from api import Api, problem
from many_responses import store_responses
from rq import Queue
from rq.serializers import JSONSerializer
from servers import free_port

from app.access.scopes import Scope
from app.queues import EXPORTING, MAKE_FILE
from app.reporting.export import FORMATS, export
from app.reporting.fiscal import FiscalQuarter
from app.reporting.formats.writing import Asked
from app.reporting.orders import taking
from app.reporting.orders.making import make
from app.reporting.selection import Selection

NEW_YORK = ZoneInfo("America/New_York")


def never():
    return False


def made(api, **order):
    """The file object of an order that is made."""
    ordered = api.order(**order)
    make(api.runtime, ordered["id"], never)
    return api("GET", ordered["links"]["self"]).json


def later(api, hours, monkeypatch):
    """Let the clock of the API show a later hour."""
    runtime = api.runtime
    shown = runtime.clock() + timedelta(hours=hours).total_seconds()
    monkeypatch.setattr(type(runtime), "clock", property(lambda _: lambda: shown), raising=False)


def test_an_order_is_answered_at_once_and_a_worker_is_woken(api, redis_client):
    ordered = api.order(format="csv", survey="a11-likert", quarter="2026-Q1")
    assert ordered["state"] == "queued"
    assert ordered["order"] == {
        "format": "csv", "survey": "a11-likert", "quarter": "2026-Q1", "zone": "America/New_York",
    }  # fmt: skip
    assert ordered["written"] == 0
    assert ordered["links"] == {"self": f"/api/v1/exports/{ordered['id']}", "file": None}
    assert ordered["name"].startswith("csv-a11-likert-2026-Q1-")
    queue = Queue(EXPORTING, connection=api.runtime.queues.connection, serializer=JSONSerializer)
    assert [(job.func_name, job.args) for job in queue.jobs] == [(MAKE_FILE, [ordered["id"]])]


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_can_be_ordered_and_has_a_name_to_be_kept_under(sqlite_api, form):
    store_responses(sqlite_api.runtime.database, 1)
    file = made(sqlite_api, format=form, quarter="2026-Q4")
    assert (file["state"], file["error"]) == ("done", None)
    fetched = sqlite_api("GET", file["links"]["file"])
    assert (fetched.status_code, len(fetched.data)) == (200, file["size_bytes"])
    assert fetched.mimetype != "application/octet-stream"


@pytest.mark.parametrize("form", ["csv", "jsonl", "touchpoints-v2"])
def test_the_file_holds_the_very_bytes_of_an_export(sqlite_api, form):
    store_responses(sqlite_api.runtime.database, 3)
    whole = io.BytesIO()
    selection = Selection(NEW_YORK, survey="a11-likert")
    asked = Asked(selection)
    export(sqlite_api.runtime.database, form, asked, whole)
    file = made(sqlite_api, format=form, survey="a11-likert")
    assert (file["state"], file["written"], file["error"]) == ("done", 3, None)
    assert file["size_bytes"] == len(whole.getvalue())
    fetched = sqlite_api("GET", file["links"]["file"])
    assert fetched.data == whole.getvalue()
    sha256 = hashlib.sha256(whole.getvalue()).hexdigest()
    assert file["sha256"] == sha256
    assert fetched.headers["ETag"] == f'"{sha256}"'
    assert fetched.content_type in {"text/csv; charset=utf-8", "application/x-ndjson"}
    assert fetched.headers["Content-Disposition"] == f"attachment; filename={file['name']}"


def test_a_file_is_made_and_fetched_on_either_database(api):
    store_responses(api.runtime.database, 3)
    file = made(api, format="jsonl", since="2026-09-01", until="2026-09-30", walk_ins=True, include_test=True)
    assert (file["state"], file["written"], file["expected"]) == ("done", 3, 3)
    assert api("GET", file["links"]["file"]).data.count(b"\n") == 3


def test_a_file_can_be_fetched_in_parts_and_not_twice(sqlite_api):
    store_responses(sqlite_api.runtime.database, 1)
    link = made(sqlite_api, format="csv")["links"]["file"]
    whole = sqlite_api("GET", link)
    part = sqlite_api("GET", link, headers={"Range": "bytes=10-19"})
    assert (part.status_code, part.data) == (206, whole.data[10:20])
    again = sqlite_api("GET", link, headers={"If-None-Match": whole.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    beyond = sqlite_api("GET", link, headers={"Range": f"bytes={len(whole.data)}-"})
    problem(beyond, 416)
    assert beyond.headers["Content-Range"] == f"bytes */{len(whole.data)}"
    problem(sqlite_api("GET", link, headers={"If-Match": '"another"'}), 412)


def test_local_days_and_the_fiscal_quarter_choose_as_in_the_command(sqlite_api):
    store_responses(sqlite_api.runtime.database, 2)
    quarter = str(FiscalQuarter.parse("2026-Q4"))
    assert made(sqlite_api, format="csv", quarter=quarter)["written"] == 2
    assert made(sqlite_api, format="csv", quarter="2026-Q3")["written"] == 0
    assert made(sqlite_api, format="csv", until="2026-09-21", zone="Pacific/Honolulu")["written"] == 2
    assert made(sqlite_api, format="csv", since="2026-09-22")["written"] == 0


@pytest.mark.parametrize(
    ("order", "pointers"),
    [
        ({}, {"/format"}),
        ({"format": "docx"}, {"/format"}),
        ({"format": "csv", "a/b~c": 1}, {"/a~1b~0c"}),
        ({"format": "csv", "walk_ins": "yes", "line": 5}, {"/walk_ins", "/line"}),
        ({"format": "csv", "since": 1767225600}, {"/since"}),
        ({"format": "csv", "since": "2026-02-30"}, {"/since"}),
        ({"format": "csv", "channel": "telepathy", "status": "done"}, {"/channel", "/status"}),
        ({"format": "csv", "quarter": "2026-Q5"}, {"/quarter"}),
        ({"format": "csv", "quarter": "2026-Q1", "until": "2026-01-01"}, {""}),
        ({"format": "csv", "since": "2026-02-01", "until": "2026-01-01"}, {""}),
        ({"format": "csv", "zone": "Mars/Olympus"}, {"/zone"}),
        ({"format": "csv", "service": "a\x00b"}, {"/service"}),
        ([], {""}),
        ("csv", {""}),
    ],
)
def test_each_wrong_field_of_an_order_is_pointed_at(sqlite_api, order, pointers):
    told = problem(sqlite_api("POST", "/exports", json=order), 422, "invalid")
    assert {error["pointer"] for error in told["errors"]} == pointers
    assert sqlite_api("GET", "/exports").json == {"items": []}


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"{'format': 'csv'}", b"[" * 100_000, b'{"format": "csv"} x'])
def test_garbage_is_no_json(sqlite_api, body):
    problem(sqlite_api("POST", "/exports", data=body, content_type="application/json"), 400, "not-json")


def test_a_form_is_no_json(sqlite_api):
    problem(sqlite_api("POST", "/exports", data={"format": "csv"}), 415, "wrong-media-type")


def test_what_identifies_people_needs_a_scope_of_its_own(sqlite_api):
    store_responses(sqlite_api.runtime.database, 1)
    order = {"format": "csv", "identifying": True}
    told = problem(sqlite_api("POST", "/exports", json=order), 403, "missing-scope")
    assert "exports:identifying" in told["detail"]
    sqlite_api.token = sqlite_api.new_token(Scope.EXPORTS_READ, Scope.EXPORTS_IDENTIFYING)
    file = made(sqlite_api, **order)
    assert b"contact_id" in sqlite_api("GET", file["links"]["file"]).data


def test_the_same_key_gives_the_same_file(api):
    first = api.order(headers={"Idempotency-Key": "monday"}, format="csv")
    make(api.runtime, first["id"], never)
    again = api.order(headers={"Idempotency-Key": "monday"}, format="csv")
    assert (again["id"], again["state"]) == (first["id"], "done")
    assert api.order(headers={"Idempotency-Key": "tuesday"}, format="csv")["id"] != first["id"]
    assert api.order(format="csv")["id"] != api.order(format="csv")["id"]
    other = api("POST", "/exports", headers={"Idempotency-Key": "monday"}, json={"format": "jsonl"})
    problem(other, 422, "other-order")
    problem(api("POST", "/exports", headers={"Idempotency-Key": "k" * 201}, json={"format": "csv"}), 422, "invalid")


def test_files_belong_to_the_token_that_ordered_them(sqlite_api):
    first, second = (sqlite_api.order(format="csv") for _ in range(2))
    assert {file["id"] for file in sqlite_api("GET", "/exports").json["items"]} == {first["id"], second["id"]}
    assert len(sqlite_api("GET", "/exports?limit=1").json["items"]) == 1
    stranger = sqlite_api.new_token(Scope.EXPORTS_READ)
    assert sqlite_api("GET", "/exports", stranger).json == {"items": []}
    for method, path in [("GET", first["id"]), ("DELETE", first["id"]), ("GET", f"{first['id']}/file")]:
        problem(sqlite_api(method, f"/exports/{path}", stranger), 404, "not-found")
    assert sqlite_api("GET", f"/exports/{first['id']}").json["state"] == "queued"


@pytest.mark.parametrize("query", ["limit=0", "limit=x", "limit=201", "limit=1&limit=2", "offset=1"])
def test_a_wrong_parameter_is_named(sqlite_api, query):
    told = problem(sqlite_api("GET", f"/exports?{query}"), 422, "invalid")
    assert [error["parameter"] for error in told["errors"]] == [query.partition("=")[0]]


def test_a_file_that_is_not_done_cannot_be_fetched_yet(sqlite_api):
    ordered = sqlite_api.order(format="csv")
    problem(sqlite_api("GET", f"{ordered['links']['self']}/file"), 409, "not-finished")


def test_a_cancelled_order_is_not_made(api):
    ordered = api.order(format="csv")
    cancelled = api("DELETE", ordered["links"]["self"])
    assert (cancelled.status_code, cancelled.json["state"]) == (200, "cancelled")
    make(api.runtime, ordered["id"], never)
    assert api("DELETE", ordered["links"]["self"]).json["state"] == "cancelled"
    problem(api("GET", f"{ordered['links']['self']}/file"), 409, "not-finished")


def test_a_finished_file_is_removed_at_once_when_it_is_deleted(api):
    file = made(api, format="csv")
    assert api("DELETE", file["links"]["self"]).json["state"] == "expired"
    assert list(taking.folder(api.runtime).iterdir()) == []
    problem(api("GET", file["links"]["file"]), 410, "expired")


def test_an_expired_file_is_gone_even_before_it_is_swept(sqlite_api, monkeypatch):
    file = made(sqlite_api, format="csv")
    later(sqlite_api, 25, monkeypatch)
    told = sqlite_api("GET", file["links"]["self"]).json
    assert (told["state"], told["links"]["file"]) == ("expired", None)
    problem(sqlite_api("GET", file["links"]["file"]), 410, "expired")


def test_a_file_that_web_and_worker_do_not_share_is_a_fault(sqlite_api):
    file = made(sqlite_api, format="csv")
    taking.place(sqlite_api.runtime, file["id"]).unlink()
    problem(sqlite_api("GET", file["links"]["file"]), 500, "fault")


def test_an_order_is_taken_while_the_queue_is_away(tmp_path, sqlite_url, valkey):
    api = Api(tmp_path, sqlite_url, valkey.url, QUEUE_REDIS_URL=f"redis://127.0.0.1:{free_port()}/0")
    try:
        assert api.order(format="csv")["state"] == "queued"
    finally:
        api.close()
