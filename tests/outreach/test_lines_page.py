import json
import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from app import line_clearances, line_outreach, line_rules, lines
from app.lines import load_lines

PAGE = Path(__file__).parents[2] / "docs" / "lines.md"
SECTIONS = {
    "The file": lines.Lines,
    "A line: `lines`": lines.Line,
    "Calls and texts without an invitation: `direct`": lines.DirectEntry,
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
UNITS = {"m": 60, "h": 3600, "d": 86400}


def tables():
    """The rows of each section's table, as key → default."""
    parts = re.split(r"^##+ (.+)$", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    rows = {
        heading: re.findall(r"^\| `(\w+)` \| .* \| ?(.*?) ?\|$", text, re.MULTILINE)
        for heading, text in zip(parts[::2], parts[1::2], strict=True)
    }
    return {heading: dict(found) for heading, found in rows.items() if found}


def fields(model):
    return {field.alias or name: field for name, field in model.model_fields.items()}


def written(default):
    """A default of the page, as the value that it stands for."""
    bare = default.strip("`")
    seconds = re.fullmatch(r"(\d+)([mhd])", bare)
    return int(seconds[1]) * UNITS[seconds[2]] if seconds else bare


def shown(value):
    """A default of a model, as the page writes it."""
    if isinstance(value, tuple) and len(value) == 1:
        return value[0]
    if isinstance(value, line_outreach.time):
        return f"{value:%H:%M}"
    return value if isinstance(value, float) and value > 1 else str(value)


def test_every_model_of_the_lines_file_has_a_section():
    of_modules = {
        found
        for module in (lines, line_clearances, line_outreach, line_rules)
        for found in vars(module).values()
        if isinstance(found, type) and issubclass(found, BaseModel) and found.__module__ == module.__name__
    }
    assert set(SECTIONS.values()) == of_modules - BASES
    assert set(tables()) == set(SECTIONS)


@pytest.mark.parametrize("heading", SECTIONS)
def test_every_setting_is_documented_and_every_documented_setting_exists(heading):
    assert sorted(tables()[heading]) == sorted(fields(SECTIONS[heading]))


@pytest.mark.parametrize("heading", SECTIONS)
def test_documented_defaults_are_the_real_ones(heading):
    for key, default in tables()[heading].items():
        field = fields(SECTIONS[heading])[key]
        if default == "":
            assert field.is_required(), key
        elif default == "none":
            assert not field.get_default(), key
        elif default == "see below":
            assert isinstance(field.get_default(), BaseModel), key
        elif default == "all":
            assert field.get_default() == frozenset(line_outreach.WEEKDAYS)
        else:
            assert shown(field.get_default()) == written(default), key


def test_the_example_can_be_used(tmp_path):
    example = re.search(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)[1]
    path = tmp_path / "lines.yaml"
    path.write_text(example, encoding="utf-8")
    found = load_lines(path)
    assert found.sender_of(found.lines[0]).segments_per_second == 30
    assert json.loads(found.model_dump_json(by_alias=True))["lines"][0]["outreach"]["window"]["from"] == "09:00:00"
