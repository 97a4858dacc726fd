"""The files of the submission one by one, as formats of the export."""

from __future__ import annotations

import csv
import io

import pytest
from quarter_responses import ENROLLMENT, NEW_YORK, RENEWAL, asked, lines, response, store
from whole_quarter import store_whole_quarter

from app.errors import BadInput
from app.reporting.export import export
from app.reporting.formats.writing import Asked
from app.reporting.selection import Selection
from app.reporting.touchpoints.columns import COLLECTIONS_V2, DETAILS_V2, HEADER_V1, QUARTERLY_V1, QUESTIONS_V1
from flows.channels import CHANNEL_NAMES

COLUMNS = {
    "touchpoints-v1-header": HEADER_V1,
    "touchpoints-v1-questions": QUESTIONS_V1,
    "touchpoints-v1-quarterly": QUARTERLY_V1,
    "touchpoints-v2-collections": COLLECTIONS_V2,
    "touchpoints-v2-details": DETAILS_V2,
}


def exported(database, form, given):
    out = io.BytesIO()
    done = export(database, form, given, out)
    return done.responses, list(csv.DictReader(io.StringIO(out.getvalue().decode(), newline="")))


@pytest.mark.parametrize("form", COLUMNS)
def test_a_format_writes_the_columns_of_its_file_and_says_how_many_responses_it_stands_for(database, form):
    store_whole_quarter(database)
    about_one = {"service": RENEWAL} if form != "touchpoints-v2-details" else {}
    responses, rows = exported(database, form, asked(**about_one))
    assert tuple(rows[0]) == COLUMNS[form]
    expected = {"touchpoints-v2-details": 7, "touchpoints-v2-collections": 0}.get(form, 3)
    assert responses == expected


@pytest.mark.parametrize("form", COLUMNS)
def test_a_format_of_the_quarter_needs_a_quarter(sqlite_database, form):
    with pytest.raises(BadInput, match="one fiscal quarter"):
        exported(sqlite_database, form, Asked(Selection(NEW_YORK)))


def test_a_question_file_refuses_several_surveys_and_names_them(database):
    store_whole_quarter(database)
    with pytest.raises(BadInput, match=r"this would hold: Benefits enrollment: automated_phone, a11-likert v1.*; "):
        exported(database, "touchpoints-v1-questions", asked())
    with pytest.raises(BadInput, match="this would hold: none"):
        exported(database, "touchpoints-v1-questions", asked(service="Claims"))


def test_name_and_abbreviation_stand_in_the_columns_that_are_called_so(database):
    store(database, [response(1)])
    _, rows = exported(database, "touchpoints-v1-quarterly", asked())
    assert rows[0]["collection_organization_name"] == "Department of Example"
    assert rows[0]["collection_organization_abbreviation"] == "DOE"


def test_what_the_agency_does_not_say_is_empty(database):
    store(database, [response(1, clearance=None, bureau=None)])
    given = lines(organization=None, provider=None, contact_name=None, contact_email=None, services={})
    _, rows = exported(database, "touchpoints-v1-header", asked(given))
    empty = {name for name, cell in rows[0].items() if not cell}
    assert {"agency_poc_name", "department", "bureau", "total_volume", "OMB_control_number"} <= empty
    _, rows = exported(database, "touchpoints-v2-collections", asked(given))
    assert {cell for name, cell in rows[0].items() if "organization" in name or "provider" in name} == {""}


def test_every_channel_has_a_mode_of_version_1(sqlite_database):
    rows = [response(n, channel=channel) for n, channel in enumerate(CHANNEL_NAMES)]
    store(sqlite_database, rows)
    found = {}
    for channel in CHANNEL_NAMES:
        _, rows = exported(sqlite_database, "touchpoints-v1-header", asked(channel=channel, service=ENROLLMENT))
        found.setdefault(rows[0]["mode"], []).append(channel)
    assert found == {
        "Web": ["computer", "mobile", "chatbot", "website", "mobile_app", "live_chat"],
        "Email": ["email"],
        "Phone": ["phone", "automated_phone"],
        "In person": ["in_person", "paper"],
        "Other": [
            "postal_mail",
            "fax",
            "self_service_kiosk",
            "other_non_digital",
            "sms_text_messages",
            "social_media",
            "other_digital",
        ],
    }
