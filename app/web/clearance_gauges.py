"""Gauges of clearances: how long each lasts, how much of it is used, and how far sampling is lowered."""

from __future__ import annotations

from datetime import UTC, datetime

from prometheus_client import CollectorRegistry, Gauge

from app.runtime import Runtime

_LABELS = ["control_number"]


def add_clearances(registry: CollectorRegistry, here: Runtime) -> None:
    """Add a gauge of each kind for the clearances of the lines, as this process read them last."""
    now = datetime.fromtimestamp(here.clock(), UTC)
    days = Gauge("aftercall_clearance_days_left", "Days until the last valid one", _LABELS, registry=registry)
    used = Gauge("aftercall_clearance_responses", "Responses of its year so far", _LABELS, registry=registry)
    limit = Gauge(
        "aftercall_clearance_responses_approved", "Responses that a year may have", _LABELS, registry=registry
    )
    factor = Gauge("aftercall_clearance_sampling", "What sampling rates are multiplied by", _LABELS, registry=registry)
    for number, standing in here.clearances.known.items():
        days.labels(number).set(standing.days_left(now))
        used.labels(number).set(standing.used)
        factor.labels(number).set(standing.factor(now))
        if standing.approval.limit is not None:
            limit.labels(number).set(standing.approval.limit)
