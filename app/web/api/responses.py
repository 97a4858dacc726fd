"""``/responses``: what people answered, followed change by change."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Annotated, Any

from flask import Response
from pydantic import BaseModel, ConfigDict, Field

from app.access.scopes import Scope
from app.reporting.changes import changes
from app.reporting.formats.writing import Asked
from app.reporting.orders.order import Filters
from app.web.api.bearer_guard import need
from app.web.api.doors import Door, bearer, runtime
from app.web.api.marks import Marks
from app.web.api.noting import note_seen

door = Door("responses")


class ResponsesAsked(Filters):
    """Which responses, and from which change on."""

    changed_since: Annotated[int, Field(ge=0, lt=2**63)] = 0
    """Only responses that changed after this: the ``next`` of the page before."""
    limit: Annotated[int, Field(ge=1, le=1000)] = 100
    identifying: bool = False
    """With contact, agent and exact times; needs the scope ``exports:identifying`` too."""


class ResponsePage(BaseModel):
    """Responses in the order of their last change."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    items: list[dict[str, Any]]
    """Each as in the ``jsonl`` format, its answers included; docs/response.schema.json describes one."""
    deleted: list[str]
    """Ids of responses that were deleted, whatever the filters; only of its units for a token that has units."""
    next: int
    """All changes up to here are told: the next ``changed_since``. A number that counts changes; for a token that has
    units a mark without order."""
    more: bool
    """Whether there may be more right now."""


@door.operation("GET", "/responses", scope=Scope.RESPONSES_READ, query=ResponsesAsked, answers={200: ResponsePage})
def list_responses(query: ResponsesAsked) -> Response:
    """Read responses and follow their changes.

    Begin without ``changed_since``, then give each time the ``next`` of the page before. A response that changes again
    comes again, with a higher ``change_seq``. A token that has units gets responses of these alone, without
    ``change_seq``.
    """
    if query.identifying:
        need(Scope.EXPORTS_IDENTIFYING)
    here = runtime()
    reporting = here.lines.reporting
    selection = replace(query.selection(reporting), units=bearer().units)
    asked = Asked(selection, query.identifying, reporting, here.lines.lines)
    marks = None if asked.numbered else _marks()
    after = query.changed_since if marks is None else marks.number(query.changed_since)
    page = changes(here.database, asked, after, query.limit)
    if page.objects or page.deleted:
        note_seen(responses=len(page.objects))
    rest = json.dumps(
        {"deleted": page.deleted, "next": page.next if marks is None else marks.of(page.next), "more": page.more}
    )
    # The objects are JSON already, each as the file has it.
    return Response(f'{{"items": [{", ".join(page.objects)}], {rest[1:]}', content_type="application/json")


def _marks() -> Marks:
    return Marks(runtime().settings.respondent_secret.get_secret_value().encode(), bearer().token_id)
