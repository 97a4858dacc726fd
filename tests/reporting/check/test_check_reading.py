"""Files of any origin are read to their end: what cannot be read is a finding with its line, never a traceback."""

from __future__ import annotations

import codecs
import csv
import os
from contextlib import suppress
from pathlib import Path

import pytest
from correct_files import CORRECT, HEADERS, checked, written
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.errors import BadInput
from app.reporting.check.reading import LONGEST_LINE

QUICK = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
HEADER = ",".join(HEADERS["responses"]).encode() + b"\n"
ROW = b"%d,5," + b"1," * 7 + b"0," * 7 + b"fine\n"


def found(tmp_path, content):
    findings, examination = checked(tmp_path / "file.csv", content)
    return [(each.code, each.row, each.column) for each in findings], examination.rows


def test_a_byte_order_mark_is_found_and_hides_no_column(tmp_path):
    assert found(tmp_path, codecs.BOM_UTF8 + HEADER + ROW % 7) == ([("bom", 1, "external_id")], 1)


def test_cr_lf_is_one_finding_for_the_whole_file(tmp_path):
    content = (HEADER + ROW % 7 + ROW % 8).replace(b"\n", b"\r\n")
    assert found(tmp_path, content) == ([("crlf", 1, None)], 2)


def test_cr_lf_inside_a_comment_is_none(tmp_path):
    assert found(tmp_path, HEADER + (ROW % 7).replace(b"fine", b'"two\r\nlines"')) == ([], 1)


def test_bytes_of_another_encoding_are_named_with_row_and_column(tmp_path):
    findings, rows = found(tmp_path, HEADER + ROW % 7 + (ROW % 8).replace(b"fine", "más".encode("cp1252")) + ROW % 9)
    assert (findings, rows) == ([("not-utf-8", 3, "question_4")], 3)


def test_a_nul_byte_is_named_with_row_and_column(tmp_path):
    assert found(tmp_path, HEADER + (ROW % 7).replace(b"fine", b"fi\0ne")) == ([("nul-byte", 2, "question_4")], 1)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b"7,5,1\n", "row-too-short"),
        (ROW[:-1] % 7 + b",and more\n", "row-too-long"),
        (b"\n", "empty-row"),
        ((ROW % 7).replace(b"fine", b'"fi"ne'), "row-unreadable"),
        ((ROW % 7).replace(b"fine", b"fi\rne"), "row-unreadable"),
        ((ROW % 7).replace(b"fine", b"f" * (csv.field_size_limit() + 1)), "cell-too-long"),
        ((ROW % 7).replace(b"fine", b"f" * (2 * LONGEST_LINE + 10)), "cell-too-long"),
    ],
)
def test_a_row_that_is_none_is_named_and_the_next_is_read(tmp_path, line, code):
    content = HEADER + ROW % 1 + line + (ROW % 2).replace(b",5,", b",9,", 1)
    assert found(tmp_path, content) == ([(code, 3, None), ("off-scale", 4, "question_1")], 2)


def test_a_quote_that_is_never_closed_ends_the_file_there(tmp_path):
    content = HEADER + ROW % 1 + (ROW % 2).replace(b"fine", b'"fine') + ROW % 3
    assert found(tmp_path, content) == ([("row-unreadable", 3, None)], 1)


def test_a_quote_that_swallows_the_file_is_given_up_in_time(tmp_path):
    many = b"".join(ROW % number for number in range(10_000, 20_000))
    findings, rows = found(tmp_path, HEADER + (ROW % 2).replace(b"fine", b'"fine') + many)
    assert findings[0] == ("cell-too-long", 2, None)
    assert rows > 5_000


def test_a_header_alone_is_told(tmp_path):
    assert found(tmp_path, HEADER) == ([("no-rows", None, None)], 0)


