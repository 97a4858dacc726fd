"""Requests to the provider of calls and texts, through its own library."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import requests
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from app.settings import Settings
from app.telephony.errors import refusal

TIMEOUT_SECONDS = 10.0
_LIBRARY_ADDRESS = "https://api.twilio.com"


def client(settings: Settings) -> Client:
    """The library's client for the account and the address that the settings name; the first token signs in."""
    return Client(
        settings.twilio_account_sid,
        settings.twilio_auth_tokens[0].get_secret_value(),
        http_client=_Redirected(settings.twilio_api_url or _LIBRARY_ADDRESS),
    )


def send_text(provider: Client, sender: str, recipient: str, body: str, status_callback: str | None = None) -> str:
    """Hand one text to the provider; its sid. Raises Retryable or Permanent."""
    with told_apart():
        message = provider.messages.create(
            to=recipient,
            from_=sender,
            body=body,
            **({"status_callback": status_callback} if status_callback else {}),
        )
    return str(message.sid)


@contextmanager
def told_apart() -> Iterator[None]:
    """Turn what the library raises into Retryable or Permanent, from its cause."""
    try:
        yield
    except TwilioRestException as error:
        raise refusal(
            f"the provider refused ({error.status}, {error.code}): {error.msg}", error.status, error.code
        ) from error
    except TwilioException as error:
        answer = error.args[-1] if error.args else None
        status = answer.status_code if isinstance(answer, Response) else None
        raise refusal("the provider gave no usable answer", status) from error
    except requests.RequestException as error:
        raise refusal(f"the provider cannot be reached: {type(error).__name__}", None) from error


class _Redirected(TwilioHttpClient):  # type: ignore[misc]  # the library has no types
    """The library's HTTP client, with its fixed address replaced by the one of the settings."""

    def __init__(self, address: str) -> None:
        super().__init__(timeout=TIMEOUT_SECONDS)
        self._address = address.rstrip("/")

    def request(self, method: str, url: str, *args: Any, **options: Any) -> Response:
        """As the library's, at our address."""
        return super().request(method, self._address + url.removeprefix(_LIBRARY_ADDRESS), *args, **options)
