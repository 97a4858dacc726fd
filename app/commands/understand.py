"""``aftercall understand``: how replies to a question would be taken, and why."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from app.commands.named_survey import named_survey
from app.errors import BadInput
from flows.replies import Reading, Unread, read_words
from flows.session import Said
from flows.survey import Question, Survey

_WIDTHS = (8, 18)
"""Of the columns with the value and with the rule or reason."""


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False, allow_dash=True))
@click.option("--survey", "survey_name", required=True, help="A survey's id, or its file.")
@click.option("--question", "question_id", required=True, help="The question replied to, by its id.")
@click.option("--language", help="The language of the conversation; without it, the survey's first.")
@click.option("--surveys-dir", envvar="SURVEYS_DIR", type=click.Path(path_type=Path), help="Beside the shipped.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def understand(
    file: Path | None,
    survey_name: str,
    question_id: str,
    language: str | None,
    surveys_dir: Path | None,
    *,
    as_json: bool,
) -> None:
    """Read text replies, one a line, from FILE or standard input, and say how each would be taken."""
    survey = named_survey(survey_name, surveys_dir)
    question = _question(survey, question_id)
    spoken = language or survey.languages[0]
    if spoken not in survey.languages:
        raise BadInput(f"--language {spoken}: {survey.id} speaks {', '.join(survey.languages)}")
    for reply in _replies(file):
        taken = _taken(reply, read_words(question, survey.scale_of(question), Said(reply), "text", spoken))
        click.echo(json.dumps(taken, ensure_ascii=False) if as_json else _in_columns(taken))


def _question(survey: Survey, question_id: str) -> Question:
    if question_id not in survey.by_id:
        raise BadInput(f"--question {question_id}: {survey.id} asks {', '.join(survey.by_id)}")
    return survey.by_id[question_id]


def _replies(file: Path | None) -> Iterator[str]:
    """The lines of a file or of standard input as they come. Raises BadInput naming the line that is not UTF-8."""
    name = "standard input" if file is None or str(file) == "-" else str(file)
    try:
        with sys.stdin.buffer if file is None or str(file) == "-" else file.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                try:
                    yield line.decode().rstrip("\r\n").removeprefix("\ufeff" if number == 1 else "")
                except UnicodeDecodeError as error:
                    raise BadInput(f"{name}:{number}: is not UTF-8") from error
    except OSError as error:
        raise BadInput(f"{name}: cannot be read: {error.strerror}") from error


def _taken(reply: str, read: Reading | Unread) -> dict[str, Any]:
    """How a reply was taken, as JSON values; ``value`` is what the scale reports, else the keys, else the words."""
    if isinstance(read, Unread):
        refused: dict[str, Any] = {
            "value": None,
            "native": None,
            "text": None,
            "reason": read.reason,
            "how": None,
            "flags": [],
        }
        return {"reply": reply, **refused, "correction": read.correction, "language": read.language}
    values = (read.value, read.native, read.text)
    distress = "distress" in read.flags
    return {
        "reply": reply,
        "value": None if distress else next(value for value in values if value is not None),
        "native": read.native,
        "text": read.text,
        "reason": "distress" if distress else None,
        "how": read.how,
        "flags": list(read.flags),
        "correction": None,
        "language": None,
    }


def _in_columns(taken: dict[str, Any]) -> str:
    """The keys taken, the rule or the reason, and the reply; of a comment ``text`` and its flags."""
    given = taken["native"] or taken["correction"] or ("text" if taken["value"] is not None else "-")
    why = ", ".join([taken["reason"] or taken["how"], *(flag for flag in taken["flags"] if flag != taken["reason"])])
    return f"{given:<{_WIDTHS[0]}} {why:<{_WIDTHS[1]}} {taken['reply']}".rstrip()
