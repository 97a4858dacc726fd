"""Who comes in at the API, and what those hear who do not."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from api import problem
from sqlalchemy import select

from app.access import tokens
from app.access.scopes import Scope
from app.records.access import ApiToken
from app.web.api.bearer_guard import LARGEST_BODY, bearer_token
from app.web.api.doors import Door

NOW = datetime(2026, 11, 23, 10, 20, 30, tzinfo=UTC)


def test_every_door_of_the_api_stands_behind_the_bearer_guard(sqlite_api):
    guards = sqlite_api.app.extensions["aftercall_guards"]
    doors = {name: blueprint for name, blueprint in sqlite_api.app.blueprints.items() if isinstance(blueprint, Door)}
    assert doors
    for name, door in doors.items():
        assert guards[name] is bearer_token
        for rule in sqlite_api.app.url_map.iter_rules():
            owner, _, view = rule.endpoint.rpartition(".")
            assert owner != name or door.operations[view].scope in Scope
    under_api = {rule.endpoint.split(".")[0] for rule in sqlite_api.app.url_map.iter_rules() if "/api/" in rule.rule}
    assert under_api == {*doors, "api_openapi"}


@pytest.mark.parametrize(
    "shown",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "Basic YTpi",
        "Bearer nonsense",
        "Bearer aftercall_" + "A" * 43,
        "Bearer aftercall_" + "A" * 10_000,
        "Bearer aftercall_" + "é" * 43,
    ],
)
def test_without_a_token_of_ours_nobody_comes_in(sqlite_api, shown):
    headers = {} if shown is None else {"Authorization": shown}
    for method, path in [("GET", "/exports"), ("POST", "/exports"), ("PUT", "/clearances/1234-5678")]:
        answer = sqlite_api.app.test_client().open(f"/api/v1{path}", method=method, headers=headers)
        problem(answer, 401, "unauthenticated")
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_revoked_token_opens_nothing(api):
    token = api.new_token(Scope.EXPORTS_READ, name="short-lived")
    assert api("GET", "/exports", token).status_code == 200
    tokens.revoke(api.runtime.database, "short-lived", NOW)
    problem(api("GET", "/exports", token), 401, "unauthenticated")


def test_a_missing_scope_is_named(sqlite_api):
    answer = sqlite_api("GET", "/exports", sqlite_api.new_token(Scope.CONTACTS_WRITE))
    assert "exports:read" in problem(answer, 403, "missing-scope")["detail"]
    assert 'scope="exports:read"' in answer.headers["WWW-Authenticate"]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_a_body_over_two_mebibytes_is_refused(sqlite_api, method):
    path = {"POST": "/exports", "PUT": "/clearances/1234-5678", "DELETE": "/exports/x"}[method]
    answer = sqlite_api(method, path, data=b" " * (LARGEST_BODY + 1), content_type="application/json")
    problem(answer, 413, "too-large")


def test_a_body_of_unknown_length_is_refused(sqlite_api):
    problem(sqlite_api("POST", "/exports", headers={"Transfer-Encoding": "chunked"}), 413, "too-large")


@pytest.mark.parametrize("path", ["/nothing", "/exports/a/b/c", "/", "/api/v1"])
def test_an_unknown_path_is_a_problem_too(sqlite_api, path):
    problem(sqlite_api("GET", path), 404)


@pytest.mark.parametrize("path", ["/exports/%00", "/clearances/a%00b", "/exports/%ff%fe/file", "/reports/%F0%9F%98%80"])
def test_a_path_of_odd_characters_leads_nowhere(api, path):
    problem(api("GET", path), 404, "not-found")


def test_a_wrong_method_names_the_right_ones(sqlite_api):
    answer = sqlite_api("PATCH", "/exports")
    problem(answer, 405)
    assert {"GET", "POST"} <= set(answer.headers["Allow"].split(", "))


def test_pages_beside_the_api_keep_their_own_errors(sqlite_api):
    answer = sqlite_api.app.test_client().get("/nothing")
    assert answer.status_code == 404
    assert answer.mimetype == "text/html"


def test_the_last_use_of_a_token_is_written_once_an_hour(database):
    with time_machine.travel(NOW, tick=False):
        token = tokens.create(database, "one", [Scope.EXPORTS_READ], NOW)

    def used(now):
        assert tokens.bearer(database, token, now).scopes == {"exports:read"}
        with database.read() as connection:
            return connection.execute(select(ApiToken.last_used_at)).scalar_one()

    hour = NOW.replace(minute=0, second=0)
    assert used(NOW) == hour
    assert used(NOW + timedelta(minutes=39)) == hour
    assert used(NOW + timedelta(minutes=40)) == hour + timedelta(hours=1)
    assert used(NOW) == hour + timedelta(hours=1)


def test_a_token_is_in_no_log_line(sqlite_api, capsys):
    for path in ("/exports", "/nothing", "/exports/unknown"):
        sqlite_api("GET", path)
    sqlite_api("POST", "/exports", data="{", content_type="application/json")
    said = capsys.readouterr()
    assert "aftercall_" not in said.err + said.out


def test_a_database_that_is_away_is_a_problem_to_try_again(sqlite_api, tmp_path):
    sqlite_api.runtime.database.close()
    (tmp_path / "aftercall.db").rename(tmp_path / "elsewhere.db")
    (tmp_path / "aftercall.db").mkdir()
    answer = sqlite_api("GET", "/exports")
    problem(answer, 503, "away")
    assert answer.headers["Retry-After"] == "5"


def test_answers_are_kept_by_nobody_on_the_way(sqlite_api):
    for answer in (sqlite_api("GET", "/exports"), sqlite_api("GET", "/exports/unknown")):
        assert answer.headers["Cache-Control"] == "no-store"
