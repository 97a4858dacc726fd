"""Alerts to programs: one JSON object by POST to the address that the lines file names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import requests

from app.telephony.errors import Permanent, Retryable

TIMEOUT_SECONDS = 10.0
_TAKEN = range(200, 300)
_FOR_GOOD = range(400, 500)
_TRY_AGAIN = frozenset({401, 403, 408, 409, 425, 429})
"""Refusals that the operator or time may mend."""


def post_alert(url: str, key: str, alert: Mapping[str, Any]) -> None:
    """Post one alert; ``key`` names it in the header ``Idempotency-Key``. A redirect is not followed.

    Raises Retryable where it may be taken later, Permanent where it never will. Neither tells the address.
    """
    try:
        with requests.post(
            url,
            json=alert,
            headers={"Idempotency-Key": key, "User-Agent": "Aftercall"},
            timeout=TIMEOUT_SECONDS,
            allow_redirects=False,
            stream=True,
        ) as answer:
            status = answer.status_code
    except requests.RequestException as error:
        raise Retryable(f"the webhook cannot be reached: {type(error).__name__}") from error
    if status in _FOR_GOOD and status not in _TRY_AGAIN:
        raise Permanent(f"the webhook refused ({status})")
    if status not in _TAKEN:
        raise Retryable(f"the webhook said {status}")
