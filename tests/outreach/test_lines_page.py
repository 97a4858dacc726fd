import json
import re

import pytest
from documented_settings import DOCS, check_defaults, fields, in_seconds, models_of, tables

from app import line_clearances, line_outreach, line_rules, lines
from app.lines import load_lines

PAGE = DOCS / "lines.md"
SECTIONS = {
    "The file": lines.Lines,
    "A line: `lines`": lines.Line,
    "Calls and texts without an invitation: `direct`": lines.DirectEntry,
    "Calling back: `call_back`": lines.CallBack,
    "Clearance: `clearance`": line_clearances.Clearance,
    "Strata: `strata`": line_rules.Stratum,
    "Services: `services`": line_rules.ServiceRule,
    "Outreach: `outreach`": line_outreach.Outreach,
    "Window: `window`": line_outreach.Window,
    "Reminder: `reminder`": line_outreach.Reminder,
    "Falling back: `fall_back`": line_outreach.FallBack,
    "Consent: `consent`": line_outreach.Consent,
    "Follow-up: `follow_up`": line_outreach.FollowUp,
    "Prices: `prices`": line_outreach.Prices,
    "Senders: `senders`": line_outreach.Sender,
    "Reporting: `reporting`": lines.Reporting,
    "Organization: `organization`": lines.Organization,
    "Provider: `provider`": lines.Provider,
    "A reported service: `services` of `reporting`": lines.ReportedService,
    "A survey of another system: `surveys` of `reporting`": lines.ReportedSurvey,
}
BASES = {line_outreach.Setting, line_rules.ContactRule}


def written(default):
    """A default of the page, as the value that it stands for."""
    seconds = in_seconds(default, "mhd")
    return default if seconds is None else seconds


def shown(value):
    """A default of a model, as the page writes it."""
    if value == frozenset(line_outreach.WEEKDAYS):
        return "all"
    if isinstance(value, tuple) and len(value) == 1:
        return value[0]
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, line_outreach.time):
        return f"{value:%H:%M}"
    return value if isinstance(value, float) and value > 1 else str(value)


def test_every_model_of_the_lines_file_has_a_section():
    assert set(SECTIONS.values()) == models_of(lines, line_clearances, line_outreach, line_rules) - BASES
    assert set(tables(PAGE)) == set(SECTIONS)


@pytest.mark.parametrize("heading", SECTIONS)
def test_every_setting_is_documented_and_every_documented_setting_exists(heading):
    assert sorted(tables(PAGE)[heading]) == sorted(fields(SECTIONS[heading]))


@pytest.mark.parametrize("heading", SECTIONS)
def test_documented_defaults_are_the_real_ones(heading):
    check_defaults(tables(PAGE)[heading], SECTIONS[heading], written, shown)


def test_the_example_can_be_used(tmp_path):
    example = re.search(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)[1]
    path = tmp_path / "lines.yaml"
    path.write_text(example, encoding="utf-8")
    found = load_lines(path)
    assert found.sender_of(found.lines[0]).segments_per_second == 30
    assert json.loads(found.model_dump_json(by_alias=True))["lines"][0]["outreach"]["window"]["from"] == "09:00:00"
