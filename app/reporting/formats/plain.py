"""Which columns of the responses leave in the plain formats."""

from __future__ import annotations

from app.records.responses import Response

INTERNAL = frozenset({"id"})
IDENTIFYING = frozenset({"contact_id", "agent_key"})
"""Columns that leave only where they are asked for; times to the second are a third thing of this kind."""
OWN_WORDS = frozenset({"comment", "text"})
"""Columns of responses and answers that hold what people wrote; they leave only with those who may read it."""
NUMBERED = frozenset({"change_seq"})
"""What counts the changes of all units together: it would tell whoever sees some alone how much the others have."""

ANSWER_COLUMNS = ("question", "measure", "channel", "turn", "native", "value", "missing", "text")
"""What ``jsonl`` tells of an answer."""


def column_names(*, identifying: bool, comments: bool = True, numbered: bool = True) -> tuple[str, ...]:
    """The columns of ``responses`` that leave, in their order."""
    kept = {IDENTIFYING: identifying, OWN_WORDS: comments, NUMBERED: numbered}
    kept_back = INTERNAL.union(*(names for names, leaves in kept.items() if not leaves))
    return tuple(column.name for column in Response.__table__.columns if column.name not in kept_back)


def answer_columns(*, comments: bool) -> tuple[str, ...]:
    """The columns of ``answers`` that leave in ``jsonl``."""
    return ANSWER_COLUMNS if comments else tuple(name for name in ANSWER_COLUMNS if name not in OWN_WORDS)
