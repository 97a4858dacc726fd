"""Health: ``/healthz`` for the process, ``/readyz`` for what it needs, ``/metrics`` for Prometheus."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify
from prometheus_client import CollectorRegistry, Gauge, generate_latest
from sqlalchemy import text

from app.errors import Away
from app.live import keys, outbox
from app.runtime import Runtime
from app.web.clearance_gauges import add_clearances
from app.web.voice import runtime

door = Blueprint("health", __name__)

MOST_LAG_SECONDS = 60.0


@door.get("/healthz")
def healthz() -> Response:
    """The process answers."""
    return jsonify(status="ok")


@door.get("/readyz")
def readyz() -> tuple[Response, int]:
    """Each part that a survey needs, named; 503 where one is not well."""
    parts = {"database": _database(runtime()), "redis": _redis(runtime()), "recorder": _recorder(runtime())}
    ready = all(part == "ok" for part in parts.values())
    return jsonify(status="ok" if ready else "not ready", **parts), 200 if ready else 503


def _database(here: Runtime) -> str:
    try:
        with here.database.read() as connection:
            connection.execute(text("select 1 from responses where 1 = 0"))
    except Away as error:
        return str(error)
    return "ok"


def _redis(here: Runtime) -> str:
    try:
        policy = here.breaker.call(lambda client: client.info("memory")).get("maxmemory_policy")
    except Away as error:
        return str(error)
    return "ok" if policy in {"noeviction", None} else f"maxmemory-policy is {policy}, must be noeviction"


def _recorder(here: Runtime) -> str:
    try:
        lag = here.breaker.call(outbox.lag)
        beat = here.breaker.call(lambda client: client.get(outbox.HEARTBEAT))
    except Away as error:
        return str(error)
    if beat is None:
        return "no recorder is running"
    return (
        "ok" if lag.seconds <= MOST_LAG_SECONDS else f"{lag.entries} entries wait, the oldest for {lag.seconds:.0f} s"
    )


@door.get("/metrics")
def metrics() -> Response:
    """Gauges of clearances and of the live store: open sessions, and what waits for the database."""
    registry = CollectorRegistry()
    here = runtime()
    add_clearances(registry, here)
    up = Gauge("aftercall_live_store_up", "1 while the live store answers", registry=registry)
    try:
        lag = here.breaker.call(outbox.lag)
        sessions = sum(_open_sessions(here, shard) for shard in range(keys.SHARDS))
    except Away:
        up.set(0)
        return Response(generate_latest(registry), content_type="text/plain; version=0.0.4; charset=utf-8")
    up.set(1)
    Gauge("aftercall_outbox_entries", "Entries not yet in the database", registry=registry).set(lag.entries)
    Gauge("aftercall_outbox_oldest_seconds", "Age of the oldest such entry", registry=registry).set(lag.seconds)
    Gauge("aftercall_open_sessions", "Sessions with a deadline to come", registry=registry).set(sessions)
    return Response(generate_latest(registry), content_type="text/plain; version=0.0.4; charset=utf-8")


def _open_sessions(here: Runtime, shard: int) -> int:
    return int(here.breaker.call(lambda client: client.zcard(keys.deadlines(shard))))
