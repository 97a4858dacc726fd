"""The webhooks of Aftercall, as an operator enters them at the provider."""

from __future__ import annotations

from flows.channels import Door

RETRIES = "#ct=1000&rt=4000&tt=15000&rc=2&rp=5xx,ct,rt"
"""Fragment that has the provider try twice more: after 1 s without connection, 4 s without answer, or a 5xx."""

WEBHOOKS: dict[Door, dict[str, str]] = {
    "voice": {
        "A call comes in": "/voice",
        "Primary handler fails": "/voice/fallback",
        "Call status changes": "/voice/status",
    },
    "text": {
        "A message comes in": "/sms",
        "Primary handler fails": "/sms/fallback",
        "Message status changes": "/sms/status",
    },
}
"""Per door, what the provider asks for and the path that answers it; all by POST."""


def webhook_urls(public_url: str, door: Door) -> dict[str, str]:
    """The whole URLs to enter for a door, by what the provider asks for."""
    return {asked: f"{public_url}{path}{RETRIES}" for asked, path in WEBHOOKS[door].items()}
