"""Marks that stand for the numbers of changes where the numbers themselves would tell too much.

Changes are numbered across the whole agency. Whoever may see some organizational units alone would learn from the
gaps between two numbers how much happens in the others, so such a token is told marks, which have no order and differ
from token to token: the number under a keyed permutation of 52 bits, four rounds of Feistel (Luby and Rackoff 1988).
"""

from __future__ import annotations

import hashlib

_BITS = 26
_HALF = (1 << _BITS) - 1
_ROUNDS = 4
"""52 bits, since JavaScript reads no larger whole number exactly."""


class Marks:
    """The marks of one token. 0, from which everybody begins, stands for itself."""

    def __init__(self, secret: bytes, token_id: str) -> None:
        """``secret`` has to be the same in every process, and from one start to the next."""
        self._key = hashlib.blake2b(f"marks {token_id}".encode(), key=secret[:64], digest_size=32).digest()

    def of(self, number: int) -> int:
        """The mark of a number below 2^52."""
        left, right = number >> _BITS, number & _HALF
        for at in range(_ROUNDS):
            left, right = right, left ^ self._mixed(at, right)
        return 1 + (left << _BITS | right) if number else 0

    def number(self, mark: int) -> int:
        """The number of a mark; of what is no mark, a number that no change has, as good as surely."""
        if not 0 < mark <= 1 << 2 * _BITS:
            return mark
        left, right = (mark - 1) >> _BITS, (mark - 1) & _HALF
        for at in reversed(range(_ROUNDS)):
            left, right = right ^ self._mixed(at, left), left
        return left << _BITS | right

    def _mixed(self, at: int, half: int) -> int:
        mixed = hashlib.blake2b(bytes([at]) + half.to_bytes(4), key=self._key, digest_size=4).digest()
        return int.from_bytes(mixed) & _HALF
