"""Passwords: which are good enough, and how they are kept.

The rules follow NIST SP 800-63B-4, section 3.1.1: length counts, kinds of characters do not, and nothing expires.
"""

from __future__ import annotations

import threading
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.errors import BadInput

SHORTEST, LONGEST = 15, 128
_FEWEST_KINDS = 6
"""So many different characters a password has at least: "aaaaaaaaaaaaaaa" is no secret."""
_TELLING = 4
"""Shorter parts of an address stand in sentences by chance."""
_AT_ONCE = 2
_WAIT_SECONDS = 2.0
_turns = threading.BoundedSemaphore(_AT_ONCE)
"""Each hash takes 19 MiB and a core: whoever floods the sign-in page must not take those from callers."""


class Busy(BadInput):
    """More passwords are being tried than there is room for."""


def refuse_weak(password: str, email: str) -> None:
    """Raises BadInput that says why a password is not good enough."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise BadInput(f"The password needs {SHORTEST} to {LONGEST} characters. A sentence is a good one.")
    if len(set(password)) < _FEWEST_KINDS:
        raise BadInput("The password repeats too few characters.")
    local = email.partition("@")[0]
    if (len(local) >= _TELLING and local in password.lower()) or "aftercall" in password.lower():
        raise BadInput("The password holds your address or the name of this service.")


def hashed(password: str) -> str:
    """The password as ``people.password_hash`` keeps it. Raises Busy."""
    with _Turn():
        return _hasher().hash(password)


def matches(kept: str | None, password: str) -> bool:
    """Whether this is the password; takes as long where none is kept. Raises Busy."""
    with _Turn():
        try:
            return _hasher().verify(kept or _nobodys(), password) and kept is not None
        except (VerificationError, InvalidHashError):
            return False


class _Turn:
    def __enter__(self) -> None:
        if not _turns.acquire(timeout=_WAIT_SECONDS):
            raise Busy("Too many people are signing in just now. Please try again in a moment.")

    def __exit__(self, *_: object) -> None:
        _turns.release()


@cache
def _hasher() -> PasswordHasher:
    """Argon2id with the memory and passes of OWASP's Password Storage Cheat Sheet."""
    return PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


@cache
def _nobodys() -> str:
    return _hasher().hash("nobody has this password")
