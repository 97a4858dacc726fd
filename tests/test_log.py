import io
import json
import logging
import sys

import pytest
import structlog

from app import log


@pytest.fixture
def lines(monkeypatch):
    """What was logged, a parsed object a line."""
    written = io.StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    root = logging.getLogger()
    before = root.handlers[:], root.level
    log.configure()
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()
    root.handlers[:], root.level = before


def test_a_line_carries_the_ids_of_its_request_only(lines):
    log.begin_request(request_id="r1", call_id="CA1")
    log.bind(session_id="07-a")
    structlog.get_logger().info("first")
    log.begin_request(request_id="r2")
    structlog.get_logger().info("second")
    first, second = lines()
    assert (first["request_id"], first["call_id"], first["session_id"]) == ("r1", "CA1", "07-a")
    assert second["request_id"] == "r2"
    assert "session_id" not in second


def test_no_line_shows_a_number_or_a_query_string(lines):
    path = "/voice/07-a/3?tape=41s&Digits=5"
    structlog.get_logger().info("got", number="+12025550100", path=path, deep={"all": ["+12025550101"]})
    logging.getLogger("library").warning("GET http://example.gov%s failed for %s", path, "+12025550102")
    try:
        int("no such number +12025550103")
    except ValueError:
        structlog.get_logger().exception("failed")
    text = json.dumps(lines())
    assert "+1202***0100" in text
    assert "/voice/07-a/3?-" in text
    assert "ValueError" in text
    assert not any(secret in text for secret in ("555010", "tape", "Digits", "41s"))


def test_figures_and_times_are_left_as_they_are(lines):
    structlog.get_logger().info("got", at=1763863200.25, bytes=2025550100, ok=True, nothing=None)
    (line,) = lines()
    assert (line["at"], line["bytes"], line["ok"], line["nothing"]) == (1763863200.25, 2025550100, True, None)
