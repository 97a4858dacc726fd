"""The page about imports names what the commands can do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.commands.clearances import clearances
from app.commands.published import published
from app.commands.responses import responses
from app.commands.volumes import volumes
from app.reporting.imports.clearances import ClearanceRow
from app.reporting.imports.responses import FORMATS
from app.reporting.imports.touchpoints_json import FORM_KINDS
from app.reporting.imports.volumes import VolumeRow

PAGE = (Path(__file__).parents[3] / "docs" / "imports.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("group", [clearances, published, responses, volumes])
def test_every_option_is_on_the_page(group):
    options = {
        option for parameter in group.commands["import"].params for option in parameter.opts if option[:2] == "--"
    }
    assert options <= set(re.findall(r"--[a-z-]+", PAGE))


def test_the_page_names_no_option_that_is_not_there():
    known = {
        option
        for group in (clearances, published, responses, volumes)
        for parameter in group.commands["import"].params
        for option in parameter.opts
    }
    assert set(re.findall(r"`(--[a-z-]+)", PAGE)) <= known


def test_every_column_format_and_kind_is_on_the_page():
    for word in (*ClearanceRow.model_fields, *VolumeRow.model_fields, *FORMATS, *FORM_KINDS):
        assert word in PAGE
