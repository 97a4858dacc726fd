"""Survey files → surveys. The only part of ``flows`` that reads files; an error names file, line and key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from flows.consistency import Severity, findings
from flows.located import Position, Positions, SurveyError, Unreadable, located_yaml
from flows.survey import Survey
from flows.words import EVERY_LANGUAGE, Words

__all__ = [
    "SHIPPED_SURVEYS",
    "Complaint",
    "Position",
    "Positions",
    "SurveyError",
    "Unreadable",
    "clashes",
    "examine",
    "load_survey",
    "load_surveys",
    "located_yaml",
    "outreach_wording",
    "read_text",
    "refusals",
    "standard_wording",
    "survey_files",
    "survey_from_json",
]

SHIPPED_SURVEYS = Path(__file__).with_name("surveys")
STANDARD_WORDING = Path(__file__).with_name("wording")
OUTREACH_WORDING = Path(__file__).with_name("outreach_wording")
LARGEST_FILE = 1_000_000
"""Bytes of a survey or lines file."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing to say about a file: where it stands, how grave it is, and what it is."""

    path: Path
    position: Position
    severity: Severity
    message: str

    def __str__(self) -> str:
        """``file:line: severity: key: message`` on one line."""
        key = f"{self.position.key}: " if self.position.key else ""
        return f"{self.path}:{self.position.line}: {self.severity}: {key}{self.message}"


def load_survey(path: Path) -> Survey:
    """The survey of a file, standard wording filled in. Raises SurveyError for the first error in it."""
    survey, complaints = examine(path)
    _raise_first(complaints)
    assert survey is not None
    return survey


def load_surveys(directory: Path) -> tuple[Survey, ...]:
    """All surveys of a directory, by file name. Raises SurveyError, also where two of them clash."""
    loaded = {path: load_survey(path) for path in survey_files(directory)}
    _raise_first(clashes(loaded.items()))
    return tuple(loaded.values())


def survey_files(directory: Path) -> list[Path]:
    """The survey files of a directory, sorted. Raises Unreadable where it is none."""
    try:
        return sorted(path for path in directory.iterdir() if path.suffix in {".yaml", ".yml"})
    except OSError as error:
        raise Unreadable(directory, Position(1, ""), f"cannot be read: {error.strerror}") from error


def survey_from_json(text: str) -> Survey:
    """The survey of a canonical JSON, with the same hash. Raises pydantic's ValidationError on anything else."""
    return Survey.model_validate_json(text)


def examine(path: Path) -> tuple[Survey | None, list[Complaint]]:
    """What a file holds, and all that is to be said about it; no survey where an error keeps it from being made.

    Raises Unreadable if the file itself cannot be read.
    """
    try:
        content, positions = located_yaml(read_text(path), path)
        survey = Survey.model_validate(_with_standard_wording(content))
    except Unreadable:
        raise
    except SurveyError as error:
        return None, [Complaint(path, error.position, "error", error.problem)]
    except ValidationError as error:
        return None, list(refusals(error, path, positions))
    return survey, [
        Complaint(path, positions.nearest(finding.loc), finding.severity, finding.message)
        for finding in findings(survey)
    ]


def clashes(loaded: Iterable[tuple[Path, Survey]]) -> list[Complaint]:
    """Errors between surveys: the same id and version twice, or two active versions of one id."""
    complaints: list[Complaint] = []
    versions: dict[tuple[str, int], Path] = {}
    active: dict[str, Path] = {}
    for path, survey in loaded:
        other = versions.setdefault((survey.id, survey.version), path)
        if other != path:
            told = f"{survey.id} version {survey.version} stands in {other} too"
            complaints.append(Complaint(path, Position(1, "version"), "error", told))
        elif survey.active and active.setdefault(survey.id, path) != path:
            told = f"{survey.id} is active in {active[survey.id]} too: one version at a time"
            complaints.append(Complaint(path, Position(1, "active"), "error", told))
    return complaints


def read_text(path: Path) -> str:
    """The text of a survey or lines file. Raises Unreadable."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise Unreadable(path, Position(1, ""), f"is larger than {LARGEST_FILE:,} bytes")
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise Unreadable(path, Position(1, ""), f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise Unreadable(path, Position(line, ""), "is not UTF-8") from error


@cache
def standard_wording(language: str) -> dict[str, Any]:
    """The wording that every survey may leave out, by name and door; empty for a language that ships none."""
    return _wording_of(STANDARD_WORDING / f"{language}.yaml")


@cache
def outreach_wording(language: str) -> dict[str, Any]:
    """What is said beside surveys, by name and door; empty for a language that ships none."""
    return _wording_of(OUTREACH_WORDING / f"{language}.yaml")


def _wording_of(path: Path) -> dict[str, Any]:
    return dict(located_yaml(read_text(path), path)[0]) if path.is_file() else {}


def _with_standard_wording(content: Any) -> Any:
    """``content`` with the standard wording below its own; left as it is where the model will refuse it anyway."""
    if not isinstance(content, dict) or not isinstance(content.get("languages"), list):
        return content
    own = content.get("wording", {})
    doors = content.get("doors", ("voice", "text"))
    if not isinstance(own, dict) or not isinstance(doors, (list, tuple)):
        return content
    wording = dict(own)
    for language in content["languages"]:
        for name, words in standard_wording(language).items() if _is_code(language) else ():
            if name not in own or _is_words(own[name]):
                wording[name] = _below(wording.get(name, {}), Words.model_validate(words), language, doors)
    return {**content, "wording": wording}


def _below(own: Any, standard: Words, language: str, doors: Iterable[Any]) -> dict[str, dict[str, str]]:
    """One piece of wording by door and language, the survey's own before the standard."""
    filled = Words.model_validate(own).model_dump()
    for door in ("voice", "text"):
        words = standard.on(door, language)
        if door in doors and words is not None and EVERY_LANGUAGE not in filled[door]:
            filled[door].setdefault(language, words)
    return filled


def _is_code(language: Any) -> bool:
    return isinstance(language, str) and language.isalpha() and language.isascii()


def _is_words(given: Any) -> bool:
    try:
        Words.model_validate(given)
    except ValidationError:
        return False
    return True


def refusals(error: ValidationError, path: Path, positions: Positions) -> Iterator[Complaint]:
    """What pydantic refused in a file, as errors with their places."""
    for item in error.errors(include_url=False, include_context=False, include_input=False):
        yield Complaint(path, positions.nearest(item["loc"]), "error", " ".join(item["msg"].split()))


def _raise_first(complaints: Iterable[Complaint]) -> None:
    for complaint in complaints:
        if complaint.severity == "error":
            raise SurveyError(complaint.path, complaint.position, complaint.message)
