"""Which columns of the responses leave in the plain formats."""

from __future__ import annotations

from app.records.responses import Response

INTERNAL = frozenset({"id"})
IDENTIFYING = frozenset({"contact_id", "agent_key"})
"""Columns that leave only where they are asked for; times to the second are a third thing of this kind."""

ANSWER_COLUMNS = ("question", "measure", "channel", "turn", "native", "value", "missing", "text")
"""What ``jsonl`` tells of an answer."""


def column_names(*, identifying: bool) -> tuple[str, ...]:
    """The columns of ``responses`` that leave, in their order."""
    kept_back = INTERNAL if identifying else INTERNAL | IDENTIFYING
    return tuple(column.name for column in Response.__table__.columns if column.name not in kept_back)
