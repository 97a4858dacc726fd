"""The draw: whether a contact is in the sample, by a keyed hash that anyone with the key can repeat."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from typing import NamedTuple

from app.line_rules import DEFAULT_STRATUM, Described, Stratum

_BITS = 53
"""As many as a float holds exactly, so that no draw is rounded up to 1 or down to a lower one."""


class Chance(NamedTuple):
    """The stratum that a contact belongs to, and the probability that it is drawn."""

    stratum: str
    probability: float


def draw(secret: bytes, contact_id: str) -> float:
    """A number from 0 up to, but never, 1: the share that HMAC-SHA256 over the contact's id stands for.

    It depends on nothing else, so it repeats, whoever reports the contact, when, and in whatever order.
    """
    return share(hmac.digest(secret, f"draw:{contact_id}".encode(), "sha256"))


def share(digest: bytes) -> float:
    """The first 53 bits of at least 8 bytes as a number, divided by 2^53."""
    return (int.from_bytes(digest[:8], "big") >> (64 - _BITS)) / (1 << _BITS)


def is_drawn(drawn: float, probability: float) -> bool:
    """Whether a draw falls below the probability: at 1 always, at 0 never."""
    return drawn < probability


def chance(strata: Sequence[Stratum], sampling_rate: float, contact: Described) -> Chance:
    """The first stratum that fits the contact, with its rate; without one, the line's own sampling rate."""
    found = next((stratum for stratum in strata if stratum.fits(contact)), None)
    return Chance(found.name, found.rate) if found else Chance(DEFAULT_STRATUM, sampling_rate)
