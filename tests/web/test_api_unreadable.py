"""What no database keeps, NUL characters and numbers beyond all columns, is refused wherever it stands."""

import json
import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
from api import problem

from app.web.api.all_doors import DOORS

ENDED = (datetime.now(UTC) - timedelta(minutes=1)).isoformat()
BODIES = {
    "post_contacts": {"contact_id": "c-1", "line": "demo-likert", "ended_at": ENDED, "facts": {"visits": 2}},
    "put_clearance": {"control_number": "1234-5678", "expires_on": "2027-05-31"},
    "post_volumes": [{"day": "2026-01-31", "service": "Benefits", "channel": "website", "customers": 7}],
    "order_file": {"format": "csv"},
    "add_opt_outs": {"numbers": ["+12025550143"]},
    "lift_opt_outs": {"numbers": ["+12025550143"]},
    "look_up_opt_out": {"number": "+12025550143"},
}
"""By operation, a body that is taken."""
DAYS = {"since": "2026-01-01", "until": "2026-01-31"}
QUERIES = {
    "list_invitations": {**DAYS, "line": "demo-likert"},
    "show_funnel": DAYS,
    "list_volumes": DAYS,
    "quarter": {"fy": "2026", "q": "1"},
}
"""By operation, the parameters without which a question is no question."""
AFTER = "2026-01-01T00:00:00+00:00~\x00"
TOO_LARGE = [2**31, 2**63, -(2**63) - 1, 10**25, 10**4000]


@pytest.fixture
def operations(api):
    """Every operation with its method and path, the parts of which are ``1234-5678``."""
    doors = {door.name: door for door in DOORS}
    found = []
    for rule in api.app.url_map.iter_rules():
        door, _, view = rule.endpoint.rpartition(".")
        if door in doors:
            (method,) = rule.methods - {"HEAD", "OPTIONS"}
            path = re.sub(r"<\w+>", "1234-5678", rule.rule)
            found.append((view, doors[door].operations[view], method, path))
    return found


def with_each_field(body, fields, value):
    """The body once for each field of its model, with the value there; whether a list or one object."""
    (base,) = body if isinstance(body, list) else [body]
    for name in fields:
        for put in (value, [value], {"a": value}):
            changed = {**base, name: put}
            yield name, [changed] if isinstance(body, list) else changed


def fields_of(body, operation):
    (base,) = body if isinstance(body, list) else [body]
    schema = operation.body.model_json_schema()
    parts = [schema, *schema.get("$defs", {}).values()]
    return sorted(base.keys() | {name for part in parts for name in part.get("properties", {})})


def test_a_nul_in_any_field_of_a_body_is_refused(api, operations):
    for view, operation, method, path in operations:
        if operation.body is None:
            continue
        for name, body in with_each_field(BODIES[view], fields_of(BODIES[view], operation), "a\x00b"):
            answer = api(method, path, data=json.dumps(body), content_type="application/json")
            if (view, name, answer.status_code) != ("post_contacts", "number", 202):  # such a number is never kept
                problem(answer, 422, "invalid")


def test_a_number_beyond_all_columns_is_no_fault_in_any_field(api, operations):
    for view, operation, method, path in operations:
        if operation.body is None:
            continue
        for number in TOO_LARGE:
            for name, body in with_each_field(BODIES[view], fields_of(BODIES[view], operation), number):
                answer = api(method, path, data=json.dumps(body), content_type="application/json")
                assert answer.status_code < 500, (view, name, number, answer.text)


def test_a_nul_in_any_parameter_is_refused(api, operations):
    for view, operation, method, path in operations:
        if operation.query is None:
            continue
        for name in operation.query.model_fields:
            for value in ("\x00", "a\x00b", AFTER):
                query = urlencode({**QUERIES.get(view, {}), name: value})
                told = problem(api(method, f"{path}?{query}"), 422, "invalid")
                assert [error["parameter"] for error in told["errors"]] == [name]


def test_a_number_beyond_all_columns_is_no_fault_in_any_parameter(api, operations):
    for view, operation, method, path in operations:
        if operation.query is None:
            continue
        for name in operation.query.model_fields:
            for value in TOO_LARGE:
                query = urlencode({**QUERIES.get(view, {}), name: str(value)})
                answer = api(method, f"{path}?{query}")
                assert answer.status_code < 500, (view, name, value, answer.text)


def test_a_nul_in_a_path_leads_nowhere(api, operations):
    for _, operation, method, path in operations:
        if "1234-5678" in path and operation.body is None:
            problem(api(method, path.replace("1234-5678", "1234%00")), 404, "not-found")
