"""Errors of the API, in the one form that all of them have.

Source: RFC 9457 (problem details), RFC 6901 (JSON pointers).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus

import structlog
from flask import Blueprint, Response
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails
from werkzeug.exceptions import HTTPException

from app.errors import AftercallError, Away, BadInput

log = structlog.get_logger()

MEDIA_TYPE = "application/problem+json"
KINDS: Mapping[str, int] = {
    "not-json": 400,
    "unauthenticated": 401,
    "missing-scope": 403,
    "other-unit": 403,
    "whole-agency": 403,
    "not-found": 404,
    "not-finished": 409,
    "expired": 410,
    "too-large": 413,
    "wrong-media-type": 415,
    "invalid": 422,
    "other-order": 422,
    "fault": 500,
    "away": 503,
}
"""By kind, the status. A ``type`` is ``urn:aftercall:`` and the kind; any other error has the type ``about:blank``."""

_RETRY_SECONDS = "5"


class FieldError(BaseModel):
    """One field that cannot be taken."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    detail: str
    pointer: str | None = None
    """Where in the body, as a JSON pointer; ``""`` is the whole."""
    parameter: str | None = None
    """Which parameter of the query."""


class ProblemDetails(BaseModel):
    """Why a request was not fulfilled."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    type: str
    """``urn:aftercall:`` and the kind of problem, or ``about:blank``."""
    title: str
    status: int
    detail: str
    errors: list[FieldError] | None = None
    """Each field that is wrong, where fields are."""


class Problem(AftercallError):
    """A request that ends here. ``kind`` is one of ``KINDS``."""

    def __init__(
        self, kind: str, detail: str, errors: Sequence[FieldError] = (), headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(detail)
        self.kind = kind
        self.errors = errors
        self.headers = headers or {}

    @classmethod
    def of_body(cls, error: ValidationError) -> Problem:
        """What is wrong in a body."""
        found = _told(error)
        if found[0]["type"] == "json_invalid":
            return cls("not-json", f"the body is no JSON: {found[0]['msg'].partition(': ')[2]}")
        errors = [FieldError(detail=each["msg"], pointer=_pointer(each["loc"])) for each in found]
        return cls("invalid", "the body has errors", errors)

    @classmethod
    def of_query(cls, error: ValidationError) -> Problem:
        """What is wrong in a query."""
        errors = [FieldError(detail=each["msg"], parameter=".".join(map(str, each["loc"]))) for each in _told(error)]
        return cls("invalid", "the query has errors", errors)


def problem_response(problem: Problem) -> Response:
    """The answer for a problem."""
    return _response(
        f"urn:aftercall:{problem.kind}", KINDS[problem.kind], str(problem), problem.errors, problem.headers
    )


def plain_response(error: HTTPException) -> Response:
    """The answer for an error of HTTP itself, such as a method that a path does not have."""
    kept = {
        name: value for name, value in error.get_headers() if name.lower() in {"allow", "content-range", "retry-after"}
    }
    return _response("about:blank", error.code or 500, error.description or error.name, (), kept)


def answer_with_problems(door: Blueprint) -> None:
    """Have every error within a blueprint answered in this form."""
    door.register_error_handler(Problem, problem_response)
    door.register_error_handler(HTTPException, plain_response)
    door.register_error_handler(BadInput, lambda error: problem_response(Problem("invalid", str(error))))
    door.register_error_handler(Away, _away)
    door.register_error_handler(Exception, _fault)


def _away(error: Away) -> Response:
    log.warning("api answers 503", error=str(error))
    headers = {"Retry-After": _RETRY_SECONDS}
    return problem_response(Problem("away", "a part of the service cannot be reached now; try again", (), headers))


def _fault(error: Exception) -> Response:
    log.error("api answers 500", exc_info=error)
    return problem_response(Problem("fault", "a fault in Aftercall; its log says more"))


def _response(
    kind: str, status: int, detail: str, errors: Sequence[FieldError], headers: Mapping[str, str]
) -> Response:
    body = ProblemDetails(
        type=kind, title=HTTPStatus(status).phrase, status=status, detail=detail, errors=list(errors) or None
    )
    return Response(json.dumps(body.model_dump(exclude_none=True)), status, headers, content_type=MEDIA_TYPE)


def _told(error: ValidationError) -> list[ErrorDetails]:
    """The errors, those that rules of ours found in our words alone."""
    found = error.errors(include_url=False, include_context=False, include_input=False)
    return [{**each, "msg": each["msg"].removeprefix("Value error, ")} for each in found]


def _pointer(location: Sequence[str | int]) -> str:
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in location)
