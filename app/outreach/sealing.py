"""Phone numbers under lock: encrypted while something may still be sent to them."""

from __future__ import annotations

from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from pydantic import SecretStr

from app.errors import BadSetting


class SealedNumbers:
    """Seals with the first of the keys and opens with any of them, so that a key can be changed."""

    def __init__(self, keys: Sequence[SecretStr]) -> None:
        """Raises BadSetting for what is no key."""
        try:
            self._box = MultiFernet([Fernet(key.get_secret_value()) for key in keys])
        except ValueError as error:
            raise BadSetting(f"settings: ENCRYPTION_KEYS: {error}") from error

    def seal(self, number: str) -> str:
        """The E.164 number as ``contacts.sealed_number`` keeps it."""
        return self._box.encrypt(number.encode()).decode("ascii")

    def open(self, sealed: str | None) -> str | None:
        """The number; None where it was erased, or sealed with a key that is gone."""
        if sealed is None:
            return None
        try:
            return self._box.decrypt(sealed).decode()
        except InvalidToken:
            return None
