"""What the provider's refusals mean for the one who asked.

ProviderError
├── Retryable    nothing is wrong with what was asked; asking again later may work
└── Permanent    the same request will never work
"""

from __future__ import annotations

from app.errors import AftercallError

RETRYABLE_CODES = frozenset({20429, 30001, 30003, 30008})
"""Too many requests, queue full, recipient unreachable now, unknown."""

_RETRYABLE_STATUSES = frozenset({401, 429})
"""A wrong token (for the operator to mend, no fault of the request) and too many requests."""

_SERVER_ERRORS = 500


class ProviderError(AftercallError):
    """The provider did not do what was asked. ``code`` is its own number for why; None where it gave none."""

    def __init__(self, message: str, code: int | None = None) -> None:
        super().__init__(message)
        self.code = code


class Retryable(ProviderError):
    """Asking again later may work."""


class Permanent(ProviderError):
    """Asking again will not work."""


def refusal(message: str, status: int | None, code: int | None = None) -> ProviderError:
    """The error for an HTTP ``status`` (None: no answer came) and the provider's ``code``."""
    passing = status is None or status in _RETRYABLE_STATUSES or status >= _SERVER_ERRORS
    return (Retryable if passing or code in RETRYABLE_CODES else Permanent)(message, code)
