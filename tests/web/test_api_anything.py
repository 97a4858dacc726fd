"""Whatever a program sends, the API answers with its own words and never with a fault."""

import json

from api import problem
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.reporting.orders.order import Order

NAMES = (
    st.sampled_from(
        [*Order.model_fields, "day", "customers", "control_number", "expires_on", "contact_id", "facts", "x/y~z"]
    )
    | st.text()
)
VALUES = st.sampled_from(["csv", "jsonl", "2026-01-01", "2026-Q1", "UTC", "phone", "1234-5678", 2**63, -1, 1e400])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | VALUES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=6),
    max_leaves=12,
)
ROUTES = [("POST", "/exports"), ("POST", "/contacts"), ("POST", "/volumes"), ("PUT", "/clearances/1234-5678")]
QUERIES = st.dictionaries(
    st.sampled_from([*Order.model_fields, "limit", "changed_since", "fy", "q"]), st.text() | VALUES.map(str), max_size=5
)
SETTINGS = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@SETTINGS
@given(route=st.sampled_from(ROUTES), body=JSON)
def test_any_json_is_taken_or_refused_with_a_reason(sqlite_api, route, body):
    method, path = route
    answer = sqlite_api(method, path, data=json.dumps(body), content_type="application/json")
    if answer.status_code >= 300:
        problem(answer, answer.status_code, "not-json" if answer.status_code == 400 else "invalid")
        assert answer.status_code in {400, 422}


@SETTINGS
@given(route=st.sampled_from(ROUTES), body=st.binary(max_size=200))
def test_any_bytes_are_refused_with_a_reason(sqlite_api, route, body):
    method, path = route
    answer = sqlite_api(method, path, data=body, content_type="application/json")
    assert answer.status_code in {400, 422}
    problem(answer, answer.status_code, "not-json" if answer.status_code == 400 else "invalid")


@SETTINGS
@given(path=st.sampled_from(["/exports", "/responses", "/volumes", "/reports/quarter"]), query=QUERIES)
def test_any_question_is_answered_or_refused_with_a_reason(sqlite_api, path, query):
    answer = sqlite_api("GET", path, query_string=query)
    assert answer.status_code in {200, 202, 422}, answer.text
    if answer.status_code == 422:
        assert problem(answer, 422, "invalid")["errors"]


@SETTINGS
@given(under=st.sampled_from(["exports", "reports", "clearances"]), name=st.text(min_size=1))
def test_any_path_leads_nowhere_or_to_its_own(sqlite_api, under, name):
    answer = sqlite_api("GET", f"/{under}/{name}")
    assert answer.status_code in {200, 308, 404, 422}, answer.text  # 308: two slashes made one
