"""Organizational units as a form asks for them: all, or those that are named, one a line."""

from __future__ import annotations

from flask import request

from app.web.pages.guard import runtime


def chosen_units() -> frozenset[str] | None:
    """The units that the form names, None where it says all."""
    if request.form.get("every_unit"):
        return None
    return frozenset(one.strip() for one in request.form.get("units", "").splitlines() if one.strip())


def units_of_lines() -> list[str]:
    """The units of the lines, to be hinted at."""
    return sorted({line.organizational_unit for line in runtime().lines.lines if line.organizational_unit})
