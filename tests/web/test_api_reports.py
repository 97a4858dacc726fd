"""The submission of a quarter through the API."""

import io
import zipfile

import pytest
from api import problem
from many_responses import store_responses

from app.access.scopes import Scope
from app.reporting.orders import taking
from app.reporting.orders.making import make

QUARTER = "/reports/quarter?fy=2026&q=4"


def test_a_quarter_is_ordered_made_and_fetched(api):
    store_responses(api.runtime.database, 3)
    first = api("GET", QUARTER)
    assert (first.status_code, first.json["state"], first.json["format"]) == (202, "queued", "quarter")
    assert api("GET", QUARTER).json["id"] == first.json["id"]
    make(api.runtime, first.json["id"], lambda: False)
    done = api("GET", QUARTER)
    assert (done.status_code, done.json["id"], done.json["error"]) == (200, first.json["id"], None)
    fetched = api("GET", done.json["links"]["file"])
    assert fetched.mimetype == "application/zip"
    with zipfile.ZipFile(io.BytesIO(fetched.data)) as archive:
        assert archive.testzip() is None
        assert {"MANIFEST.json", "self-check.json", "self-check.md"} <= set(archive.namelist())
    assert {path.name for path in taking.folder(api.runtime).iterdir()} == {first.json["id"]}


def test_another_question_is_another_file_and_a_removed_one_is_made_anew(sqlite_api):
    first = sqlite_api("GET", QUARTER).json
    assert sqlite_api("GET", f"{QUARTER}&service=Benefits").json["id"] != first["id"]
    assert sqlite_api("DELETE", first["links"]["self"]).json["state"] == "cancelled"
    assert sqlite_api("GET", QUARTER).json["id"] != first["id"]


def test_submissions_and_files_of_responses_are_found_each_in_its_own_place(sqlite_api):
    report = sqlite_api("GET", QUARTER).json["id"]
    export = sqlite_api.order(format="csv")["id"]
    problem(sqlite_api("GET", f"/exports/{report}"), 404, "not-found")
    problem(sqlite_api("DELETE", f"/reports/{export}"), 404, "not-found")
    assert sqlite_api("GET", f"/exports/{export}").json["state"] == "queued"
    assert [file["id"] for file in sqlite_api("GET", "/exports").json["items"]] == [export]
    token = sqlite_api.new_token(Scope.EXPORTS_READ)
    problem(sqlite_api("GET", QUARTER, token), 403, "missing-scope")
    problem(
        sqlite_api("POST", "/exports", token, json={"format": "quarter", "quarter": "2026-Q1"}), 403, "missing-scope"
    )
    ordered = sqlite_api.order(format="quarter", quarter="2026-Q1")
    assert sqlite_api("GET", ordered["links"]["self"]).json["format"] == "quarter"


@pytest.mark.parametrize(
    "query", ["", "fy=2026", "fy=2026&q=5", "fy=20266&q=1", "fy=2026&q=1&zone=Mars", "fy=2026&q=1&x=1"]
)
def test_a_question_that_names_no_quarter_is_told(sqlite_api, query):
    problem(sqlite_api("GET", f"/reports/quarter?{query}"), 422, "invalid")
