"""A file as somebody asks for it in a form: which formats there are for them, and what they filled in as an order."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import ValidationError

from app.access.people import Person
from app.access.roles import Permission
from app.errors import BadInput
from app.reporting.orders.order import OF_THE_AGENCY, QUARTER, REPORT, PersonOrder


@dataclass(frozen=True, slots=True)
class Form:
    """A format, in words for whoever chooses."""

    name: str
    words: str
    group: str


_FORMS = tuple(
    Form(name, words, group)
    for group, forms in {
        "To read and to count": {
            "xlsx": "Workbook (.xlsx): responses, a summary and what each column means",
            REPORT: "Report with pictures (PDF): the figures of lines, with every picture and its numbers",
            "csv": "CSV: one row a response",
            "long-csv": "CSV by answer: one row an answer, for statistics programs",
        },
        "For other programs": {
            "jsonl": "JSON Lines: one object a response with its answers",
            "parquet": "Parquet: typed columns, for programs that analyze",
            "touchpoints-v2": "Touchpoints response file: version 2, 17 columns",
            "touchpoints-combined": "Touchpoints export: the responses of one survey",
        },
        "For the federal quarter": {
            QUARTER: "Quarterly submission (.zip): all its files, with the self-check",
            "touchpoints-v2-collections": "Service ratings: version 2",
            "touchpoints-v2-details": "Details of the response files: version 2",
            "touchpoints-v1-header": "Header: version 1",
            "touchpoints-v1-questions": "Question counts: version 1",
            "touchpoints-v1-quarterly": "Quarterly row: version 1",
        },
    }.items()
    for name, words in forms.items()
)
FILTERS = "line survey unit location queue channel language status quarter since until".split()
SWITCHES = ("identifying", "include_test", "walk_ins")
_WHOLE = ("line", "survey", "unit", "location", "queue", "channel", "language", "status", "since", "until")


def may_have(person: Person, form: str) -> bool:
    """Whether somebody may have a format at all: reports if they see results, those of the agency if all units."""
    if form == REPORT:
        return person.may(Permission.RESULTS_READ)
    return person.access.units is None or form not in OF_THE_AGENCY


def forms_for(person: Person) -> list[Form]:
    """The formats that somebody may have."""
    return [form for form in _FORMS if may_have(person, form.name)]


def words_of(form: str) -> str:
    """A format in words, without what its file ends in."""
    return next((one.words.partition(":")[0] for one in _FORMS if one.name == form), form)


def order_from(given: Mapping[str, str]) -> PersonOrder:
    """The order that the fields of a form come to. Raises BadInput with a sentence."""
    form = given.get("format", "")
    asked = {name: value for name in FILTERS if (value := given.get(name, "").strip())}
    if form == QUARTER:
        _refuse_part_of_quarter(asked, identifying=bool(given.get("identifying")))
    if form.startswith("touchpoints") and given.get("identifying"):
        raise BadInput("Files for Touchpoints have no columns that identify; please choose another format.")
    switched = {name: True for name in SWITCHES if given.get(name)}
    try:
        return PersonOrder.model_validate_json(json.dumps({"format": form, **asked, **switched}))
    except ValidationError as error:
        raise BadInput(_sentence(error)) from error


def _refuse_part_of_quarter(asked: Mapping[str, str], *, identifying: bool) -> None:
    if "quarter" not in asked:
        raise BadInput("Please give the fiscal quarter of the submission, such as 2026-Q1.")
    narrowed = [name for name in _WHOLE if name in asked]
    if narrowed or identifying:
        more = ["identifying columns"] if identifying else []
        raise BadInput(f"The quarterly submission is always whole; please leave out: {', '.join([*narrowed, *more])}.")


def _sentence(error: ValidationError) -> str:
    first = error.errors()[0]
    said = first["msg"].removeprefix("Value error, ")
    where = ".".join(map(str, first["loc"]))
    return f"{where.replace('_', ' ').capitalize()}: {said}." if where else f"{said[0].upper()}{said[1:]}."
