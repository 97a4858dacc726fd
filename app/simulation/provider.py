"""The provider's side of webhooks: signed form posts, tried again as the fragment of their URL says.

Source: the provider's documentation of webhook time-outs, retries and connection overrides.
"""

from __future__ import annotations

import secrets
import time
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Self
from urllib.parse import parse_qs, urlencode

import urllib3
from urllib3.exceptions import HTTPError, NewConnectionError
from urllib3.exceptions import TimeoutError as TookTooLong

from app.telephony.signatures import HEADER, sign

Fields = Iterable[tuple[str, str]]

_CONNECTIONS = 200
"""How many connections are kept open and used again."""
_RETRIEVAL_FAILED = 11200
_SERVER_ERROR, _CLIENT_ERROR = 500, 400


@dataclass(frozen=True, slots=True)
class Patience:
    """How long one webhook is waited for, in seconds, and how often and after what it is tried again."""

    connect: float = 5.0
    read: float = 15.0
    total: float = 15.0
    retries: int = 1
    on: frozenset[str] = frozenset({"ct"})

    @classmethod
    def of(cls, url: str) -> Self:
        """The patience that the fragment of a URL asks for; without one the provider's own."""
        asked = {name: values[0] for name, values in parse_qs(url.partition("#")[2]).items()}
        own = cls()
        return cls(
            connect=float(asked["ct"]) / 1000 if "ct" in asked else own.connect,
            read=float(asked["rt"]) / 1000 if "rt" in asked else own.read,
            total=float(asked["tt"]) / 1000 if "tt" in asked else own.total,
            retries=int(asked.get("rc", own.retries)),
            on=frozenset(asked["rp"].split(",")) if "rp" in asked else own.on,
        )

    def tries_again_after(self, what: str) -> bool:
        """Whether ``what`` (``4xx``, ``5xx``, ``ct`` or ``rt``) is followed by another try."""
        return bool(self.on & {what, "all"})


@dataclass(frozen=True, slots=True)
class Reply:
    """What the service answered."""

    status: int
    body: str


class Undelivered(Exception):
    """No usable answer came to a webhook, all tries done. ``code`` is the provider's number for that."""

    def __init__(self, reason: str, code: int = _RETRIEVAL_FAILED) -> None:
        super().__init__(reason)
        self.code = code


class _Failed(Exception):
    """One try failed; ``kind`` as in the fragment."""

    def __init__(self, kind: str, reason: str) -> None:
        super().__init__(reason)
        self.kind = kind


Observer = Callable[[str, Reply], None]


class Provider:
    """An account at a provider of calls and texts, whose webhooks go to the service at ``public_url``.

    Any number of threads may use one. ``observe`` is told the URL and the answer of every webhook with status 200.
    """

    def __init__(self, public_url: str, account_sid: str, token: str, observe: Observer | None = None) -> None:
        self.public_url = public_url
        self.account_sid = account_sid
        self._token = token
        self._observe = observe
        self._pool = urllib3.PoolManager(maxsize=_CONNECTIONS, retries=False)

    def post(self, url: str, fields: Fields) -> Reply:
        """The answer to a webhook, which has status 200 or 204. Raises Undelivered."""
        address, patience, pairs = url.partition("#")[0], Patience.of(url), list(fields)
        headers = {HEADER: sign(self._token, address, pairs), "I-Twilio-Idempotency-Token": str(uuid.uuid4())}
        deadline = time.monotonic() + patience.total
        for tries_left in range(patience.retries, -1, -1):
            try:
                reply = self._try(address, pairs, headers, patience, deadline)
            except _Failed as error:
                over = time.monotonic() >= deadline or not tries_left
                if over or not patience.tries_again_after(error.kind):
                    raise Undelivered(f"{address.partition('?')[0]}: {error}") from error
                continue
            if self._observe is not None:
                self._observe(address, reply)
            return reply
        raise AssertionError("the last try either returns or raises")

    def close(self) -> None:
        """Closes the connections that were kept open."""
        self._pool.clear()

    def _try(
        self, address: str, pairs: list[tuple[str, str]], headers: dict[str, str], patience: Patience, deadline: float
    ) -> Reply:
        left = max(0.001, deadline - time.monotonic())
        waits = urllib3.Timeout(connect=min(patience.connect, left), read=min(patience.read, left))
        form = {"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8", **headers}
        try:
            answer = self._pool.request(
                "POST", address, body=urlencode(pairs).encode(), headers=form, timeout=waits, redirect=False
            )
        except (urllib3.exceptions.ConnectTimeoutError, NewConnectionError) as error:
            raise _Failed("ct", "no connection") from error
        except TookTooLong as error:
            raise _Failed("rt", "no answer in time") from error
        except HTTPError as error:
            raise _Failed("rt", "the connection broke") from error
        if answer.status >= _CLIENT_ERROR:
            raise _Failed("5xx" if answer.status >= _SERVER_ERROR else "4xx", f"status {answer.status}")
        return Reply(answer.status, answer.data.decode("utf-8", "replace"))


def new_sid(kind: str) -> str:
    """A new id as the provider makes them: two letters and 32 hexadecimal digits."""
    return kind + secrets.token_hex(16)
