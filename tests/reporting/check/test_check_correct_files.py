"""A correct file of any kind gives no findings, whatever the order of its columns."""

from __future__ import annotations

import json
from decimal import ROUND_HALF_UP, Decimal

import pytest
from correct_files import CORRECT, HEADERS, checked, figures_of, half_up, written
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.reporting.check.kinds import KINDS

QUICK = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
WORDS = {kind.name: kind.words for kind in KINDS}


@pytest.mark.parametrize("kind", CORRECT)
@QUICK
@given(drawn=st.data())
def test_a_correct_file_has_no_findings(kind, drawn, tmp_path):
    rows = drawn.draw(CORRECT[kind])
    header = drawn.draw(st.permutations(HEADERS[kind]))
    content, _ = written(header, rows)
    findings, examination = checked(tmp_path / "file.csv", content)
    assert findings == []
    assert (examination.kind, examination.rows) == (WORDS[kind], len(rows))


@QUICK
@given(rows=CORRECT["published"])
def test_every_point_scale_stated_is_counted_as_recomputed(rows, tmp_path):
    content, _ = written(HEADERS["published"], rows)
    stated = sum(bool(cell) for row in rows for name, cell in row.items() if name.endswith("point_scale"))
    assert checked(tmp_path / "file.csv", content)[1].recomputed == stated


@QUICK
@given(rows=CORRECT["published"])
def test_a_page_of_the_api_is_read_like_the_file(rows, tmp_path):
    objects = [
        {
            "id": row["id"],
            "type": "omb_cx_reporting_collections",
            "attributes": {
                name.removeprefix("attributes_"): _value(row.get(name, ""))
                for name in HEADERS["published"]
                if name not in ("id", "type")
            },
        }
        for row in rows
    ]
    findings, examination = checked(tmp_path / "page.json", json.dumps({"data": objects, "links": {}}).encode())
    assert findings == []
    assert (examination.kind, examination.rows) == (WORDS["published"], len(rows))


@QUICK
@given(counts=st.lists(st.integers(0, 400), min_size=5, max_size=5).filter(any))
def test_the_point_scale_shown_is_half_up_and_stands_beside_its_n(counts, tmp_path):
    row = {f"likert_scale_{point}": str(count) for point, count in enumerate(counts, start=1)}
    row["standardized_question_identifier"] = "answer_01"
    path = tmp_path / "file.csv"
    path.write_bytes(written(HEADERS["questions-v1"], [row])[0])
    scale, positive = figures_of(path)
    assert (scale.name, Decimal(scale.value), scale.n) == (
        "answer_01 point scale",
        Decimal(half_up(counts)),
        sum(counts),
    )
    exact = Decimal(100 * (counts[3] + counts[4])) / sum(counts)
    assert (positive.value, positive.n) == (f"{exact.quantize(Decimal('0.1'), ROUND_HALF_UP)}%", sum(counts))


def _value(cell):
    """Numbers as an API gives them."""
    try:
        return json.loads(cell)
    except ValueError:
        return cell or None
