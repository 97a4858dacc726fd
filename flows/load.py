"""Survey files → surveys. The only part of ``flows`` that reads files; an error names file, line and key."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from flows.audio import FILE_NAME, LARGEST_RECORDING, NotPlayable, Recording, recording_of
from flows.consistency import findings
from flows.findings import Finding, Rule, Severity, error
from flows.located import Position, Positions, SurveyError, Unreadable, located_yaml
from flows.survey import Survey
from flows.understanding.lexicon import Lexicon, lexicon_from
from flows.understanding.tongue import Tongue
from flows.words import EVERY_LANGUAGE, Words

__all__ = [
    "SHIPPED_SURVEYS",
    "Complaint",
    "Position",
    "Positions",
    "SurveyError",
    "Unreadable",
    "clashes",
    "complaint",
    "examine",
    "load_lexicon",
    "load_survey",
    "load_surveys",
    "located_survey",
    "located_yaml",
    "outreach_wording",
    "read_text",
    "recordings_beside",
    "refusals",
    "standard_wording",
    "survey_files",
    "survey_from_json",
    "tongue",
]

SHIPPED_SURVEYS = Path(__file__).with_name("surveys")
STANDARD_WORDING = Path(__file__).with_name("wording")
OUTREACH_WORDING = Path(__file__).with_name("outreach_wording")
LEXICONS = Path(__file__).with_name("lexicons")
RECORDINGS = "audio"
"""The directory beside a survey file that its recordings stand in."""
LARGEST_FILE = 1_000_000
"""Bytes of a survey or lines file."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing to say about a file: where it stands, how grave it is, and what it is."""

    path: Path
    position: Position
    severity: Severity
    message: str
    rule: Rule | None = None

    def __str__(self) -> str:
        """``file:line: severity: key: message (rule: source)`` on one line."""
        key = f"{self.position.key}: " if self.position.key else ""
        rule = f" ({self.rule.id}: {self.rule.source})" if self.rule is not None else ""
        return f"{self.path}:{self.position.line}: {self.severity}: {key}{self.message}{rule}"


def complaint(path: Path, positions: Positions, finding: Finding) -> Complaint:
    """A finding with the place in its file."""
    return Complaint(path, positions.nearest(finding.loc), finding.severity, finding.message, finding.rule)


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
    """What a file holds, and whether it holds together; no survey where it is too far from one. Raises Unreadable."""
    survey, _, complaints = located_survey(path)
    return survey, complaints


def located_survey(path: Path) -> tuple[Survey | None, Positions, list[Complaint]]:
    """What a file holds, where in it everything stands, and whether it holds together.

    Raises Unreadable if the file itself cannot be read.
    """
    positions = Positions({})
    unplayable: list[Complaint] = []
    try:
        content, positions = located_yaml(read_text(path), path)
        content, found = _with_recordings(content, path)
        unplayable += (complaint(path, positions, finding) for finding in found)
        survey = Survey.model_validate(_with_standard_wording(content))
    except Unreadable:
        raise
    except SurveyError as error:
        return None, positions, [Complaint(path, error.position, "error", error.problem)]
    except ValidationError as error:
        return None, positions, [*unplayable, *refusals(error, path, positions)]
    return survey, positions, [*unplayable, *(complaint(path, positions, finding) for finding in findings(survey))]


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


def load_lexicon(path: Path) -> Lexicon:
    """The words of a language for reading replies. Raises SurveyError for the first error in the file."""
    content, positions = located_yaml(read_text(path), path)
    try:
        return lexicon_from(content)
    except ValidationError as error:
        _raise_first(refusals(error, path, positions))
        raise


@cache
def tongue(language: str) -> Tongue:
    """All lexicons, that of ``language`` first, for reading the replies of a session in it."""
    return Tongue(language, lexicons())


@cache
def lexicons() -> tuple[Lexicon, ...]:
    """The lexicons of all languages that ship one."""
    return tuple(map(load_lexicon, sorted(LEXICONS.glob("*.yaml"))))


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


def recordings_beside(path: Path, survey: Survey) -> dict[str, Path]:
    """The recordings of the survey of a file: where each stands, by its address."""
    every = (recording for by_language in survey.audio.values() for recording in by_language.values())
    return {recording.address: path.parent / RECORDINGS / recording.file for recording in every}


def _with_recordings(content: Any, path: Path) -> tuple[Any, list[Finding]]:
    """``content`` with recordings for the names of files; what cannot be played is told, and left out."""
    named = content.get("audio") if isinstance(content, dict) else None
    if not isinstance(named, dict) or not all(isinstance(files, dict) for files in named.values()):
        return content, []
    found: list[Finding] = []
    audio: dict[str, dict[str, Recording]] = {name: {} for name in named}
    for name, files in named.items():
        for language, file in files.items():
            try:
                audio[name][language] = _recording(path.parent / RECORDINGS, file)
            except NotPlayable as problem:
                found.append(error(("audio", name, language), f"{file} {problem}"))
    return {**content, "audio": audio}, found


def _recording(directory: Path, file: Any) -> Recording:
    if not isinstance(file, str) or not re.fullmatch(FILE_NAME, file):
        raise NotPlayable("is no name of a recording: letters, digits, - and _, then .mp3 or .wav")
    path = directory / file
    try:
        if path.stat().st_size > LARGEST_RECORDING:
            raise NotPlayable(f"is larger than {LARGEST_RECORDING:,} bytes")
        return recording_of(file, path.read_bytes())
    except OSError as failed:
        raise NotPlayable(f"cannot be read in {directory}: {failed.strerror}") from failed


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
