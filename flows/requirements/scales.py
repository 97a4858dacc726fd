"""Whether keys mean the same throughout a survey, and rise with what they report."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from flows.findings import Finding
from flows.requirements import register
from flows.survey import Scale, Survey

_FEWEST_WITH_AN_ORDER = 3


def scale_order_findings(survey: Survey) -> Iterator[Finding]:
    """Scales that count down, and keys that report one value here and another there."""
    scored = {
        question.scale: scale
        for question in survey.questions
        if (scale := survey.scale_of(question)) is not None and question.kind == "scale"
    }
    reported: dict[str, tuple[int, str | None]] = {}
    for name, scale in scored.items():
        if name is None or scale.reports_as == "none":
            continue
        values = _values(scale)
        falling = [one > other for one, other in pairwise(values[key] for key in sorted(values))]
        if len(values) >= _FEWEST_WITH_AN_ORDER and any(falling):
            told = "higher keys report lower values: 1 to 5 upwards is what people know"
            yield register.SCALE_ASCENDING.broken(("scales", name), told)
        yield from _other_meaning(name, scale, reported)


def _values(scale: Scale) -> dict[str, int]:
    return {option.key: option.value for option in scale.options if option.value is not None}


def _other_meaning(name: str, scale: Scale, reported: dict[str, tuple[int, str | None]]) -> Iterator[Finding]:
    if scale.reports_as != "likert_5":
        return
    for key, value in _values(scale).items():
        before, where = reported.setdefault(key, (value, name))
        if before != value:
            told = f"the key {key} reports {value} here and {before} in {where}"
            yield register.KEY_MEANS_THE_SAME.broken(("scales", name), told)
            return
