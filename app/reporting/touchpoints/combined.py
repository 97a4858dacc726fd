"""The combined file of Touchpoints: the columns of its submission export, then the 17 of version 2, byte for byte."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO, NamedTuple

from sqlalchemy import Connection, func, literal_column, select

from app.errors import BadInput
from app.line_fields import fields_of
from app.records import queries
from app.records.responses import Response
from app.reporting.formats.cells import line
from app.reporting.formats.expressions import Cell
from app.reporting.formats.streaming import stream
from app.reporting.formats.writing import Asked
from app.reporting.selection import happened_at
from app.reporting.touchpoints.columns import RESPONSES, SUBMISSION_AFTER, SUBMISSION_BEFORE
from app.reporting.touchpoints.kinds import Kinds, kinds_in, mixed, with_trust
from app.reporting.touchpoints.responses import EMPTY, refuse_identifying, rows_and_cells, tell_of_walk_ins
from flows.channels import CHANNELS, Door
from flows.load import survey_from_json
from flows.survey import SCORES, Question, Survey
from flows.words import FIELD

_FORM = "touchpoints-combined"
_STORED = ("response_id", "location_code", "archived", "flagged", "deleted", "tags", "satisfaction", *SCORES[2:])


class _Column(NamedTuple):
    """A question's column: its text, its cell, and the expression that the cell is of where it is no column."""

    text: str
    cell: Cell
    answer: str | None = None


def write(connection: Connection, asked: Asked, out: BinaryIO) -> Iterator[int]:
    """One line a respondent with a trust answer: what was asked and answered, and what version 2 makes of it.

    Raises BadInput where the responses are of several surveys or versions, whose questions cannot share columns, and
    in all cases in which version 2 does.
    """
    refuse_identifying(_FORM, asked)
    kinds = kinds_in(connection, _FORM, asked.selection)
    asked.notes.extend(mixed(kinds))
    questions = _questions(connection, asked, kinds)
    answers: list[Any] = [
        literal_column(column.answer).label(column.cell.sql.removeprefix("r.")) for column in questions if column.answer
    ]
    stored = [Response.__table__.c[name] for name in _STORED]
    more = [*stored, happened_at().label("happened_at"), *answers]
    rows, cells = rows_and_cells(connection, asked, kinds, more)
    out.write(line((*SUBMISSION_BEFORE, *(q.text for q in questions), *SUBMISSION_AFTER, *RESPONSES)).encode())
    before, after = [Cell("r.source_id", "opaque"), Cell("r.response_id", "uuid")], _after()
    written = 0
    submission = [*before, *(question.cell for question in questions), *after]
    for written in stream(connection, [*submission, *cells], rows, asked.selection.zone, out):
        yield written
    if not written:
        tell_of_walk_ins(asked)


def _after() -> list[Cell]:
    known = {
        "Location Code": Cell("r.location_code", "text"),
        "Status": Cell("'received'", "plain"),
        "Archived": Cell("r.archived", "boolean"),
        "Flagged": Cell("r.flagged", "boolean"),
        "Deleted": Cell("r.deleted", "boolean"),
        "Created at": Cell("r.happened_at", "moment"),
        "Tags": Cell("r.tags", "list"),
    }
    return [known.get(name, EMPTY) for name in SUBMISSION_AFTER]


def _questions(connection: Connection, asked: Asked, kinds: Kinds) -> list[_Column]:
    """A column a question of the one survey; none where only its responses are known."""
    surveys = sorted({(kind.survey_id, kind.survey_version) for kind in kinds}, key=repr)
    if len(surveys) > 1:
        told = ", ".join(name if version is None else f"{name} version {version}" for name, version in surveys)
        raise BadInput(
            f"{_FORM}: holds one survey, whose questions are its columns, and these are {told}: use --survey"
        )
    survey = _survey(connection, *surveys[0]) if surveys else None
    if survey is None:
        if surveys:
            asked.notes.append(
                f"The questions of {surveys[0][0]} are not known here, so the file has no columns for them."
            )
        return []
    channel = min(kind.channel for kind in kinds)
    door: Door = CHANNELS[channel].door if channel in CHANNELS else "text"
    fields = _fields(connection, asked, door, survey.languages[0])
    columns = []
    for number, question in enumerate(survey.questions):
        words = question.statement.on(door, survey.languages[0]) or question.id
        text = FIELD.sub(lambda match: fields.get(match[1], match[0]), words)
        kept_back = question.kind == "text" and not asked.comments
        cell = (EMPTY, None) if kept_back else _cell(survey, question, f"answer_{number}")
        columns.append(_Column(text, *cell))
    return columns


def _survey(connection: Connection, survey_id: str, version: int | None) -> Survey | None:
    definition = None if version is None else queries.survey_definition(connection, survey_id, version)
    return None if definition is None else survey_from_json(definition)


def _fields(connection: Connection, asked: Asked, door: Door, language: str) -> dict[str, str]:
    """What the line says in the wording, where all responses came over one line that is known."""
    ends = select(func.min(Response.line_id), func.max(Response.line_id)).where(*with_trust(asked.selection))
    first, last = connection.execute(ends).one()
    known = {one.id: one for one in asked.lines}
    return dict(fields_of(known[first], door, language)) if first == last and first in known else {}


def _cell(survey: Survey, question: Question, name: str) -> tuple[Cell, str | None]:
    if question.measure in SCORES:
        return Cell(f"r.{question.measure}", "plain"), None
    if question is survey.comment:
        return Cell("r.comment", "text"), None
    scale = survey.scale_of(question)
    if question.measure == "drivers" and scale is not None:
        drivers = [str(option.measure) for option in scale.options]
        return Cell(_chosen(question.sign or "", drivers), "text"), None
    answer = (
        "(select coalesce(cast(answers.value as text), answers.text, answers.native) from answers "  # noqa: S608  # a question's id is a checked name
        f"where answers.response_id = responses.response_id and answers.question = '{question.id}' "
        "and answers.missing is null)"
    )
    return Cell(f"r.{name}", "text"), answer


def _chosen(sign: str, drivers: Sequence[str]) -> str:
    """The drivers chosen, joined by commas; null for none."""
    each: list[Any] = [f"case when r.{sign}_{driver} = 1 then ',{driver}' else '' end" for driver in drivers]
    return f"nullif(ltrim({' || '.join(each)}, ','), '')"
