"""What the doors of the API are made of: operations that say what they take, what they answer and who may use them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import wraps
from typing import Any

from flask import Blueprint, Response, current_app, g, request
from pydantic import BaseModel, ValidationError

from app.access.scopes import Scope
from app.access.tokens import Bearer
from app.runtime import Runtime
from app.web.api.problems import FieldError, Problem, answer_with_problems

PREFIX = "/api/v1"

View = Callable[..., Response]


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path, as the OpenAPI document and the guard see it."""

    scope: Scope
    answers: Mapping[int, type[BaseModel] | str]
    """By status, the model of the JSON, or in words what else the answer is."""
    body: type[BaseModel] | None
    query: type[BaseModel] | None
    headers: Mapping[str, str]
    """Headers that a request may have, with what each means."""


class Door(Blueprint):
    """A blueprint of the API; its views are operations."""

    def __init__(self, name: str) -> None:
        super().__init__(f"api_{name}", __name__, url_prefix=PREFIX)
        self.operations: dict[str, Operation] = {}
        """By name of the view."""
        answer_with_problems(self)
        self.after_request(_keep_private)

    def operation(  # each says one thing of the operation, by name
        self,
        method: str,
        path: str,
        *,
        scope: Scope,
        answers: Mapping[int, type[BaseModel] | str],
        body: type[BaseModel] | None = None,
        query: type[BaseModel] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Callable[[View], View]:
        """Serve a path with a view, which gets ``body`` and ``query`` as models beside the parts of the path."""

        def serve(view: View) -> View:
            @wraps(view)
            def read(**given: Any) -> Response:
                if query is not None:
                    given["query"] = _query(query)
                if body is not None:
                    given["body"] = _body(body)
                return view(**given)

            self.operations[view.__name__] = Operation(scope, answers, body, query, headers or {})
            self.add_url_rule(path, view.__name__, read, methods=[method], provide_automatic_options=False)
            return view

        return serve


def runtime() -> Runtime:
    """The runtime of this process."""
    found: Runtime = current_app.extensions["aftercall"]
    return found


def moment() -> datetime:
    """Now, by the clock of the runtime."""
    return datetime.fromtimestamp(runtime().clock(), UTC)


def bearer() -> Bearer:
    """Who asks, after the guard."""
    found: Bearer = g.bearer
    return found


def answer(model: BaseModel, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """The model as JSON."""
    return Response(model.model_dump_json(by_alias=True), status, headers, content_type="application/json")


def _body(model: type[BaseModel]) -> BaseModel:
    if not request.is_json:
        raise Problem("wrong-media-type", "the body has to be JSON, with Content-Type: application/json")
    try:
        return model.model_validate_json(request.get_data(cache=False))
    except ValidationError as error:
        raise Problem.of_body(error) from error


def _query(model: type[BaseModel]) -> BaseModel:
    # Here for all of them, since no database compares anything with such a text.
    wrong = [
        FieldError(parameter=name, detail="holds a NUL character")
        for name, values in request.args.lists()
        if any("\x00" in text for text in (name, *values))
    ]
    if wrong:
        raise Problem("invalid", "the query has errors", wrong)
    given = {name: values[0] if len(values) == 1 else values for name, values in request.args.lists()}
    try:
        return model.model_validate(given)
    except ValidationError as error:
        raise Problem.of_query(error) from error


def _keep_private(response: Response) -> Response:
    """What the API tells is for the one who asked."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
