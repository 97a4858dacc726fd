"""Whether surveys and lines may be used: what the rules forbid stops the start, while people would be asked with it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from app.errors import BadInput
from app.line_requirements import may_ask_findings
from app.lines import Lines
from flows.findings import Finding
from flows.load import Complaint, complaint, located_yaml, read_text
from flows.rules import look_through, rule_findings
from flows.survey import Survey


def refuse_surveys(files: Mapping[Path, Survey]) -> None:
    """Raises BadInput naming file and line of the first active survey that a rule keeps from being used."""
    for path, survey in files.items():
        if survey.active and any(map(_stops, rule_findings(survey))):
            raise BadInput(str(next(filter(_stops, look_through(path)[1]))))


def refuse_lines(lines_file: Path, lines: Lines) -> None:
    """Raises BadInput naming file and line of the first line that a rule keeps from asking."""
    for finding in (each for place, line in enumerate(lines.lines) for each in may_ask_findings(place, line)):
        positions = located_yaml(read_text(lines_file), lines_file)[1]
        raise BadInput(str(complaint(lines_file, positions, finding)))


def _stops(found: Finding | Complaint) -> bool:
    return found.severity == "error" and found.rule is not None and found.rule.stops == "starting"
