"""Responses as the API tells them, change by change."""

import io
import json
from zoneinfo import ZoneInfo

import pytest
from api import problem
from entry_examples import Conversation
from many_responses import store_responses
from sqlalchemy import update

from app.access.scopes import Scope
from app.records.entries import write_entries
from app.records.responses import Response
from app.records.upserts import number_changes
from app.reporting.export import export
from app.reporting.formats.writing import Asked
from app.reporting.selection import Selection


def get(api, **query):
    answer = api("GET", "/responses", query_string=query)
    assert answer.status_code == 200, answer.text
    return answer.json


def change(api, number, **values):
    """Change a response, as people do while they read."""
    with api.runtime.database.begin() as connection:
        this = update(Response).where(Response.response_id == Conversation(number).response_id)
        connection.execute(this.values(change_seq=None, **values))
        number_changes(connection)


def ids(page):
    return [item["response_id"] for item in page["items"]]


def numbers(page, among=range(1, 20)):
    """The conversations that a page tells of, by number."""
    known = {Conversation(number).response_id: number for number in among}
    return [known[response_id] for response_id in ids(page)]


def test_every_response_is_told_once_page_by_page_as_in_jsonl(api):
    store_responses(api.runtime.database, 5)
    whole = io.BytesIO()
    export(api.runtime.database, "jsonl", Asked(Selection(ZoneInfo("America/New_York"))), whole)
    pages, after = [], 0
    while not pages or pages[-1]["more"]:
        pages.append(get(api, changed_since=after, limit=2))
        after = pages[-1]["next"]
    told = [item for page in pages for item in page["items"]]
    assert told == [json.loads(line) for line in whole.getvalue().splitlines()]
    assert [item["change_seq"] for item in told] == sorted(item["change_seq"] for item in told)
    assert all(item["answers"] for item in told)
    assert get(api, changed_since=after) == {"items": [], "deleted": [], "next": after, "more": False}


def test_a_response_that_changes_comes_again_and_a_deleted_one_is_named(api):
    store_responses(api.runtime.database, 4)
    after = get(api)["next"]
    change(api, 3, flagged=True)
    change(api, 1, tags=["seen"])
    change(api, 2, deleted=True)
    page = get(api, changed_since=after)
    assert numbers(page) == [3, 1]
    assert page["items"][1]["tags"] == ["seen"]
    assert page["deleted"] == [Conversation(2).response_id]
    assert page["next"] == after + 3
    assert get(api, changed_since=page["next"])["next"] == page["next"]


def test_a_number_that_no_change_has_yet_is_refused_since_changes_would_be_missed(api):
    store_responses(api.runtime.database, 2)
    after = get(api)["next"]
    told = problem(api("GET", "/responses", query_string={"changed_since": after + 1}), 422, "invalid")
    assert told["detail"] == f"changed_since, {after + 1}, is above the newest change, {after}: begin again without it"


def test_filters_choose_and_the_cursor_passes_what_they_leave_out(api):
    store_responses(api.runtime.database, 3)
    with api.runtime.database.begin() as connection:
        write_entries(connection, [Conversation(7, line="other").entries()[-1]])
    other = get(api, line="other", limit=10)
    assert numbers(other) == [7]
    assert other["next"] == get(api)["next"]
    assert numbers(get(api, since="2026-09-22")) == []
    assert len(ids(get(api, quarter="2026-Q4", status="complete", channel="automated_phone"))) == 4


def test_many_responses_in_one_page_keep_the_order_of_their_changes(sqlite_api):
    store_responses(sqlite_api.runtime.database, 450)
    change(sqlite_api, 7, tags=["again"])
    page = get(sqlite_api, limit=1000)
    told = numbers(page, range(1, 451))
    assert (sorted(told), told[-1]) == (list(range(1, 451)), 7)
    changes = [item["change_seq"] for item in page["items"]]
    assert changes == sorted(changes)


def test_contact_and_exact_times_need_a_scope_of_their_own(sqlite_api):
    store_responses(sqlite_api.runtime.database, 1)
    assert "contact_id" not in get(sqlite_api)["items"][0]
    problem(sqlite_api("GET", "/responses?identifying=true"), 403, "missing-scope")
    sqlite_api.token = sqlite_api.new_token(Scope.RESPONSES_READ, Scope.EXPORTS_IDENTIFYING)
    assert "contact_id" in get(sqlite_api, identifying="true")["items"][0]


@pytest.mark.parametrize(
    "query", ["limit=1001", "changed_since=-1", "changed_since=x", "changed_since=99999999999999999999", "colour=red"]
)
def test_a_wrong_question_is_told(sqlite_api, query):
    told = problem(sqlite_api("GET", f"/responses?{query}"), 422, "invalid")
    assert [error["parameter"] for error in told["errors"]] == [query.partition("=")[0]]
