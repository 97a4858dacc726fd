"""What a cell of a workbook can hold, whatever is stored."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape
from xlsxwriter import Workbook

from app.reporting.dictionary import columns
from app.reporting.formats.cells import harmless
from app.reporting.formats.workbook_cells import CUT, LONGEST_TEXT, Looks, Sheet, Texts

NEW_YORK = ZoneInfo("America/New_York")
DESCRIBED = columns("responses")


def read_back(column, values, zone=NEW_YORK):
    """The cells that a spreadsheet program finds where these values of the column were written."""
    out = io.BytesIO()
    book = Workbook(out, {"constant_memory": True})
    sheet = book.add_worksheet()
    put = Sheet(sheet, Looks(book), Texts()).put(DESCRIBED[column], zone)
    for row, value in enumerate(values):
        put(row, 0, value)
    book.close()
    found = openpyxl.load_workbook(out).active
    return [found.cell(row + 1, 1) for row in range(len(values))]


def units(text):
    return len(text.encode("utf-16-le")) // 2


@settings(max_examples=30, deadline=None)
@given(st.lists(st.text(st.characters(codec="utf-8")), min_size=1))
def test_any_text_comes_back_but_for_what_cannot_be_held(texts):
    for cell, text in zip(read_back("comment", texts), texts, strict=True):
        assert cell.data_type == "s"
        pictured = "".join(held(character) for character in text)
        assert unescape(cell.value) == harmless(pictured)


def held(character):
    """The twin: characters that XML 1.0 has, line ends among them, stay; the others are shown."""
    if character in "\t\n\r" or (character >= " " and character not in "\ufffe\uffff"):
        return character
    return "\ufffd" if character in "\ufffe\uffff" else chr(0x2400 + ord(character))


@settings(max_examples=30, deadline=None)
@given(st.text("aé👍\n=", max_size=3), st.integers(0, 40_000), st.text("aé👍\n=", max_size=20))
def test_a_text_is_cut_only_where_it_is_too_long(body, times, end):
    text = body * times + end
    texts = Texts()
    fit = texts.fit(text)
    too_long = units(harmless(text)) > LONGEST_TEXT
    assert texts.cut == too_long
    assert units(fit) <= LONGEST_TEXT
    assert fit.endswith(CUT) == too_long
    assert harmless(text).startswith(fit.removesuffix(CUT))
    assert units(fit) >= min(units(harmless(text)), LONGEST_TEXT - 1)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@A1", "\tx", "\rx"])
def test_text_that_would_run_gets_an_apostrophe(text):
    [cell] = read_back("comment", [text])
    assert (cell.data_type, unescape(cell.value)) == ("s", "'" + text)


@pytest.mark.parametrize("text", ["1", "007", "1e5", "TRUE", "2026-01-01", "http://example.gov", "_x0041_", " a "])
def test_text_that_looks_like_something_else_is_text(text):
    [cell] = read_back("queue", [text])
    assert (cell.data_type, unescape(cell.value)) == ("s", text)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(-(2**63), 2**63 - 1), min_size=1))
def test_no_digit_of_a_whole_number_is_lost(numbers):
    for cell, number in zip(read_back("seed", numbers), numbers, strict=True):
        assert int(cell.value) == number
        assert cell.data_type == ("n" if abs(number) < 10**15 else "s")


def test_a_number_that_is_none_is_text():
    assert [cell.value for cell in read_back("duration_seconds", [0.25, float("nan"), float("inf")])] == [
        0.25,
        "nan",
        "inf",
    ]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.datetimes(datetime(1901, 1, 1), datetime(9999, 12, 30), timezones=st.just(UTC)), min_size=1))  # noqa: DTZ001
def test_a_time_comes_back_as_its_local_day_or_to_the_second(times):
    for cell, time in zip(read_back("ended_at", times), times, strict=True):
        assert cell.value.date() == time.astimezone(NEW_YORK).date()
    for cell, time in zip(read_back("ended_at", times, None), times, strict=True):
        assert abs(cell.value.replace(tzinfo=UTC) - time.replace(microsecond=0)) < timedelta(milliseconds=1)


def test_a_day_that_spreadsheets_get_wrong_is_text():
    old = datetime(1899, 7, 1, 12, tzinfo=UTC)
    assert [cell.value for cell in read_back("ended_at", [old])] == ["1899-07-01"]
    assert [cell.value for cell in read_back("ended_at", [old], None)] == ["1899-07-01 12:00:00 UTC"]
