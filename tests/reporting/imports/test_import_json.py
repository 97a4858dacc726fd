"""Importing pages of responses from the read API."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from import_examples import FILES, Heard, answers, bring_in, only, responses, told_of_form

from app.errors import BadInput
from app.reporting.imports.json_values import json_values

PAGE = FILES / "page-a11-v2.json"
THUMBS = told_of_form("a11_v2")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "page.json"


def submission(number, **attributes):
    usual = {"created_at": "2026-01-01T00:00:00.000Z", "answer_01": "5", "language": "en", "tags": []}
    return {"id": str(number), "type": "submissions", "attributes": usual | attributes}


def page(path, *resources):
    path.write_text(json.dumps({"data": resources}))
    return path


def test_a_page_of_thumbs_becomes_responses(database):
    assert bring_in(database, PAGE, said=THUMBS) == (2, 0, 0)
    first, second = responses(database)
    assert (first.source_id, first.instrument, first.trust_scale, first.trust) == ("101", "a11-tapped", "thumbs", 1)
    assert (first.channel, first.language, first.location_code) == ("website", "en", "DC")
    assert (first.created_at, first.started_at) == (datetime(2026, 1, 1, 0, 0, 0, 250_000, UTC), None)
    assert (first.positive_ease, first.positive_humanity, first.negative_ease) == (1, 0, None)
    assert (first.tags, first.archived, second.flagged) == (["praise"], True, True)
    assert len(first.label_order["offered"]) == 14
    assert answers(database, "101")["went_well"] == "ease,employee"
    assert bring_in(database, PAGE, said=THUMBS) == (0, 0, 2)


def test_nothing_that_tells_who_answered_is_stored(sqlite_database):
    bring_in(sqlite_database, PAGE, said=THUMBS)
    stored = repr([tuple(row) for row in responses(sqlite_database)])
    for secret in ("203.0.113", "Mozilla", "example.gov", "7bfdc460"):
        assert secret not in stored


def test_a_form_of_one_item_each_becomes_scores(database, path):
    fields = {f"answer_{number:02}": str(5 - number % 5) for number in range(1, 8)}
    page(path, submission(1, **fields, answer_08="First", answer_09="Second"), submission(2, answer_02="4"))
    assert bring_in(database, path, said=told_of_form("a11")) == (2, 0, 0)
    first, second = responses(database)
    assert first.instrument == "a11-likert"
    assert (first.satisfaction, first.trust, first.effectiveness, first.employee) == (4, 3, 2, 3)
    assert (first.humanity, first.positive_ease, first.comment, first.status) == (
        None,
        None,
        "First\n\nSecond",
        "complete",
    )
    assert (second.satisfaction, second.trust, second.status, second.comment) == (5, 4, "broken_off", None)
    assert answers(database, "2")["ease"] == "no_input"


def test_trust_on_five_points_leads_to_the_list(database, path):
    page(path, submission(1, answer_01="4", answer_02="ease"), submission(2, answer_01="3", answer_03=""))
    bring_in(database, path, said=told_of_form("a11_v2_radio", channel="mobile_app"))
    assert [(row.trust, row.channel) for row in responses(database)] == [(4, "mobile_app"), (3, "mobile_app")]
    assert answers(database, "2")["went_wrong"] == "0"


def test_what_a_form_does_not_offer_is_null(sqlite_database, path):
    said = told_of_form("a11_v2_radio", offered=("effectiveness", "ease"))
    page(path, submission(1, answer_02="ease"))
    bring_in(sqlite_database, path, said=said)
    row = only(sqlite_database)
    assert (row.positive_ease, row.positive_effectiveness, row.positive_other) == (1, 0, None)
    assert row.label_order == {
        "offered": ["positive_effectiveness", "positive_ease", "negative_effectiveness", "negative_ease"]
    }


def test_an_option_of_the_command_wins_for_the_language_and_fills_the_place(sqlite_database, path):
    page(path, submission(1, location_code="DC"), submission(2, location_code=""))
    said = told_of_form("a11_v2_radio", about={"language": "es", "location_code": "NY"})
    bring_in(sqlite_database, path, said=said)
    assert [(row.language, row.location_code) for row in responses(sqlite_database)] == [("es", "DC"), ("es", "NY")]


@pytest.mark.parametrize(
    ("attributes", "field", "told"),
    [
        ({"answer_01": "9"}, "answer_01", "'9' is not 1 to 5"),
        ({"answer_01": 5}, "answer_01", "is no text"),
        ({"answer_02": "ease,speed"}, "answer_02", "holds 'speed', not offered: effectiveness, ease"),
        ({"created_at": None}, "created_at", "is missing"),
        ({"created_at": "2026-01-01"}, "created_at", "is no time"),
        ({"flagged": "no"}, "flagged", "is not true or false"),
        ({"tags": [1]}, "tags", "is no list of texts"),
        ({"answer_04": "a\x00"}, "answer_04", "NUL"),
        ({"answer_04": "a\ud800"}, "answer_04", "half a character"),
    ],
)
def test_a_bad_field_is_named(sqlite_database, path, attributes, field, told):
    heard = Heard()
    bring_in(sqlite_database, page(path, submission(7, **attributes)), said=told_of_form("a11_v2_radio"), heard=heard)
    assert [cell.column for cell in heard.bad] == [field]
    assert told in str(heard.bad[0])
    assert responses(sqlite_database) == []


def test_an_answer_to_an_item_that_is_not_asked_is_named(sqlite_database, path):
    heard = Heard()
    said = told_of_form("a11", offered=("satisfaction", "trust", "ease"))
    bring_in(sqlite_database, page(path, submission(1, answer_02="4", answer_07="5")), said=said, heard=heard)
    assert [str(cell) for cell in heard.bad] == [
        f"{path}:1: answer_07: '5' is an answer to employee, which the form is said not to ask (response 1)"
    ]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ('{"data": 1}', r"json:1: is no page of the API"),
        ('\n\n{"errors": []}', r"json:3: is no page of the API"),
        ('{"data": [{"type": "submissions"}]}', r"json:1: data\[0\] has no attributes"),
        ('{"data": [{"type": "cx_responses", "attributes": {}}]}', "is of type 'cx_responses', not submissions"),
        ('{"data": []}\n{"data": [', r"json:2: is no JSON"),
        ("[" * 3, None),
        ('{"a":' * 100_000, r"json:1: is no JSON"),
        ('{"data": [], "id": ' + "9" * 5000 + "}", r"json:1: is no JSON"),
    ],
)
def test_a_file_that_is_no_page_says_so(sqlite_database, path, content, told):
    path.write_text(content)
    if told is None:
        assert bring_in(sqlite_database, path, said=THUMBS) == (0, 0, 0)
        return
    with pytest.raises(BadInput, match=told):
        bring_in(sqlite_database, path, said=THUMBS)


def test_bytes_that_are_not_utf_8_are_placed(path):
    path.write_bytes(b'{"data":\n[' + "é".encode() * 70_000 + b"\xff]}")
    with pytest.raises(BadInput, match=r"json:2: is not UTF-8 at byte 140,010 of the file"):
        list(json_values(path))


@given(
    pages=st.lists(st.dictionaries(st.text(max_size=3), st.text(max_size=40_000), max_size=3), max_size=5),
    form=st.sampled_from(["list", "lines", "pretty"]),
)
def test_pages_come_alone_in_a_list_or_one_a_line(tmp_path_factory, pages, form):
    path = tmp_path_factory.mktemp("json") / "pages.json"
    texts = [json.dumps(one, indent=2 if form == "pretty" else None) for one in pages]
    path.write_text("[" + ",\n".join(texts) + "]" if form == "list" else "\n".join(texts))
    assert [value for _, value in json_values(path)] == pages


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"form_kind": None}, "touchpoints-json: needs --form-kind"),
        ({"trust_scale": "likert_5"}, "--trust-scale likert_5: forms of the kind a11_v2 use thumbs"),
        ({"offered": ("speed",)}, "--offered: speed is none of effectiveness, ease"),
        ({"form_kind": "a11", "offered": ("trust",)}, "--offered: satisfaction is always asked"),
    ],
)
def test_what_is_said_of_the_form_must_fit(sqlite_database, changes, told):
    with pytest.raises(BadInput, match=told):
        bring_in(sqlite_database, PAGE, said=told_of_form(**({"kind": "a11_v2"} | changes)))


def test_files_of_several_formats_are_refused(sqlite_database):
    with pytest.raises(BadInput, match="of several formats, touchpoints-combined and touchpoints-json"):
        bring_in(sqlite_database, PAGE, FILES / "combined.csv", said=THUMBS)
