"""Tables of a page of the docs, which name each setting of a file with its default, beside the models of that file."""

from __future__ import annotations

import re
from pathlib import Path

from pydantic import BaseModel

DOCS = Path(__file__).parents[1] / "docs"
SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def tables(page):
    """The rows of the table of each section that has one, as key → default."""
    parts = re.split(r"^##+ (.+)$", page.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    found = {
        heading: dict(re.findall(r"^\| `(\w+)` \| .* \| ?(.*?) ?\|$", text, re.MULTILINE))
        for heading, text in zip(parts[::2], parts[1::2], strict=True)
    }
    return {heading: rows for heading, rows in found.items() if rows}


def fields(model):
    """The settings of a model, by the names that the file has for them."""
    return {field.alias or name: field for name, field in model.model_fields.items()}


def models_of(*modules, kind=BaseModel):
    """The models that these modules themselves define."""
    return {
        found
        for module in modules
        for found in vars(module).values()
        if isinstance(found, type) and issubclass(found, kind) and found.__module__ == module.__name__
    }


def in_seconds(default, units):
    """The seconds that a default such as ``2h`` stands for; none where it is no number of these units."""
    found = re.fullmatch(rf"(\d+)([{units}])", default)
    return int(found[1]) * SECONDS[found[2]] if found else None


def check_defaults(rows, model, written, shown):
    """The default of each row is the model's.

    ``written`` is the value that a default of the page stands for, ``shown`` what that is of a default of the model.
    """
    for key, default in rows.items():
        field = fields(model)[key]
        if default == "":
            assert field.is_required(), key
        elif default == "none":
            assert not field.get_default(), key
        elif default == "see below":
            assert isinstance(field.get_default(), BaseModel), key
        else:
            real = shown(field.get_default())
            assert real == written(default.strip("`")), f"{key}: {real}"
