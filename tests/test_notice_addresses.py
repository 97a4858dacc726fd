"""Where the notice of a line stands, as texts write it and as calls say it."""

import pytest

from app.line_fields import fields_of
from app.lines import Lines
from app.notice_addresses import spoken, with_notices

PUBLIC = "https://aftercall.example.gov"
LINE = {
    "id": "benefits",
    "number": "+12025550100",
    "surveys": {"voice": "a11-likert", "text": "a11-tapped"},
    "languages": ["en", "es"],
    "agency": "Department of Example",
    "program": "Benefits Help Line",
}


def filled(*lines):
    return with_notices(Lines.model_validate({"lines": [{**LINE, **line} for line in lines]}), PUBLIC)


def fields(line, door="text", language="en"):
    found = fields_of(line, door, language)
    return found["notice_url"], found["notice_url_spoken"]


@pytest.mark.parametrize(
    ("address", "english", "spanish"),
    [
        ("example.gov/s1", "example dot gov, slash, s, 1", "example punto gov, barra, s, 1"),
        ("https://example.gov/s1", "example dot gov, slash, s, 1", "example punto gov, barra, s, 1"),
        (
            "cx.example.gov/notice/a11-likert",
            "cx dot example dot gov, slash, notice, slash, a, 11, dash, likert",
            "cx punto example punto gov, barra, notice, barra, a, 11, guion, likert",
        ),
        ("127.0.0.1:8000/x_y", "127 dot 0 dot 0 dot 1, colon, 8000, slash, x, underscore, y", None),
    ],
)
def test_an_address_is_said_sign_by_sign(address, english, spanish):
    assert spoken(address, "en") == english
    assert spanish is None or spoken(address, "es") == spanish
    assert spoken(address, "vi") == english


def test_a_line_that_gives_no_address_says_that_of_its_page_for_each_door():
    line = filled({}).lines[0]
    assert fields(line, "text")[0] == "aftercall.example.gov/notice/a11-tapped"
    assert fields(line, "voice")[0] == "aftercall.example.gov/notice/a11-likert"
    assert fields(line, "voice", "es")[1].startswith("aftercall punto example punto gov, barra, notice")


def test_lines_of_one_survey_are_told_apart_in_texts_and_by_the_page_after_calls():
    one, two = filled({}, {"id": "claims", "number": "+12025550101"}).lines
    assert fields(one)[0] == "aftercall.example.gov/notice/a11-tapped?line=benefits"
    assert fields(two)[0] == "aftercall.example.gov/notice/a11-tapped?line=claims"
    assert "line" not in fields(two, "voice")[1]


def test_an_address_that_the_line_gives_stays_and_is_said():
    line = filled({"fields": {"notice_url": {"en": "example.gov/en", "es": "example.gov/es"}}}).lines[0]
    assert fields(line) == ("example.gov/en", "example dot gov, slash, en")
    assert fields(line, "voice", "es") == ("example.gov/es", "example punto gov, barra, es")
    own = filled({"fields": {"notice_url": "example.gov/s1", "notice_url_spoken": "our page"}}).lines[0]
    assert fields(own) == ("example.gov/s1", "our page")


def test_a_line_with_one_door_says_its_address_through_both():
    line = filled({"surveys": {"voice": "a11-likert"}}).lines[0]
    assert fields(line, "text")[0] == "aftercall.example.gov/notice/a11-likert"


def test_lines_are_found_as_they_were_with_their_addresses():
    lines = filled({}, {"id": "claims", "number": "+12025550101"})
    assert lines.by_id["claims"] is lines.lines[1]
    assert fields(lines.by_number["+12025550101"])[0].endswith("?line=claims")
