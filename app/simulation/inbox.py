"""What the built-in provider was given to send: texts and calls, read over its own API."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.settings import Settings
from app.telephony.client import client, told_apart

MOST = 200


def delivered(settings: Settings, number: str | None = None) -> list[dict[str, Any]]:
    """Texts and calls, the newest last; to ``number`` only if it is given. Raises Retryable or Permanent."""
    provider = client(settings)
    to = {"to": number} if number else {}
    with told_apart():
        texts = [_item("text", text, text.body) for text in provider.messages.list(limit=MOST, **to)]
        calls = [_item("call", call, "") for call in provider.calls.list(limit=MOST, **to)]
    return sorted(texts + calls, key=lambda item: str(item["at"]))


def _item(kind: str, resource: Any, body: str) -> dict[str, Any]:
    made: datetime | None = resource.date_created
    return {
        "at": made.isoformat() if made is not None else "",
        "kind": kind,
        "sid": resource.sid,
        "to": resource.to,
        "status": str(resource.status),
        "body": body,
    }
