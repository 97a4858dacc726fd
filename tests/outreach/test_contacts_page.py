"""docs/contacts.md names every field of a report and every reason not to ask."""

import re
from pathlib import Path

import pytest

from app.outreach.contact_reports import ContactReport
from app.records.contacts import DECISIONS

PAGE = Path(__file__).parents[2] / "docs" / "contacts.md"


@pytest.mark.parametrize(
    ("section", "names"),
    [
        ("What is reported", list(ContactReport.model_fields)),
        ("The decision", [code for code in DECISIONS if code != "ask"]),
    ],
)
def test_the_page_has_each_of_them_in_its_order(section, names):
    parts = re.split(r"^## (.+)$", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    told = parts[parts.index(section) + 1]
    assert re.findall(r"^\| `(\w+)` \|", told, flags=re.MULTILINE) == names
