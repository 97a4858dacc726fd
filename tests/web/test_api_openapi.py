"""The OpenAPI document tells what the API really does."""

import re
from pathlib import Path

import pytest
from api import problem
from jsonschema import Draft202012Validator

from app.access.scopes import Scope
from app.web.api.problems import KINDS, MEDIA_TYPE

PAGE = Path(__file__).parents[2] / "docs" / "api.md"
METHODS = {"get", "put", "post", "delete"}
TEXT = {"type": "string"}
CONTENT = {
    "type": "object",
    "minProperties": 1,
    "additionalProperties": {
        "type": "object",
        "required": ["schema"],
        "properties": {"schema": {"$ref": "https://json-schema.org/draft/2020-12/schema"}},
        "additionalProperties": False,
    },
}
PARAMETER = {
    "type": "object",
    "required": ["name", "in", "schema"],
    "properties": {
        "name": TEXT,
        "in": {"enum": ["path", "query", "header"]},
        "description": TEXT,
        "required": {"type": "boolean"},
        "schema": {"$ref": "https://json-schema.org/draft/2020-12/schema"},
    },
    "additionalProperties": False,
    "if": {"properties": {"in": {"const": "path"}}},
    "then": {"required": ["required"], "properties": {"required": {"const": True}}},
}
RESPONSE = {
    "type": "object",
    "required": ["description"],
    "properties": {"description": TEXT, "content": CONTENT},
    "additionalProperties": False,
}
OPERATION = {
    "type": "object",
    "required": ["summary", "responses", "security"],
    "properties": {
        "summary": TEXT,
        "description": TEXT,
        "parameters": {"type": "array", "items": PARAMETER},
        "requestBody": {
            "type": "object",
            "required": ["content"],
            "properties": {"required": {"type": "boolean"}, "content": CONTENT},
            "additionalProperties": False,
        },
        "responses": {
            "type": "object",
            "minProperties": 2,
            "patternProperties": {"^[1-5][0-9]{2}$|^default$": RESPONSE},
            "additionalProperties": False,
        },
        "security": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"token": {"type": "array", "items": {"enum": [scope.value for scope in Scope]}}},
                "required": ["token"],
                "additionalProperties": False,
            },
        },
    },
    "additionalProperties": False,
}
DOCUMENT = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "required": ["openapi", "info", "paths", "components"],
    "properties": {
        "openapi": {"type": "string", "pattern": r"^3\.1\.\d+$"},
        "info": {
            "type": "object",
            "required": ["title", "version"],
            "properties": {"title": TEXT, "version": TEXT, "description": TEXT},
            "additionalProperties": False,
        },
        "servers": {"type": "array", "items": {"type": "object", "required": ["url"], "properties": {"url": TEXT}}},
        "paths": {
            "type": "object",
            "patternProperties": {
                "^/": {
                    "type": "object",
                    "properties": dict.fromkeys(METHODS, OPERATION),
                    "additionalProperties": False,
                }
            },
            "additionalProperties": False,
        },
        "components": {
            "type": "object",
            "properties": {
                "schemas": {
                    "type": "object",
                    "propertyNames": {"pattern": r"^[a-zA-Z0-9._-]+$"},
                    "additionalProperties": {"$ref": "https://json-schema.org/draft/2020-12/schema"},
                },
                "securitySchemes": {
                    "type": "object",
                    "additionalProperties": {
                        "type": "object",
                        "properties": {"type": {"const": "http"}, "scheme": {"const": "bearer"}},
                        "required": ["type", "scheme"],
                        "additionalProperties": False,
                    },
                },
            },
            "additionalProperties": False,
        },
    },
    "additionalProperties": False,
}
"""What OpenAPI 3.1 allows, of the parts that we use."""


@pytest.fixture
def document(sqlite_api):
    answer = sqlite_api.app.test_client().get("/api/v1/openapi.json")
    assert answer.status_code == 200
    return answer.json


def references(node):
    """All references in a document."""
    if isinstance(node, dict):
        if "$ref" in node:
            yield node["$ref"]
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def test_the_document_is_openapi_3_1(document):
    errors = list(Draft202012Validator(DOCUMENT).iter_errors(document))
    assert [(error.json_path, error.message) for error in errors] == []


def test_every_reference_leads_to_a_schema_and_every_schema_is_used(document):
    schemas = document["components"]["schemas"]
    used = set(references(document))
    assert used == {f"#/components/schemas/{name}" for name in schemas}
    for schema in schemas.values():
        Draft202012Validator.check_schema(schema)


def test_every_route_is_in_the_document_with_its_parameters(sqlite_api, document):
    served = {
        (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule), method.lower())
        for rule in sqlite_api.app.url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
        if rule.rule.startswith("/api/") and not rule.rule.endswith("/openapi.json")
    }
    told = {(path, method) for path, methods in document["paths"].items() for method in methods}
    assert told == served
    for path, methods in document["paths"].items():
        for operation in methods.values():
            named = {each["name"] for each in operation.get("parameters", []) if each["in"] == "path"}
            assert named == set(re.findall(r"{(\w+)}", path))


def test_answers_and_problems_are_as_the_document_says(sqlite_api, document):
    schemas = {"components": document["components"]}

    def check(path, method, status, answer):
        content = document["paths"][path][method]["responses"][status]["content"][answer.mimetype]
        Draft202012Validator(content["schema"] | schemas).validate(answer.json)

    file = sqlite_api.order(format="csv", channel="phone")
    check("/api/v1/exports", "post", "202", sqlite_api("POST", "/exports", json={"format": "csv"}))
    check("/api/v1/exports", "get", "200", sqlite_api("GET", "/exports"))
    check("/api/v1/exports/{file_id}", "get", "200", sqlite_api("GET", f"/exports/{file['id']}"))
    wrong = sqlite_api("POST", "/exports", json={"format": "nonsense"})
    assert problem(wrong, 422, "invalid")
    assert wrong.mimetype == MEDIA_TYPE
    check("/api/v1/exports", "post", "default", wrong)
    volume = {"day": "2026-01-05", "service": "Benefits", "channel": "phone", "customers": 7}
    check("/api/v1/volumes", "post", "200", sqlite_api("POST", "/volumes", json=[volume]))
    check("/api/v1/volumes", "get", "200", sqlite_api("GET", "/volumes?since=2026-01-01&until=2026-02-01"))


def test_the_page_about_the_api_names_every_scope_every_problem_and_every_operation(document):
    rows = re.findall(r"^\| `([^`]+)` \| ([^|]+?) \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    told = dict(rows)
    for scope in Scope:
        assert told[scope] == scope.meaning
    for kind, status in KINDS.items():
        assert told[f"urn:aftercall:{kind}"] == str(status)
    for path, methods in document["paths"].items():
        for method in methods:
            assert f"{method.upper()} {path.removeprefix('/api/v1')}" in told


def test_an_order_that_the_document_allows_is_taken(sqlite_api, document):
    schema = document["components"]["schemas"]["Order"]
    order = {"format": "csv", "since": "2026-01-01", "channel": "phone", "line": None, "walk_ins": True}
    Draft202012Validator(schema).validate(order)
    assert sqlite_api.order(**order)["state"] == "queued"
