"""What the provider's refusals mean for the one who asked.

ProviderError
├── Retryable    surely not done, and nothing is wrong with what was asked; asking again later may work
│   └── Unknown  nobody knows whether it was done; asking again could do it twice
└── Permanent    the same request will never work
"""

from __future__ import annotations

from app.errors import AftercallError

RETRYABLE_CODES = frozenset({20429, 20503, 30001, 30003, 30008})
"""Too many requests, service not available, queue full, recipient unreachable now, unknown."""

OPTED_OUT = 21610
"""The person told the provider to stop."""
LANDLINE_CODES = frozenset({21614, 30006})
"""The number takes no texts."""
NO_SUCH_NUMBER_CODES = frozenset({21211, 30005})
"""Nobody can be reached on the number, in whatever way."""

PERSONS_CODES = frozenset({OPTED_OUT, 21408, 21612, 21635}) | LANDLINE_CODES | NO_SUCH_NUMBER_CODES
"""Why this person cannot be reached from this account, now or later."""

_RETRYABLE_STATUSES = frozenset({401, 403, 408, 409, 425})
"""A wrong token, for the operator to mend, or a request that was not looked at."""

_TOO_MANY = 429
_SERVER_ERRORS = 500
_FIRST_CODE = 10_000
"""The provider's own codes begin here; its library gives the status where the answer has none."""


class ProviderError(AftercallError):
    """The provider did not do what was asked. ``code`` is its own number for why; None where it gave none."""

    def __init__(self, message: str, code: int | None = None, *, slow_down: bool = False) -> None:
        super().__init__(message)
        self.code = code
        self.slow_down = slow_down
        """Whether it said that too much is asked at once."""


class Retryable(ProviderError):
    """Asking again later may work."""


class Unknown(Retryable):
    """It may have been done, and the answer lost."""


class Permanent(ProviderError):
    """Asking again will not work."""


def refusal(message: str, status: int | None, code: int | None = None) -> ProviderError:
    """The error for an HTTP ``status`` (None: no answer came) and the provider's ``code``.

    A server error says nothing of what was done, unless its code does.
    """
    known = code if code is not None and code >= _FIRST_CODE else None
    if status == _TOO_MANY or known in RETRYABLE_CODES or status in _RETRYABLE_STATUSES:
        return Retryable(message, known, slow_down=status == _TOO_MANY)
    if status is None or status >= _SERVER_ERRORS:
        return Unknown(message, known)
    return Permanent(message, known)
