"""An opening as a URL carries it, so that a call can be begun or rebuilt with no store at hand."""

from __future__ import annotations

import base64
import binascii
import json

from flows.session import COMPACT, Opening, opening_from_list, opening_to_list


def as_text(opening: Opening) -> str:
    """An opening as JSON text, as ``invitations.opening`` keeps it."""
    return COMPACT.encode(opening_to_list(opening))


def of_text(stored: str) -> Opening:
    """The opening that ``as_text`` wrote. Raises TypeError or ValueError on anything else."""
    return opening_from_list(json.loads(stored))


def packed(opening: Opening) -> str:
    """An opening as letters, digits, ``-`` and ``_``."""
    return base64.urlsafe_b64encode(as_text(opening).encode()).decode("ascii").rstrip("=")


def unpacked(given: str) -> Opening:
    """The opening that ``packed`` wrote. Raises ValueError on anything else."""
    padded = given + "=" * (-len(given) % 4)
    try:
        return of_text(base64.b64decode(padded, altchars=b"-_", validate=True).decode())
    except (TypeError, binascii.Error) as error:
        raise ValueError(str(error)) from error
