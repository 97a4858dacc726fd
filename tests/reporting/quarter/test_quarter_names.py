"""Names of the files of a submission."""

from __future__ import annotations

import re
from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st
from quarter_responses import QUARTER

from app.reporting.quarter.names import slug, stems


def test_a_slug_holds_what_is_left_in_plain_letters():
    assert slug("Renewal & Changes (año)", "none") == "renewal-changes-ano"
    assert slug("../../etc/passwd", "none") == "etc-passwd"
    assert slug(None, "none") == slug("", "none") == slug("手続き", "none") == "none"


parts = (
    st.none() | st.text(max_size=60) | st.sampled_from(["Benefits", "benefits", "Benefits!", "x" * 41, "x" * 40 + "y"])
)


@given(st.lists(st.tuples(parts, parts, st.text(max_size=5)), max_size=12))
def test_names_are_safe_and_no_two_are_alike(drawn):
    groups = [
        SimpleNamespace(service=service, channel="sms_text_messages", stage=stage, survey_id=survey, kinds=(n,))
        for n, (service, stage, survey) in enumerate(drawn)
    ]
    found = stems(QUARTER, groups)
    assert len({name.lower() for name in found.values()}) == len(groups)
    for name in found.values():
        assert re.fullmatch(r"fy2026-q1_[a-z0-9_-]{1,190}", name)
