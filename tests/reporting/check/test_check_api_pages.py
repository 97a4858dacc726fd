"""Pages of Touchpoints' API are checked like files, without what the API leaves out.

The objects are the examples of the API's own public description (GSA Touchpoints, CC0).
"""

from __future__ import annotations

import json

import pytest
from correct_files import DRIVERS, checked

LISTED = {
    "cx_collection_detail_id": 1,
    "cx_collection_detail_upload_id": 1,
    "question_1": "1",
    **{f"{sign}_{name}": "0" for sign in ("positive", "negative") for name in DRIVERS},
    "question_4": "",
    "job_id": "8d0a9b3f21",
    "external_id": "59BzdLf549wnw5P",
}
DETAIL = {
    "cx_collection_id": 1,
    "service_id": 1,
    "service_name": "Navigating information and tasks during critical life experiences",
    "service_provider_id": 1,
    "service_provider_name": "Public Experience Portfolio",
    "channel": "email",
    "service_stage_id": 2,
    "service_stage_name": "process",
    "volume_of_customers": None,
    "volume_of_customers_provided_survey_opportunity": 300,
    "volume_of_respondents": 3,
    "omb_control_number": "0345-0012",
    "survey_type": "likert_scale",
    "survey_title": "FY25 Customer Satisfaction Survey",
    "trust_question_text": "Based on your experience, do you trust this agency?",
    "created_at": "2026-01-01T00:00:00.000Z",
    "updated_at": "2026-01-01T00:00:00.000Z",
}
COLLECTION = {
    "user_id": 1,
    "name": "CX Quarterly Reporting",
    "organization_id": 1,
    "service_provider_id": 1,
    "service_id": 1,
    "service_name": "Navigating information and tasks during critical life experiences",
    "fiscal_year": "2024",
    "quarter": "2",
    "aasm_state": "published",
    "rating": "TRUE",
    "integrity_hash": None,
    "created_at": "2026-01-01T00:00:00.000Z",
    "submitted_at": None,
    "updated_at": "2026-01-01T00:00:00.000Z",
}


def page(kind, *objects):
    numbered = enumerate(objects, start=1)
    made = [{"id": str(number), "type": kind, "attributes": attributes} for number, attributes in numbered]
    return json.dumps({"data": made, "links": {}, "meta": {"current_page": 1}}).encode()


@pytest.mark.parametrize(
    ("kind", "attributes", "words", "expected"),
    [
        ("cx_responses", LISTED, "listing of responses, version 2", [("scale-ambiguous", None, "question_1")]),
        (
            "cx_collection_details",
            DETAIL,
            "detail file, version 2",
            [("volume-missing", 1, "volume_of_customers")],
        ),
        ("cx_collections", COLLECTION, "collection file, version 2", []),
    ],
)
def test_a_page_is_recognised_and_nothing_is_said_of_columns_it_does_not_have(
    tmp_path, kind, attributes, words, expected
):
    findings, examination = checked(tmp_path / "page.json", page(kind, attributes))
    assert [(found.code, found.row, found.column) for found in findings] == expected
    assert (examination.kind, examination.rows) == (words, 1)


def test_a_row_of_a_page_is_the_number_of_its_object(tmp_path):
    wrong = {**DETAIL, "volume_of_respondents": 301, "volume_of_customers": 9707552.0}
    findings, _ = checked(tmp_path / "page.json", page("cx_collection_details", DETAIL, wrong))
    assert {(found.code, found.row, found.stated, found.recomputed) for found in findings} >= {
        ("respondents-exceed-offered", 2, "301", "300"),
        ("volume-is-text", 2, "9707552.0", "9707552"),
    }


def test_a_collection_that_is_no_draft_any_more_must_be_rated(tmp_path):
    draft = {**COLLECTION, "aasm_state": "draft", "rating": None}
    findings, _ = checked(tmp_path / "page.json", page("cx_collections", draft, {**COLLECTION, "rating": None}))
    assert [(found.code, found.row, found.column) for found in findings] == [("unknown-word", 2, "rating")]
