"""``aftercall check``: surveys and lines looked through, all findings with file, line and key."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import click
from pydantic import ValidationError

from app.errors import BadInput
from app.lines import LOCAL_LINES, Line, Lines
from flows.channels import Door
from flows.complete_wording import CLEARANCE_FIELDS, fields_used
from flows.findings import Finding, error, warning
from flows.load import (
    SHIPPED_SURVEYS,
    Complaint,
    SurveyError,
    Unreadable,
    clashes,
    examine,
    located_yaml,
    read_text,
    refusals,
    survey_files,
)
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
    _tell(complaints, as_json=as_json)
    errors = sum(complaint.severity == "error" for complaint in complaints)
    looked_at = f"{len(files)} survey file(s){' and ' + str(lines) if lines is not None else ''}"
    click.echo(f"{looked_at}: {errors} error(s), {len(complaints) - errors} warning(s)", err=True)
    context.exit(1 if errors else 0)


def _files(paths: Iterable[Path]) -> list[Path]:
    return [file for path in paths for file in (survey_files(path) if path.is_dir() else [path])]


def _surveys(files: Iterable[Path]) -> tuple[dict[Path, Survey], list[Complaint]]:
    surveys: dict[Path, Survey] = {}
    complaints: list[Complaint] = []
    for file in files:
        survey, found = examine(file)
        complaints += found
        if survey is not None:
            surveys[file] = survey
    return surveys, [*complaints, *clashes(surveys.items())]


def _lines(path: Path, surveys: Sequence[Survey]) -> list[Complaint]:
    """What is to be said about a lines file, held against the surveys that its lines name."""
    try:
        content, positions = located_yaml(read_text(path), path)
        lines = Lines.model_validate(content).lines
    except Unreadable:
        raise
    except SurveyError as refused:
        return [Complaint(path, refused.position, "error", refused.problem)]
    except ValidationError as refused:
        return list(refusals(refused, path, positions))
    found = [finding for i, line in enumerate(lines) for finding in line_findings(i, line, surveys)]
    return [Complaint(path, positions.nearest(item.loc), item.severity, item.message) for item in found]


def line_findings(place: int, line: Line, surveys: Iterable[Survey]) -> Iterator[Finding]:
    """Surveys that a line cannot ask, and merge fields of theirs that it does not fill. ``place`` counts from 0."""
    known = list(surveys)
    for door, name in line.surveys.items():
        loc = ("lines", place, "surveys", door)
        versions = [survey for survey in known if survey.id == name]
        survey = next((survey for survey in versions if survey.active), None)
        if survey is None:
            told = f"no version of {name} is active" if versions else f"no survey has the id {name}"
            yield error(loc, told)
            continue
        if door not in survey.doors:
            yield error(loc, f"{name} cannot be asked by {door}")
        for language in line.languages:
            if language not in survey.languages:
                yield error(("lines", place, "languages"), f"{name} does not speak {language}")
        yield from _unfilled(place, line, survey, door)


def _unfilled(place: int, line: Line, survey: Survey, door: Door) -> Iterator[Finding]:
    filled = {"agency", "program", "service", *line.fields}
    filled |= CLEARANCE_FIELDS if line.clearance is not None else set()
    for name in sorted(fields_used(survey, door)):
        if name in line.fields:
            yield from _unsaid(place, line, name, door)
        if name in filled:
            continue
        if name in CLEARANCE_FIELDS:
            yield error(("lines", place, "clearance"), f"{survey.id} says {{{name}}} by {door}: a clearance is needed")
        elif name in survey.fields:
            yield warning(
                ("lines", place, "fields", name), f"{survey.id} needs it by {door}: each contact must carry it"
            )
        else:
            yield error(("lines", place, "fields", name), f"{survey.id} says {{{name}}} by {door}")


def _unsaid(place: int, line: Line, name: str, door: Door) -> Iterator[Finding]:
    for language in line.languages:
        if not line.fields[name].has(door, language):
            yield error(("lines", place, "fields", name), f"has no words for {door} in {language}")


def _tell(complaints: Sequence[Complaint], *, as_json: bool) -> None:
    if not as_json:
        for complaint in complaints:
            click.echo(str(complaint))
        return
    plain = [
        {
            "path": str(complaint.path),
            "line": complaint.position.line,
            "key": complaint.position.key,
            "severity": complaint.severity,
            "message": complaint.message,
        }
        for complaint in complaints
    ]
    click.echo(json.dumps(plain, ensure_ascii=False, indent=2))
