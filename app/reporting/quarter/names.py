"""Names of the files of a submission: they say service, channel, stage and quarter, and no two are alike."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from app.reporting.fiscal import FiscalQuarter
from app.reporting.quarter.groups import Group

_LONGEST = 40
"""Characters of one part: four parts and an ending stay below every system's limit of 255."""


def stems(quarter: FiscalQuarter, groups: Iterable[Group]) -> Mapping[tuple[object, ...], str]:
    """By ``Group.kinds``, how the names of its files begin. Groups that would share a name are numbered from 2 on."""
    taken: set[str] = set()
    found: dict[tuple[object, ...], str] = {}
    for group in groups:
        stem = plain = _stem(quarter, group)
        number = 1
        while stem in taken:
            number += 1
            stem = f"{plain}_{number}"
        taken.add(stem)
        found[group.kinds] = stem
    return found


def prefix(quarter: FiscalQuarter) -> str:
    """How every name of a quarter begins: ``fy2026-q1``."""
    return f"fy{quarter.year}-q{quarter.quarter}"


def slug(words: str | None, otherwise: str) -> str:
    """The words in small letters, digits and hyphens, 40 at most; ``otherwise`` where nothing is left of them."""
    plain = unicodedata.normalize("NFKD", words or "").encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST].strip("-") or otherwise


def _stem(quarter: FiscalQuarter, group: Group) -> str:
    parts = (
        prefix(quarter),
        slug(group.service, "no-service"),
        group.channel,
        slug(group.stage, "no-stage"),
        slug(group.survey_id, "survey"),
    )
    return "_".join(parts)
