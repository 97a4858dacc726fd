"""Webhooks: a program elsewhere is told, over HTTPS, signed, and with a key by which it knows a repeated call.

``Aftercall-Signature: t=<seconds since 1970>,v1=<hex>`` is the HMAC-SHA256 of ``<t>.<body>`` under the secret that was
shown when the webhook was set up. Whoever checks it also checks that ``t`` is recent, so that nobody can send it again.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import socket
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlsplit

import requests

from app.telephony.errors import Permanent, Retryable, Unknown

TIMEOUT_SECONDS = 10.0
SIGNATURE = "Aftercall-Signature"
KEY = "Idempotency-Key"
_LAST_32_BITS_ARE_IPV4 = tuple(ipaddress.IPv6Network(network) for network in ("64:ff9b::/96", "::/96"))
"""Translated ones (RFC 6052), and the deprecated compatible ones (RFC 4291 section 2.5.5.1)."""


@dataclass(frozen=True, slots=True)
class Call:
    """What is told to whom; ``key`` is the same for every try."""

    url: str
    body: bytes
    secret: str
    key: str
    public_only: bool
    """Whether an address within a private network is refused."""


def signature(secret: str, at: int, body: bytes) -> str:
    """The value of the header for a call at ``at``, in seconds since 1970."""
    signed = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={signed}"


def call(what: Call, at: int) -> None:
    """Make the call. Raises Retryable where it may be taken later, Unknown where it may have been, Permanent on 410."""
    if what.public_only:
        _refuse_inner(what.url)
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Aftercall",
        SIGNATURE: signature(what.secret, at, what.body),
        KEY: what.key,
    }
    try:
        # Streamed and not read: whoever is called decides how long an answer is.
        with requests.post(
            what.url, what.body, headers=headers, timeout=TIMEOUT_SECONDS, allow_redirects=False, stream=True
        ) as answer:
            status = answer.status_code
    except requests.ConnectionError as error:
        raise Retryable("the webhook cannot be reached") from error
    except requests.RequestException as error:
        raise Unknown(f"the webhook did not answer: {type(error).__name__}") from error
    if status == HTTPStatus.GONE:
        raise Permanent("the webhook said 410: it is gone")
    if not HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        raise Retryable(f"the webhook said {status}")


def _refuse_inner(url: str) -> None:
    """Raises Permanent for a name that leads to a machine of a network within, which nobody outside could reach."""
    parts = urlsplit(url)
    try:
        found = socket.getaddrinfo(parts.hostname, parts.port or 443, type=socket.SOCK_STREAM)
    except OSError as error:
        raise Retryable("the name of the webhook is not known") from error
    if not all(_is_public(str(address[0]).partition("%")[0]) for *_, address in found):
        raise Permanent("the webhook lies within a private network")


def _is_public(written: str) -> bool:
    """Whether one machine of the public network has the address, also where it stands for an IPv4 address."""
    address = ipaddress.ip_address(written)
    if isinstance(address, ipaddress.IPv6Address):
        if any(address in network for network in _LAST_32_BITS_ARE_IPV4):
            return _is_public(str(ipaddress.IPv4Address(int(address) % 2**32)))
        if address.sixtofour is not None:
            return _is_public(str(address.sixtofour))
    return address.is_global and not address.is_multicast
