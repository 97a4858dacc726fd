"""``/contacts``: the contact center reports its calls, and learns whether each caller is asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

from flask import Response
from pydantic import BaseModel, ConfigDict, Field, RootModel, TypeAdapter, ValidatorFunctionWrapHandler, model_validator

from app.access.scopes import Scope
from app.outreach.contact_reports import MOST, BadReports, ContactReport
from app.outreach.contacts import report, rules_of
from app.outreach.eligibility import Code
from app.outreach.outcome import Outcome
from app.outreach.units import OtherUnit, refuse_others
from app.web.api.doors import Door, answer, bearer, moment, runtime
from app.web.api.problems import FieldError, Problem

door = Door("contacts")

Several = Annotated[list[ContactReport], Field(min_length=1, max_length=MOST)]
_SEVERAL = TypeAdapter(Several)


class Contacts(RootModel[ContactReport | Several]):
    """One contact, or a list of them."""

    @model_validator(mode="wrap")
    @classmethod
    def _one_or_several(cls, given: Any, _handler: ValidatorFunctionWrapHandler) -> Contacts:
        """Looks at it as what it is, so that errors are those of that alone."""
        read = ContactReport.model_validate if isinstance(given, dict) else _SEVERAL.validate_python
        return cls.model_construct(root=read(given))

    @property
    def reports(self) -> list[ContactReport]:
        """All of them."""
        return self.root if isinstance(self.root, list) else [self.root]


class ContactDecision(BaseModel):
    """What was decided on a contact."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    contact_id: str
    decision: Literal["ask", "do_not_ask"]
    reason: Code | None
    """Why the person is not asked; null where they are."""
    invitation_id: str | None
    due_at: datetime | None
    """When the invitation may go out; null where nothing is sent, or not before the end of the call is known."""


class Decisions(RootModel[list[ContactDecision]]):
    """The decisions, in the order of the contacts."""


@door.operation("POST", "/contacts", scope=Scope.CONTACTS_WRITE, body=Contacts, answers={202: Decisions})
def post_contacts(body: Contacts) -> Response:
    """Report one contact, or up to 1,000, and learn whether each person is asked.

    Either all are taken or, where any has an error, none. The same contacts may be posted again: a decision is made
    once and told again, and nobody is invited twice. What a later report says completes and corrects the contact.
    With a token that has units, the line and the contact have to be of one of these.
    """
    here = runtime()
    _refuse_others(body.reports)
    try:
        outcomes = report(here.database, rules_of(here), body.reports, moment())
    except BadReports as error:
        single = not isinstance(body.root, list)
        wrong = [
            FieldError(pointer=f"/{fault.field}" if single else f"/{fault.place}/{fault.field}", detail=fault.why)
            for fault in error.faults
        ]
        raise Problem("invalid", "the body has errors", wrong) from error
    return answer(Decisions([_decision(outcome) for outcome in outcomes]), 202)


def _refuse_others(reports: Sequence[ContactReport]) -> None:
    """Raises Problem, 403, naming the unit of the first report that is not for this token to give."""
    units = bearer().units
    if units is None:
        return
    try:
        with runtime().database.read() as connection:
            refuse_others(connection, reports, runtime().lines, units)
    except OtherUnit as error:
        raise Problem("other-unit", f"{error}; the token is for {', '.join(sorted(units))} alone") from error


def _decision(outcome: Outcome) -> ContactDecision:
    asked = outcome.code == "ask"
    return ContactDecision(
        contact_id=outcome.contact_id,
        decision="ask" if asked else "do_not_ask",
        reason=None if asked else outcome.code,
        invitation_id=outcome.invitation_id,
        due_at=outcome.due_at,
    )
