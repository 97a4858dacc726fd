"""The 17-column response file that Touchpoints takes in and gives out (A-11 version 2), byte for byte."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, select

from app.errors import BadInput
from app.records import queries
from app.records.responses import INDICATORS, Answer, Response
from app.reporting.cells import line
from app.reporting.rows import answers_by_response, batches
from app.reporting.selection import Selection
from app.reporting.tapped_lists import TappedList, indicators, lists_of
from flows.load import survey_from_json

HEADER = line(("external_id", "question_1", *INDICATORS, "question_4"))

_NOT_ASKED = "null"
_SCALES = {"likert_5": "1 to 5", "thumbs": "0 or 1"}
_ONE_A_FILE = ("service", "survey_id", "survey_version", "transaction_point", "service_stage", "channel")
"""What the file has no column for and ought to hold only one of."""

Asked = tuple[str, int | None, str]
"""Survey, version and channel: what decides on the lists offered."""


def lines(connection: Connection, selection: Selection) -> Iterator[str]:
    """One line a respondent with a trust answer. The caller has looked at ``mixture`` before.

    Raises BadInput where a survey version is not in the database, so that nobody knows what its lists offered.
    """
    lists: dict[Asked, tuple[TappedList, ...]] = {}
    shown = ("response_id", "trust", *INDICATORS, "comment", "survey_id", "survey_version", "channel")
    columns = [Response.__table__.c[name] for name in shown]
    for batch in batches(connection, columns, (*selection.respondents(), Response.trust.is_not(None))):
        codes = _codes(connection, [row.response_id for row in batch])
        for row in batch:
            asked = (row.survey_id, row.survey_version, row.channel)
            if asked not in lists:
                lists[asked] = _lists(connection, *asked)
            yield _line(row, lists[asked], codes.get(row.response_id, {}))


def mixture(connection: Connection, selection: Selection) -> Mapping[str, Sequence[str]]:
    """What the file would hold several of, by column, sorted. Raises BadInput where it would mix two trust scales."""
    columns = [Response.__table__.c[name] for name in (*_ONE_A_FILE, "trust_scale")]
    chosen = (*selection.respondents(), Response.trust.is_not(None))
    kinds = connection.execute(select(*columns).where(*chosen).distinct()).all()
    _refuse_two_scales(kinds)
    several = {name: sorted({str(getattr(kind, name) or "none") for kind in kinds}) for name in _ONE_A_FILE}
    return {name: values for name, values in several.items() if len(values) > 1}


def _refuse_two_scales(kinds: Sequence[Row[Any]]) -> None:
    used: dict[str, set[str]] = {}
    for kind in kinds:
        version = "" if kind.survey_version is None else f" version {kind.survey_version}"
        used.setdefault(kind.trust_scale, set()).add(f"{kind.survey_id}{version} by {kind.channel}")
    if len(used) > 1:
        told = "; ".join(f"{_SCALES[scale]} ({scale}) in {', '.join(sorted(used[scale]))}" for scale in sorted(used))
        raise BadInput(
            f"touchpoints-v2: trust is {told}. One file holds only one scale: choose with --survey, --channel, "
            "--line or --since and --until"
        )


def _codes(connection: Connection, responses: Sequence[str]) -> Mapping[str, Mapping[str, str | None]]:
    """By response, the missing codes of its tapped lists; None where one was answered."""
    found = answers_by_response(connection, responses, Answer.measure == "drivers")
    return {response: {answer.question: answer.missing for answer in answers} for response, answers in found.items()}


def _lists(connection: Connection, survey_id: str, version: int | None, channel: str) -> tuple[TappedList, ...]:
    if version is None:
        return ()
    definition = queries.survey_definition(connection, survey_id, version)
    if definition is None:
        raise BadInput(
            f"survey {survey_id} version {version} is not in the database: what its lists offered is unknown"
        )
    return lists_of(survey_from_json(definition), channel)


def _line(row: Row[Any], lists: Sequence[TappedList], codes: Mapping[str, str | None]) -> str:
    told = indicators({name: getattr(row, name) for name in INDICATORS}, lists, codes)
    cells = (_NOT_ASKED if value is None else str(value) for value in told)
    return line((row.response_id, str(row.trust), *cells, row.comment))
