"""The provider's signature over a webhook, X-Twilio-Signature: checked in a few microseconds, and made.

The signed text is the public URL without its fragment, then each distinct form name and value in sorted order; the
signature is the base64 of its HMAC-SHA1 under the account's token. Providers disagree on whether the URL names its
port, so both spellings are accepted. The tests hold this against the provider's own RequestValidator.
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

HEADER = "X-Twilio-Signature"
Pairs = Iterable[tuple[str, str]]


def sign(token: str, url: str, params: Pairs) -> str:
    """The signature that the provider would put on a form post of ``params`` to ``url``."""
    return _signature(token.encode(), url.partition("#")[0], _form(params)).decode("ascii")


class Signatures:
    """Checks webhooks of one public address; any of ``tokens`` may have signed: two are valid during a rotation."""

    def __init__(self, public_url: str, tokens: Sequence[str]) -> None:
        self._bases = _spellings(public_url)
        self._keys = tuple(token.encode() for token in tokens)

    def match(self, target: str, params: Pairs, signature: str) -> bool:
        """Whether ``signature`` fits a post of ``params``.

        ``target`` is path and query string as they came over the wire, percent signs untouched; ``params`` are the
        decoded form fields, repeats included.
        """
        given = signature.encode("utf-8", "surrogatepass")
        form = _form(params)
        return any(
            hmac.compare_digest(_signature(key, base + target, form), given)
            for key in self._keys
            for base in self._bases
        )


def _form(params: Pairs) -> str:
    return "".join(name + value for name, value in sorted(set(params)))


def _signature(key: bytes, url: str, form: str) -> bytes:
    return base64.b64encode(hmac.digest(key, (url + form).encode("utf-8", "surrogatepass"), "sha1"))


def _spellings(public_url: str) -> tuple[str, str]:
    """The address as it was given and with its port left out or added; the given one first."""
    parts = urlsplit(public_url)
    port = 443 if parts.scheme == "https" else 80
    other = f"{parts.scheme}://{parts.hostname}" if parts.port else f"{public_url}:{port}"
    return public_url, other
