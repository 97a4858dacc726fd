"""``/invitations``: every offer of a line, contact by contact."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from flask import Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import ColumnElement, Row, select, tuple_

from app.access.scopes import Scope
from app.outreach.funnel import bounds
from app.records.contacts import Contact, Invitation
from app.reporting.orders.order import Word
from app.web.api.bearer_guard import need
from app.web.api.doors import Door, answer, bearer, runtime
from app.web.api.funnel import Days, lines_of
from app.web.api.noting import note_seen
from app.web.api.problems import FieldError, Problem

door = Door("invitations")


class InvitationView(BaseModel):
    """One offer."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    id: str
    line: str
    contact_id: str | None
    """The center's own id of the contact; null unless ``identifying``."""
    kind: str
    """``text``, ``call``, or ``direct`` for one on the call itself."""
    state: str | None
    """``planned``, ``sending``, ``waiting`` or ``done``; null for one that is never sent and is not done."""
    action: str | None
    """``invite``, ``remind`` or ``fall_back``: what is due, or was done last."""
    attempts: int
    """How often something was sent."""
    created_at: datetime
    due_at: datetime | None
    not_after: datetime | None
    """Nothing is sent later than this."""
    delivered_at: datetime | None
    """When the person surely had the offer."""
    disposition: str | None
    """How it ended; null while it is open."""
    ended_at: datetime | None
    """When that was settled."""


class InvitationPage(BaseModel):
    """Invitations in the order in which their contacts were first heard of."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    items: list[InvitationView]
    next: str | None
    """The next ``after``; null on the last page."""


class InvitationsAsked(Days):
    """Which invitations. The days are those on which their contacts were first heard of."""

    line: Word
    after: Annotated[str | None, Field(max_length=120)] = None
    """The ``next`` of the page before."""
    limit: Annotated[int, Field(ge=1, le=1000)] = 100
    identifying: bool = False
    """With the center's own ids of the contacts; needs the scope ``exports:identifying`` too."""


@door.operation("GET", "/invitations", scope=Scope.OUTREACH_READ, query=InvitationsAsked, answers={200: InvitationPage})
def list_invitations(query: InvitationsAsked) -> Response:
    """List the offers of a line for up to a month, what is planned for each and how it ended.

    A token that has units is told of the offers to contacts of these alone.
    """
    if query.identifying:
        need(Scope.EXPORTS_IDENTIFYING)
    with runtime().database.read() as connection:
        rows = connection.execute(_page(query)).all()
    items = [_view(row, identifying=query.identifying) for row in rows[: query.limit]]
    if items:
        note_seen(invitations=len(items))
    more = len(rows) > query.limit
    return answer(InvitationPage(items=items, next=_cursor(rows[query.limit - 1]) if more else None))


def _page(query: InvitationsAsked) -> Any:
    (line,) = lines_of(query)
    since, before = bounds(line, query.since)[0], bounds(line, query.until)[1]
    place: ColumnElement[Any] = tuple_(Contact.created_at, Invitation.id)
    found = (
        select(Invitation, Contact.external_id, Contact.created_at.label("heard_of_at"))
        .join(Contact, Contact.id == Invitation.contact_id)
        .where(Contact.line_id == line.id, Contact.created_at >= since, Contact.created_at < before)
        .order_by(Contact.created_at, Invitation.id)
        .limit(query.limit + 1)
    )
    units = bearer().units
    if units is not None:
        found = found.where(Contact.organizational_unit.in_(sorted(units)))
    return found if query.after is None else found.where(place > tuple_(*_place(query.after)))


def _cursor(row: Row[Any]) -> str:
    return f"{row.heard_of_at.astimezone(UTC).isoformat()}~{row.id}"


def _place(cursor: str) -> tuple[datetime, str]:
    at, _, invitation = cursor.partition("~")
    try:
        return datetime.fromisoformat(at).astimezone(UTC), invitation
    except (ValueError, OverflowError) as error:
        wrong = FieldError(parameter="after", detail="is no place that an earlier page named")
        raise Problem("invalid", "the query has errors", [wrong]) from error


def _view(row: Row[Any], *, identifying: bool) -> InvitationView:
    return InvitationView(
        id=row.id,
        line=row.line_id,
        contact_id=row.external_id if identifying else None,
        kind=row.kind,
        state=row.state,
        action=row.action,
        attempts=row.attempt,
        created_at=row.created_at,
        due_at=row.due_at,
        not_after=row.not_after,
        delivered_at=row.delivered_at,
        disposition=row.final,
        ended_at=row.final_at,
    )
