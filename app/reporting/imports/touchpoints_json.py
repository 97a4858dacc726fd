"""Reads pages of responses as the read API of Touchpoints gives them: JSON:API, one form's submissions a page."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from app.errors import BadInput
from app.records.responses import SIGNS
from app.reporting.imports import web_cells
from app.reporting.imports.bad_cells import BadCell
from app.reporting.imports.json_values import json_values
from app.reporting.imports.running import Outcome, Source
from app.reporting.imports.touchpoints_v2 import Reading
from app.reporting.imports.web_response import NOTHING_TOLD, Marks, Origin, Told, WebResponse
from app.reporting.touchpoints.columns import ITEMS_V1
from flows.survey import DRIVERS

_SUBMISSIONS = "submissions"


@dataclass(frozen=True, slots=True)
class FormKind:
    """What the answer fields of a kind of form hold. Source: the form templates of GSA Touchpoints, public source."""

    instrument: str
    trust_scale: str
    items: Mapping[str, str]
    """By measure, the field that holds its value."""
    lists: Mapping[str, str]
    """By sign, the field that holds the drivers chosen."""
    comments: tuple[str, ...]


_V2_LISTS = {"positive": "answer_02", "negative": "answer_03"}
FORM_KINDS = {
    "a11": FormKind(
        "a11-likert",
        "likert_5",
        {measure: f"answer_{number:02}" for number, measure in enumerate(ITEMS_V1, 1)},
        {},
        ("answer_08", "answer_09"),
    ),
    "a11_v2": FormKind("a11-tapped", "thumbs", {"trust": "answer_01"}, _V2_LISTS, ("answer_04",)),
    "a11_v2_radio": FormKind("a11-tapped", "likert_5", {"trust": "answer_01"}, _V2_LISTS, ("answer_04",)),
}


def responses_of(path: Path, origin: Origin, kind: FormKind) -> Source[WebResponse]:
    """The responses of all pages of a file. Reading raises BadInput where something in it is no page of submissions."""

    def read() -> Iterator[Outcome[WebResponse]]:
        for line, page in json_values(path):
            if not isinstance(page, dict) or not isinstance(page.get("data"), list):
                raise BadInput(f"{path}:{line}: is no page of the API: it has no list called data")
            for place, resource in enumerate(page["data"]):
                yield _outcome(_Submission(path, line, _fields(path, line, place, resource)), origin, kind)

    return read


def _fields(path: Path, line: int, place: int, resource: Any) -> dict[str, Any]:
    """The attributes of one submission and its id. ``line`` is that of the page."""
    here = f"{path}:{line}: data[{place}]"
    if not isinstance(resource, dict) or not isinstance(resource.get("attributes"), dict):
        raise BadInput(f"{here} has no attributes")
    if resource.get("type") != _SUBMISSIONS:
        raise BadInput(f"{here} is of type {resource.get('type')!r:.40}, not {_SUBMISSIONS}")
    return {**resource["attributes"], "id": resource.get("id")}


class _Submission(Reading):
    """A submission whose attributes are read like cells; one that is not text is refused where text is meant."""

    def __init__(self, path: Path, line: int, fields: Mapping[str, Any]) -> None:
        super().__init__(path, line, {})
        self._fields = fields

    def text(self, field: str, read: Callable[[str | None], Any], instead: Any = None) -> Any:
        """What ``read`` makes of a text or null."""
        given = self._fields.get(field)
        return self.value(field, read if given is None or isinstance(given, str) else _no_text, instead)

    def value(self, field: str, read: Callable[[Any], Any], instead: Any) -> Any:
        """What ``read`` makes of any JSON value."""
        given = self._fields.get(field)
        try:
            return read(given)
        except ValueError as error:
            # A whole page may stand on one line, which then says little of the place.
            why = f"{error} (response {web_cells.shown(str(self._fields['id']))})"
            value = given if given is None or isinstance(given, str) else json.dumps(given)
            self.bad.append(BadCell(str(self.file), self.line, field, web_cells.shown(value), why))
            return instead


def _no_text(_given: Any) -> None:
    raise ValueError("is no text")


def _flag(given: Any) -> bool:
    if given is None or isinstance(given, bool):
        return bool(given)
    raise ValueError("is not true or false")


def _outcome(submission: _Submission, origin: Origin, kind: FormKind) -> Outcome[WebResponse]:
    text = submission.text
    read = {
        measure: text(field, partial(_item, measure=measure, origin=origin)) for measure, field in kind.items.items()
    }
    comments = [text(field, web_cells.words) for field in kind.comments]
    response = WebResponse(
        source_id=text("id", web_cells.external_id, ""),
        created_at=text("created_at", web_cells.required_moment, web_cells.UNKNOWN_TIME),
        scores=read,
        told=_told(submission, origin, kind) if kind.lists else NOTHING_TOLD,
        comment=_one_text(comments),
        location_code=text("location_code", web_cells.words) or None,
        language=text("language", web_cells.words) or None,
        marks=Marks(
            tags=submission.value("tags", lambda given: web_cells.tag_list(given or []), ()),
            flagged=submission.value("flagged", _flag, instead=False),
            archived=submission.value("archived", _flag, instead=False),
            deleted=submission.value("deleted", _flag, instead=False),
            deleted_at=text("deleted_at", web_cells.moment),
        ),
    )
    return submission.outcome(response, origin, "id")


def _item(given: str | None, measure: str, origin: Origin) -> int | None:
    value = web_cells.score(given, origin.trust_scale)
    if value is not None and origin.instrument == "a11-likert" and measure not in origin.offered:
        raise ValueError(f"is an answer to {measure}, which the form is said not to ask")
    return value


def _told(submission: _Submission, origin: Origin, kind: FormKind) -> Told:
    told: list[int | None] = []
    for sign in SIGNS:
        chosen = submission.text(kind.lists[sign], partial(_drivers, origin=origin), frozenset())
        told.extend((int(driver in chosen) if driver in origin.offered else None) for driver in DRIVERS)
    return tuple(told)


def _drivers(given: str | None, origin: Origin) -> frozenset[str]:
    """The drivers chosen in a list: option values with commas between them."""
    chosen = frozenset(given.split(",")) if given else frozenset()
    unknown = sorted(chosen - set(origin.offered))
    if unknown:
        raise ValueError(f"holds {', '.join(map(repr, unknown)):.80}, not offered: {', '.join(origin.offered)}")
    return chosen


def _one_text(comments: list[str | None]) -> str | None:
    """Two comments of one form become one, with a blank line between them."""
    given = [comment for comment in comments if comment]
    return "\n\n".join(given) if given else comments[0]
