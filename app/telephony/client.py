"""Requests to the provider of calls and texts, through its own library."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import requests
from twilio.base.exceptions import TwilioException, TwilioRestException, TwilioServiceException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client
from urllib3.exceptions import MaxRetryError, NewConnectionError

from app.settings import Settings
from app.telephony.connections import LookingAdapter
from app.telephony.errors import ProviderError, Retryable, Unknown, refusal

TIMEOUT_SECONDS = 10.0
"""To connect, and again between any two parts of the answer."""
RING_SECONDS = 30
MOST_AT_ONCE = 64
"""Requests that one client keeps connections for."""

CALL_EVENTS = ["initiated", "ringing", "answered", "completed"]
_LIBRARY_ADDRESS = "https://api.twilio.com"


@dataclass(frozen=True, slots=True)
class Origin:
    """What a text goes out from: a number, and the messaging service that holds it if there is one."""

    number: str
    service: str | None = None


def client(settings: Settings) -> Client:
    """The library's client for the account and the address that the settings name; the first token signs in."""
    return Client(
        settings.twilio_account_sid,
        settings.twilio_auth_tokens[0].get_secret_value(),
        http_client=_Redirected(settings.twilio_api_url or _LIBRARY_ADDRESS),
    )


def send_text(
    provider: Client, origin: Origin | str, recipient: str, body: str, status_callback: str | None = None
) -> str:
    """Hand one text to the provider; its sid. Raises Retryable, Unknown or Permanent."""
    origin = Origin(origin) if isinstance(origin, str) else origin
    with told_apart():
        message = provider.messages.create(
            to=recipient,
            from_=origin.number,
            body=body,
            **({"status_callback": status_callback} if status_callback else {}),
            **({"messaging_service_sid": origin.service} if origin.service else {}),
        )
        return _sid_of(message)


def place_call(provider: Client, caller: str, recipient: str, url: str, status_callback: str) -> str:
    """Have the provider call somebody and take what is said from ``url``; the call's sid.

    It tells people from machines before ``url`` is asked. Raises Retryable, Unknown or Permanent.
    """
    with told_apart():
        call = provider.calls.create(
            to=recipient,
            from_=caller,
            url=url,
            method="POST",
            status_callback=status_callback,
            status_callback_event=CALL_EVENTS,
            status_callback_method="POST",
            machine_detection="Enable",
            timeout=RING_SECONDS,
        )
        return _sid_of(call)


def _sid_of(made: Any) -> str:
    if not made.sid:
        raise Unknown("the provider took it and gave no sid")
    return str(made.sid)


@contextmanager
def told_apart() -> Iterator[None]:
    """Turn what the library raises into Retryable, Unknown or Permanent, from its cause."""
    try:
        yield
    except (TwilioRestException, TwilioServiceException) as error:
        said = error.msg if isinstance(error, TwilioRestException) else error.title
        raise refusal(
            f"the provider refused ({error.status}, {error.code}): {said}", error.status, error.code
        ) from error
    except TwilioException as error:
        answer = error.args[-1] if error.args else None
        status = answer.status_code if isinstance(answer, Response) else None
        raise refusal("the provider gave no usable answer", status) from error
    except requests.RequestException as error:
        raise _not_answered(error) from error
    except (ValueError, KeyError, TypeError) as error:
        # The library reads an answer that is no JSON, or not what it should be.
        raise Unknown(f"the provider's answer cannot be read: {error}") from error


def _not_answered(error: requests.RequestException) -> ProviderError:
    """Without a connection nothing was asked; once there was one, it may have been done."""
    message = f"the provider cannot be reached: {type(error).__name__}"
    cause = error.args[0] if error.args else None
    never = isinstance(cause, MaxRetryError) and isinstance(cause.reason, NewConnectionError)
    if never or isinstance(error, requests.ConnectTimeout | requests.exceptions.SSLError):
        return Retryable(message)
    return Unknown(message)


class _Redirected(TwilioHttpClient):  # type: ignore[misc]  # the library has no types
    """The library's HTTP client, with its fixed address replaced by the one of the settings."""

    def __init__(self, address: str) -> None:
        super().__init__(timeout=TIMEOUT_SECONDS)
        self._address = address.rstrip("/")
        for scheme in ("https://", "http://"):
            self.session.mount(scheme, LookingAdapter(pool_maxsize=MOST_AT_ONCE))

    def request(self, method: str, url: str, *args: Any, **options: Any) -> Response:
        """As the library's, at our address."""
        return super().request(method, self._address + url.removeprefix(_LIBRARY_ADDRESS), *args, **options)
