"""Quarterly figures of federal services as published for fiscal year 2021, with the traps that are really in them."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest
from correct_files import checked, figures_of

ROWS = Path(__file__).with_name("published_rows.csv")
WHOLE = Path(__file__).parents[4] / "shared/data/hisp/hisp_quarters_fy2021.csv"


@pytest.fixture(scope="module")
def findings():
    return checked(ROWS)[0]


def test_every_published_point_scale_follows_from_its_counts(findings):
    assert not {"point-scale-differs", "point-scale-without-counts", "point-scale-missing"} & {
        found.code for found in findings
    }
    with ROWS.open(encoding="utf-8", newline="") as file:
        stated = [cell for row in csv.DictReader(file) for name, cell in row.items() if "scale" in name and cell]
    assert checked(ROWS)[1].recomputed == len(stated) == 59


@pytest.mark.parametrize(
    ("row", "code", "column", "stated", "recomputed"),
    [
        (2, "volume-is-text", "volume_of_customers", "9707552.0", "9707552"),
        (2, "control-number-dirty", "omb_control_number", "2900-0770 ", "2900-0770"),
        (2, "answers-exceed-respondents", "q4_1", "320980", "320979"),
        (3, "scores-in-counts", "q1_1", "86 0 0 0 0; 85 0 0 0 0; 87 0 0 0 0; 75 0 0 0 0; 89 0 0 0 0", None),
        (3, "no-question", "q5_text", "NONE", None),
        (4, "one-point-only", "q8_1", "20 0 0 0 0", None),
        (5, "yes-no-on-five-points", "q5_1", "8251 0 0 105837 0", None),
        (6, "percentages-in-counts", "q1_1", "20 11 11 25 33; 21 11 17 22 29; 26 10 9 21 33; 27 12 11 20 30", None),
        (8, "control-number-malformed", "omb_control_number", "OMB Control Number", None),
        (8, "answers-exceed-respondents", "q1_1", "67", "0"),
        (13, "control-number-dirty", "omb_control_number", "3245-0404  EXP 3/31/24", "3245-0404"),
    ],
)
def test_a_trap_is_found_where_it_is(findings, row, code, column, stated, recomputed):
    found = {(each.row, each.code, each.column): (each.stated, each.recomputed) for each in findings}
    assert found[row, code, f"attributes_{column}"] == (stated, recomputed)


def test_the_figures_of_a_row_carry_their_n():
    figures = {figure.name: (figure.value, figure.n) for figure in figures_of(ROWS) if figure.row == 2}
    assert figures["response rate"] == ("18.1%", 1_774_363)
    assert figures["q1 point scale"] == ("4.70", 320_979)
    assert figures["q1 percent positive"] == ("95.0%", 320_979)


@pytest.mark.skipif(not WHOLE.exists(), reason="the published file is not here")
def test_the_whole_published_file_recomputes_and_its_traps_are_known():
    findings, examination = checked(WHOLE)
    assert (examination.kind, examination.rows, examination.recomputed) == ("published quarterly file", 188, 1142)
    assert Counter(found.code for found in findings) == {
        "volume-is-text": 367,
        "answers-exceed-respondents": 117,
        "no-question": 103,
        "after-due": 96,
        "question-without-counts": 46,
        "yes-no-on-five-points": 24,
        "control-number-dirty": 16,
        "volume-missing": 9,
        "control-number-malformed": 8,
        "control-number-missing": 7,
        "respondents-exceed-offered": 6,
        "channel-missing": 5,
        "scores-in-counts": 4,
        "offered-exceed-customers": 3,
        "percentages-in-counts": 2,
        "one-point-only": 1,
        "unknown-channel": 1,
    }
