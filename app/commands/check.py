"""``aftercall check``: surveys and lines looked through, all findings with file, line, key, rule and source."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import click
from pydantic import ValidationError

from app.errors import BadInput
from app.lines import LOCAL_LINES, Lines
from app.surveying.clearance_findings import clearance_findings
from app.surveying.line_findings import line_findings
from flows.load import (
    SHIPPED_SURVEYS,
    Complaint,
    SurveyError,
    Unreadable,
    clashes,
    complaint,
    located_yaml,
    read_text,
    refusals,
    survey_files,
)
from flows.rules import look_through
from flows.survey import Survey


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--surveys-dir", envvar="SURVEYS_DIR", type=click.Path(path_type=Path), help="Surveys beside the shipped."
)
@click.option("--lines", "lines_file", envvar="LINES_FILE", type=click.Path(path_type=Path), help="The lines file.")
@click.option("--json", "as_json", is_flag=True, help="One JSON list instead of lines of text.")
@click.pass_context
def check(
    context: click.Context, paths: tuple[Path, ...], surveys_dir: Path | None, lines_file: Path | None, *, as_json: bool
) -> None:
    """Look through survey files or directories; without PATHS all surveys, and the lines against them."""
    try:
        files = _files(paths or (SHIPPED_SURVEYS, *([surveys_dir] if surveys_dir else [])))
        surveys, complaints = _surveys(files)
        lines = None if paths else lines_file or LOCAL_LINES
        if lines is not None:
            complaints += _lines(lines, list(surveys.values()))
    except Unreadable as unreadable:
        raise BadInput(str(unreadable)) from unreadable
    _tell(_by_file(complaints), as_json=as_json)
    errors = sum(one.severity == "error" for one in complaints)
    looked_at = f"{len(files)} survey file(s){' and ' + str(lines) if lines is not None else ''}"
    click.echo(f"{looked_at}: {errors} error(s), {len(complaints) - errors} warning(s)", err=True)
    context.exit(1 if errors else 0)


def _files(paths: Iterable[Path]) -> list[Path]:
    return [file for path in paths for file in (survey_files(path) if path.is_dir() else [path])]


def _surveys(files: Iterable[Path]) -> tuple[dict[Path, Survey], list[Complaint]]:
    surveys: dict[Path, Survey] = {}
    complaints: list[Complaint] = []
    for file in files:
        survey, found = look_through(file)
        complaints += found
        if survey is not None:
            surveys[file] = survey
    return surveys, [*complaints, *clashes(surveys.items())]


def _lines(path: Path, surveys: Sequence[Survey]) -> list[Complaint]:
    """What is to be said about a lines file, held against the surveys that its lines name."""
    try:
        content, positions = located_yaml(read_text(path), path)
        lines = Lines.model_validate(content)
    except Unreadable:
        raise
    except SurveyError as refused:
        return [Complaint(path, refused.position, "error", refused.problem)]
    except ValidationError as refused:
        return list(refusals(refused, path, positions))
    now = datetime.now(UTC)
    found = (
        finding
        for i, line in enumerate(lines.lines)
        for finding in (
            *line_findings(i, line, surveys, now),
            *clearance_findings(i, line, lines.reporting, now),
        )
    )
    return [complaint(path, positions, finding) for finding in found]


def _by_file(complaints: Iterable[Complaint]) -> list[Complaint]:
    """The complaints of each file together, files as they were looked at, each by line."""
    files: dict[Path, list[Complaint]] = {}
    for one in complaints:
        files.setdefault(one.path, []).append(one)
    return [one for found in files.values() for one in sorted(found, key=lambda one: one.position.line)]


def _tell(complaints: Sequence[Complaint], *, as_json: bool) -> None:
    if not as_json:
        for one in complaints:
            click.echo(str(one))
        return
    plain = [
        {
            "path": str(one.path),
            "line": one.position.line,
            "key": one.position.key,
            "severity": one.severity,
            "message": one.message,
            "rule": one.rule.id if one.rule is not None else None,
            "source": one.rule.source if one.rule is not None else None,
        }
        for one in complaints
    ]
    click.echo(json.dumps(plain, ensure_ascii=False, indent=2))
