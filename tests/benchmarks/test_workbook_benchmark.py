"""The benchmark of the workbook runs, on few responses."""

from __future__ import annotations

import openpyxl
from click.testing import CliRunner

from benchmarks.workbook import bare_loop, filled, main, some_cells, workbook


def test_it_prints_both_rates_and_their_ratio():
    printed = CliRunner().invoke(main, ["--rows", "20", "--rounds", "1"]).output
    assert "20 responses" in printed
    for name in ("workbook", "bare loop", "ratio"):
        assert f"\n{name} " in printed


def test_both_sides_write_the_same_cells(tmp_path):
    database = filled(tmp_path, 20)
    workbook(database, tmp_path / "ours.xlsx")
    bare_loop(some_cells(database, tmp_path / "some.xlsx"), 20, tmp_path / "bare.xlsx")
    database.close()
    ours, bare = (openpyxl.load_workbook(tmp_path / f"{name}.xlsx").worksheets[0] for name in ("ours", "bare"))
    written = [[type(cell) for cell in row if cell is not None] for row in bare.iter_rows(values_only=True)]
    assert len(written) == ours.max_row - 1 == 20
    assert [len(row) for row in written] == [
        sum(cell is not None for cell in row) for row in ours.iter_rows(min_row=2, values_only=True)
    ]
