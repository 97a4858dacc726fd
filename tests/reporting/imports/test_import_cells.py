"""What the cells of Touchpoints' files and of published figures are read as."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reporting.imports import web_cells
from app.reporting.touchpoints import published_cells


@pytest.mark.parametrize(
    "given_id", ["100001", "59BzdLf549wnw5P", "5983548", "1234567890", "20260102030405", "a" * 200]
)
def test_an_id_is_opaque(given_id):
    assert web_cells.external_id(given_id) == given_id


@pytest.mark.parametrize(
    "number",
    ["2025550143", "+12025550143", "12025550143", "(202) 555-0143", "202-555-0143", " 2025550143", "+442079460958"],
)
def test_a_phone_number_is_no_id_and_is_shown_masked(number):
    with pytest.raises(ValueError, match="is a phone number"):
        web_cells.external_id(number)
    assert number.strip()[-7:-4] not in web_cells.shown(number)


@pytest.mark.parametrize(
    ("given_id", "why"),
    [(None, "is missing"), ("", "is missing"), ("  ", "is missing"), ("a" * 201, "longer than 200"), ("a\x00", "NUL")],
)
def test_an_id_that_cannot_be_kept_is_refused(given_id, why):
    with pytest.raises(ValueError, match=why):
        web_cells.external_id(given_id)


def test_a_score_lies_on_its_scale():
    assert [web_cells.score(cell, "likert_5") for cell in ("1", "5", "", None)] == [1, 5, None, None]
    assert [web_cells.score(cell, "thumbs") for cell in ("0", "1", None)] == [0, 1, None]


@pytest.mark.parametrize(
    ("cell", "scale", "why"),
    [
        ("0", "likert_5", "is not 1 to 5, the scale likert_5; it is one of thumbs"),
        ("2", "thumbs", "is not 0 or 1, the scale thumbs; it is one of likert_5"),
        ("6", "likert_5", "is not 1 to 5, the scale likert_5$"),
        ("Yes", "thumbs", "is not 0 or 1, the scale thumbs$"),
        ("3.0", "likert_5", "is not 1 to 5"),
        (" 3", "likert_5", "is not 1 to 5"),
    ],
)
def test_a_score_off_its_scale_says_so(cell, scale, why):
    with pytest.raises(ValueError, match=why):
        web_cells.score(cell, scale)


def test_an_indicator_is_0_1_or_the_word_null():
    assert [web_cells.indicator(cell) for cell in ("0", "1", "null")] == [0, 1, None]
    for cell in ("", None, "2", "NULL", "true"):
        with pytest.raises(ValueError, match="0, 1 or null"):
            web_cells.indicator(cell)


def test_words_that_no_database_keeps_are_refused():
    assert web_cells.words("ein\ttext\n👍") == "ein\ttext\n👍"
    for cell in ("a\x00b", "a\ud800b"):
        with pytest.raises(ValueError, match="which no database keeps"):
            web_cells.words(cell)


def test_a_time_has_a_zone():
    expected = datetime(2021, 7, 2, 21, 46, 3, tzinfo=UTC)
    for cell in ("2021-07-02 21:46:03 UTC", "2021-07-02T21:46:03.000Z", "2021-07-02T17:46:03-04:00"):
        assert web_cells.moment(cell) == expected
    assert web_cells.moment("") is None
    for cell in ("2021-07-02 21:46:03", "7/2/2021", "2021-07-02 25:00:00 UTC", "UTC", " UTC"):
        with pytest.raises(ValueError, match="is no time"):
            web_cells.moment(cell)
    with pytest.raises(ValueError, match="is missing"):
        web_cells.required_moment(None)


@given(tags=st.lists(st.text(st.characters(exclude_categories=["C"]))))
def test_tags_are_read_as_ruby_prints_them(tags):
    printed = [json.dumps(tag, ensure_ascii=False).replace("#{", "\\#{") for tag in tags]
    assert web_cells.tags("[" + ", ".join(printed) + "]") == tuple(tags)


@pytest.mark.parametrize("cell", ["a", "[1]", '{"a": 1}', "[" * 100_000, '["a"'])
def test_what_is_no_list_of_tags_is_refused(cell):
    with pytest.raises(ValueError, match="is no list"):
        web_cells.tags(cell)


def test_a_flag_is_true_or_false_and_nothing_is_false():
    assert [web_cells.flag(cell) for cell in ("true", "false", "", None)] == [True, False, False, False]
    with pytest.raises(ValueError, match="true or false"):
        web_cells.flag("yes")


@pytest.mark.parametrize(
    ("cell", "expected"),
    [("9707552.0", 9707552), ("12", 12), (" 12 ", 12), ("1,234,567", 1234567), ("0.0", 0), ("", None), (" ", None)],
)
def test_a_volume_may_be_written_as_a_decimal(cell, expected):
    assert published_cells.volume(cell) == expected


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("0.46", "no whole number"),
        ("-1", "below 0"),
        ("about 5", "no number"),
        ("1e99999999", "no number"),
        ("NaN", "no number"),
        ("12,34", "no number"),
        ("9" * 40, "no number"),
    ],
)
def test_what_is_no_volume_says_why(cell, why):
    with pytest.raises(ValueError, match=why):
        published_cells.volume(cell)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2900-0770", "2900-0770"),
        ("2900-0770 ", "2900-0770"),
        ("#1545-2290", "1545-2290"),
        ("3245-0404  EXP 3/31/24", "3245-0404"),
        ("OMB Control Number", None),
        ("1234-5678 and 1234-5679", None),
        ("12345-6789", None),
        ("", None),
    ],
)
def test_a_control_number_is_freed_of_what_stands_around_it(cell, expected):
    assert published_cells.control_number(cell) == expected


def test_no_question_has_many_spellings():
    assert all(map(published_cells.is_no_question, ("NONE", "None", " ", "No Question", "N/A", "none.")))
    assert not published_cells.is_no_question("None of my needs was met.")


FRACTIONS = [[Decimal("0.2"), Decimal("0.8"), 0, 0, 0]]
ABOUT_100 = [[20, 11, 11, 25, 33], [21, 11, 17, 22, 30], [0] * 5]


def test_percentages_are_recognised_by_fractions_or_by_their_sum():
    assert published_cells.are_percentages(FRACTIONS, 5)
    assert published_cells.are_percentages(ABOUT_100, 18366)
    assert not published_cells.are_percentages(ABOUT_100, 101)
    assert not published_cells.are_percentages([*ABOUT_100, [41, 12, 11, 13, 121]], 18366)
    assert not published_cells.are_percentages(ABOUT_100[:1], 18366)
    assert not published_cells.are_percentages([[0] * 5] * 11, 10)


def test_averages_are_recognised_by_one_point_alone_in_every_question():
    assert published_cells.are_scores([[86, 0, 0, 0, 0], [0, 0, 0, 0, 85]], 2574)
    assert not published_cells.are_scores([[86, 0, 0, 0, 0], [85, 0, 0, 0, 0]], 90)
    assert not published_cells.are_scores([[86, 0, 0, 0, 0], [85, 1, 0, 0, 0]], 2574)
    assert not published_cells.are_scores([[20, 0, 0, 0, 0]], 2574)


@pytest.mark.parametrize("cell", ["0001-01-01 00:00:00 UTC", "1999-12-31 23:59:59 UTC", "9999-12-31T23:59:59-05:00"])
def test_a_time_at_the_edge_of_the_calendar_which_no_export_could_tell_is_refused(cell):
    with pytest.raises(ValueError, match="is no time such as 2021-07-02 21:46:03 UTC, of the years 2000 to 2100"):
        web_cells.moment(cell)
