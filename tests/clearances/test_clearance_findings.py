"""What ``aftercall check`` says of a clearance that ends soon, and of a notice that lacks something."""

from datetime import UTC, datetime

import pytest
from clearance_examples import EXTENSION, lines

from app.lines import Reporting
from app.surveying.clearance_findings import clearance_findings

WHOLE = {"contact": "cx@example.gov", "privacy_act_not_applicable": "nothing is kept"}


def found(day, reporting=None, **clearance):
    """What is said at noon of a day."""
    line = lines(clearance).lines[0]
    now = datetime.fromisoformat(f"{day}T17:00:00").replace(tzinfo=UTC)
    findings = list(clearance_findings(0, line, reporting or Reporting(), now))
    assert {(one.severity, one.loc) for one in findings} <= {("warning", ("lines", 0, "clearance"))}
    return [one.message for one in findings]


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("2027-01-30", []),
        ("2027-01-31", ["expires on 2027-05-31, in 120 days"]),
        ("2027-05-31", ["expires on 2027-05-31, in 0 days"]),
        # That it has expired, another rule says.
        ("2027-06-01", []),
    ],
)
def test_the_end_is_told_120_days_ahead(day, told):
    assert found(day, **WHOLE) == told


def test_an_extension_is_what_counts():
    assert found("2027-01-31", **WHOLE, **EXTENSION) == []
    assert found("2027-08-01", **WHOLE, **EXTENSION) == ["expires on 2027-08-31, in 30 days"]


def test_a_notice_names_where_comments_go_and_the_privacy_act():
    contact = "the notice does not say where comments on the burden go: contact"
    privacy = "the notice says nothing of the Privacy Act: privacy_act, or privacy_act_not_applicable with the reason"
    assert found("2026-11-24") == [contact, privacy]
    assert found("2026-11-24", Reporting(contact_email="cx@example.gov")) == [privacy]
    assert found("2026-11-24", contact="cx@example.gov", privacy_act="Under 5 U.S.C. 552a.") == []
    assert found("2026-11-24", contact="cx@example.gov", sorn_url="https://example.gov/sorn") == []


def test_a_line_without_a_clearance_has_none_to_speak_of():
    line = lines({}).lines[0].model_copy(update={"clearance": None})
    assert list(clearance_findings(0, line, Reporting(), datetime(2026, 11, 24, tzinfo=UTC))) == []
