"""The scale of a response file, and what a trust of 1 means on it."""

from __future__ import annotations

import pytest
from correct_files import DRIVERS, HEADERS, checked, figures_of, written
from hypothesis import given
from hypothesis import strategies as st

from app.reporting.check import answer_patterns
from app.reporting.check.external_ids import Repeats

NOTHING = {f"{sign}_{name}": "0" for sign in ("positive", "negative") for name in DRIVERS}


def response(number, trust, **cells):
    return {**NOTHING, "external_id": f"r{number}", "question_1": trust, "question_4": "", **cells}


def found(tmp_path, *rows, kind="responses"):
    content, _ = written(HEADERS[kind], rows)
    return [(each.code, each.row) for each in checked(tmp_path / "file.csv", content)[0]]


def test_thumbs_and_five_points_in_one_file_are_found_where_the_second_begins(tmp_path):
    rows = [response(1, "1"), response(2, "4"), response(3, "5"), response(4, "0"), response(5, "0")]
    assert found(tmp_path, *rows) == [("two-scales-in-one-file", 5)]


def test_a_listing_may_hold_a_scale_for_each_of_its_details(tmp_path):
    first = [response(1, "0", cx_collection_detail_id="1"), response(2, "1", cx_collection_detail_id="1")]
    second = [response(1, "1", cx_collection_detail_id="2"), response(3, "5", cx_collection_detail_id="2")]
    assert found(tmp_path, *first, *second, kind="listing") == []
    assert found(tmp_path, *first, response(3, "5", cx_collection_detail_id="1"), kind="listing") == [
        ("two-scales-in-one-file", 4)
    ]


def test_a_file_of_ones_alone_may_be_on_either_scale(tmp_path):
    rows = [response(1, "1", positive_ease="1"), response(2, "1", negative_ease="1")]
    assert found(tmp_path, *rows) == [("scale-ambiguous", None)]


def test_a_trust_of_1_leads_to_the_negative_list_on_five_points(tmp_path):
    rows = [response(1, "1", positive_ease="1"), response(2, "1", negative_ease="1"), response(3, "3")]
    assert found(tmp_path, *rows) == [("list-against-trust", 2)]


def test_a_trust_of_1_leads_to_the_positive_list_with_thumbs(tmp_path):
    rows = [response(1, "0"), response(2, "1", positive_ease="1"), response(3, "1", negative_ease="1")]
    assert found(tmp_path, *rows) == [("list-against-trust", 4)]


def test_a_phone_number_is_masked_where_it_is_named(tmp_path):
    content, _ = written(HEADERS["responses"], [response(1, "5", external_id="+12025550100")])
    (finding,) = checked(tmp_path / "file.csv", content)[0]
    assert (finding.code, finding.stated) == ("external-id-looks-like-phone", "+1202***0100")


@pytest.mark.parametrize("remembered", [0, 1, 1 << 14])
def test_the_figures_count_who_was_asked_each_list(tmp_path, monkeypatch, remembered):
    # Patterns beyond those remembered are counted one by one, with the same figures.
    monkeypatch.setattr(answer_patterns, "_REMEMBERED", remembered)
    rows = [
        response(1, "5", positive_ease="1"),
        response(2, "4", positive_ease="1"),
        response(3, "4"),
        response(4, "5", positive_ease="null"),
        response(5, "2", negative_other="1"),
    ]
    (tmp_path / "file.csv").write_bytes(written(HEADERS["responses"], rows)[0])
    figures = {figure.name: (figure.value, figure.n) for figure in figures_of(tmp_path / "file.csv")}
    assert figures["trust point scale"] == ("4.00", 5)
    assert figures["trust percent positive"] == ("80.0%", 5)
    assert figures["positive_ease"] == ("66.7%", 3)
    assert figures["positive_other"] == ("0.0%", 4)
    assert figures["negative_other"] == ("100.0%", 1)


def test_thumbs_have_a_share_and_no_point_scale(tmp_path):
    (tmp_path / "file.csv").write_bytes(written(HEADERS["responses"], [response(1, "0"), response(2, "1")])[0])
    figures = {figure.name: (figure.value, figure.n) for figure in figures_of(tmp_path / "file.csv")}
    assert figures["trust percent positive"] == ("50.0%", 2)
    assert "trust point scale" not in figures


def test_submissions_of_several_quarters_are_found_where_each_begins(tmp_path):
    days = ["2025-12-31 23:59:59 UTC", "2026-01-01 00:00:00 UTC", "2025-10-01 00:00:00 UTC", "2026-02-01 00:00:00 UTC"]
    rows = [{"ID": str(number), "UUID": f"u{number}", "Created at": day} for number, day in enumerate(days)]
    content, _ = written(HEADERS["submissions"], rows)
    (finding,) = checked(tmp_path / "file.csv", content)[0]
    assert (finding.code, finding.row, finding.column) == ("several-quarters", 3, "Created at")


@given(keys=st.lists(st.text("ab", max_size=2), max_size=30))
def test_repeats_are_those_that_a_plain_dictionary_finds(keys):
    repeats, first, expected = Repeats(), {}, []
    for row, key in enumerate(keys, start=2):
        repeats.keep(row, key)
        if first.setdefault(key, row) != row:
            expected.append((row, first[key]))
    assert list(repeats.found()) == expected