@pytest.mark.parametrize(
    ("before", "after", "column"),
    [
        (b"question_4", b"Question 4", "Question 4"),
        (b"question_4", b"qestion_4", "qestion_4"),
        (b"positive_humanity", b"positive_humanty", "positive_humanty"),
    ],
)
def test_a_column_spelt_differently_is_named_and_read_all_the_same(tmp_path, before, after, column):
    content = HEADER.replace(before, after) + (ROW % 7).replace(b"fine", b"=fine").replace(b"1,1,0", b"1,x,0")
    findings, _ = checked(tmp_path / "file.csv", content)
    assert [(each.row, each.column, each.recomputed) for each in findings if each.code == "header-differs"] == [
        (1, column, before.decode())
    ]
    assert {each.code for each in findings} == {"header-differs", "comment-would-run", "indicator-not-0-1-null"}


@pytest.mark.parametrize(
    ("header", "row", "column", "why"),
    [
        (HEADER.replace(b",question_4", b""), ROW[:-6] % 7 + b"\n", "question_4", "is missing"),
        (HEADER[:-1] + b",notes\n", ROW[:-1] % 7 + b",x\n", "notes", "does not belong to the file"),
        (HEADER[:-1] + b",question_4\n", ROW[:-1] % 7 + b",x\n", "question_4", "stands there 2 times"),
    ],
)
def test_a_column_too_few_or_too_many_is_named(tmp_path, header, row, column, why):
    (finding,) = checked(tmp_path / "file.csv", header + row)[0]
    assert (finding.code, finding.column, finding.why) == ("header-differs", column, why)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "is empty"),
        (b"PK\x03\x04rest", "is a workbook or a zip file"),
        (HEADER.decode().encode("utf-16"), "is UTF-16"),
        (HEADER.replace(b",", b";") + ROW % 1, "separated by ';'"),
        (b"day,service,channel,customers\n", "its header is that of no file that can be checked"),
        (b"a\x00b\n", "its header is that of no file that can be checked"),
        (b"year,quarter,channel,trust\n", "resembles most a summary row (4 of 17 columns; without service_provider_id"),
        (b"{]", "begins like JSON, but is none"),
        (b'{"data": [1]}', "no JSON:API page"),
        (b'{"data": []}', "no JSON:API page"),
        (b'{"data": [{"attributes": {"size": 3}}]}', "its header is that of no file that can be checked"),
        (b"[" * 100_000, "begins like JSON, but is none"),
    ],
)
def test_what_cannot_be_recognised_is_refused_in_one_line(tmp_path, content, told):
    with pytest.raises(BadInput) as refused:
        checked(tmp_path / "file.csv", content)
    assert str(refused.value).startswith(f"{tmp_path / 'file.csv'}: ")
    assert told in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("name", ["missing.csv", ""])
def test_what_is_no_file_is_refused(tmp_path, name):
    with pytest.raises(BadInput):
        checked(tmp_path / name)


def test_a_pipe_or_device_is_refused_and_not_waited_for(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in (pipe, Path("/dev/zero")):
        with pytest.raises(BadInput, match="is no regular file"):
            checked(path)


@QUICK
@given(kind=st.sampled_from(sorted(CORRECT)), drawn=st.data())
def test_no_damage_to_the_bytes_ends_in_a_traceback(kind, drawn, tmp_path):
    content, _ = written(HEADERS[kind], drawn.draw(CORRECT[kind]))
    for _ in range(drawn.draw(st.integers(1, 4))):
        begin = drawn.draw(st.integers(0, len(content)))
        end = min(begin + drawn.draw(st.integers(0, 3)), len(content))
        put = drawn.draw(
            st.sampled_from([b"", b'"', b",", b"\n", b"\r", b"\0", b"\xff", b"9" * 40, "²".encode(), b"-"])
        )
        content = content[:begin] + put + content[end:]
    with suppress(BadInput):
        checked(tmp_path / "file.csv", content, figures=True)


@QUICK
@given(content=st.binary(max_size=200))
def test_no_bytes_at_all_end_in_a_traceback(content, tmp_path):
    with pytest.raises(BadInput):
        checked(tmp_path / "file.csv", content)
