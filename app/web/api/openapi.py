"""``/openapi.json``: the API described, from the operations and models that serve it. Source: OpenAPI 3.1.0."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from inspect import getdoc
from typing import Any

from flask import Blueprint, Flask, Response, current_app, json
from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from app import __version__
from app.access.scopes import Scope
from app.web.api.doors import PREFIX, Door, Operation
from app.web.api.problems import MEDIA_TYPE, ProblemDetails

door = Blueprint("api_openapi", __name__, url_prefix=PREFIX)

_REFERENCE = "#/components/schemas/{model}"
_PATH_PART = re.compile(r"<(?:\w+:)?(\w+)>")
_DESCRIPTION = (
    "Every request but for this document shows a token: `Authorization: Bearer aftercall_…`. Every error is "
    f"`{MEDIA_TYPE}`. The scopes of tokens:\n\n"
)

Route = tuple[str, str, str, Operation]
"""Path, method in lower case, documentation and what is served there."""


@door.get("/openapi.json")
def openapi() -> Response:
    """The document."""
    return Response(_written(current_app._get_current_object()), content_type="application/json")  # type: ignore[attr-defined]  # noqa: SLF001  # how Flask gives the app behind its proxy


@cache
def _written(app: Flask) -> str:
    return json.dumps(document(app))


def document(app: Flask) -> dict[str, Any]:
    """The OpenAPI document of all operations of an app."""
    routes = list(_routes(app))
    schemas, components = _schemas(routes)
    paths: dict[str, dict[str, Any]] = {}
    for path, method, words, operation in routes:
        paths.setdefault(_PATH_PART.sub(r"{\1}", path), {})[method] = _described(path, words, operation, schemas)
    scopes = "\n".join(f"- `{scope}`: {scope.meaning}" for scope in Scope)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Aftercall", "version": __version__, "description": _DESCRIPTION + scopes},
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _routes(app: Flask) -> Iterator[Route]:
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        blueprint, _, view = rule.endpoint.rpartition(".")
        owner = app.blueprints.get(blueprint)
        if isinstance(owner, Door):
            words = getdoc(app.view_functions[rule.endpoint]) or ""
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield rule.rule, method.lower(), words, owner.operations[view]


Schemas = dict[tuple[type[BaseModel], JsonSchemaMode], dict[str, Any]]


def _schemas(routes: list[Route]) -> tuple[Schemas, dict[str, Any]]:
    """The reference to each model, and what the references stand for."""
    used: list[tuple[type[BaseModel], JsonSchemaMode]] = [(ProblemDetails, "serialization")]
    for *_, operation in routes:
        if operation.body is not None:
            used.append((operation.body, "validation"))
        used += [(model, "serialization") for model in operation.answers.values() if not isinstance(model, str)]
    references, definitions = models_json_schema(list(dict.fromkeys(used)), ref_template=_REFERENCE)
    return {(model, mode): references[model, mode] for model, mode in used}, definitions["$defs"]


def _described(path: str, words: str, operation: Operation, schemas: Schemas) -> dict[str, Any]:
    summary, _, description = words.partition("\n\n")
    answers = {str(status): _answer(model, schemas) for status, model in operation.answers.items()}
    problem = {"schema": schemas[ProblemDetails, "serialization"]}
    answers["default"] = {"description": "A problem.", "content": {MEDIA_TYPE: problem}}
    described = {
        "summary": " ".join(summary.split()).rstrip("."),
        "description": " ".join(description.split()),
        "parameters": list(_parameters(path, operation)),
        "responses": answers,
        "security": [{"token": [operation.scope.value]}],
    }
    if operation.body is not None:
        content = {"application/json": {"schema": schemas[operation.body, "validation"]}}
        described["requestBody"] = {"required": True, "content": content}
    return {name: value for name, value in described.items() if value}


def _answer(model: type[BaseModel] | str, schemas: Schemas) -> dict[str, Any]:
    if isinstance(model, str):
        return {"description": model}
    content = {"application/json": {"schema": schemas[model, "serialization"]}}
    return {"description": " ".join((getdoc(model) or model.__name__).split()), "content": content}


def _parameters(path: str, operation: Operation) -> Iterator[dict[str, Any]]:
    for name in _PATH_PART.findall(path):
        yield {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
    for name, words in operation.headers.items():
        yield {"name": name, "in": "header", "description": words, "schema": {"type": "string"}}
    if operation.query is not None:
        described = operation.query.model_json_schema()
        needed = described.get("required", ())
        for name, schema in described["properties"].items():
            yield {"name": name, "in": "query", "required": name in needed, "schema": schema}
