"""The second factor: codes of an authenticator app, new every 30 seconds (TOTP, RFC 6238), and recovery codes."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime

import pyotp
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from pydantic import SecretStr

STEP_SECONDS = 30
_RECOVERY_CODES = 10
_RECOVERY_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
_RECOVERY_LENGTH = 16
"""79 bits each: nobody tries them all, so their hashes need no salt."""


class SealedSecrets:
    """Secrets under lock, by ``ENCRYPTION_KEYS``: the first seals, any opens."""

    def __init__(self, keys: Sequence[SecretStr]) -> None:
        self._box = MultiFernet([Fernet(key.get_secret_value()) for key in keys])

    def seal(self, secret: str) -> str:
        """The secret as ``people.sealed_secret`` keeps it."""
        return self._box.encrypt(secret.encode()).decode("ascii")

    def open(self, sealed: str) -> str | None:
        """The secret; None where the key that sealed it is gone."""
        try:
            return self._box.decrypt(sealed).decode()
        except InvalidToken:
            return None


def new_secret() -> str:
    """A secret for an authenticator app, 160 bits in base 32."""
    return pyotp.random_base32(32)


def address(secret: str, email: str) -> str:
    """The ``otpauth`` address that an app reads out of a picture."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name="Aftercall")


def step_of(secret: str, code: str, now: datetime, last_step: int | None) -> int | None:
    """The time step that the code belongs to; None where it is wrong or was used before.

    The step before and the next count too, since clocks differ (RFC 6238, section 5.2).
    """
    given = "".join(code.split())
    present = int(now.timestamp()) // STEP_SECONDS
    for step in (present - 1, present, present + 1):
        right = pyotp.TOTP(secret).generate_otp(step)
        if hmac.compare_digest(right.encode(), given.encode()) and (last_step is None or step > last_step):
            return step
    return None


def new_recovery_codes() -> list[str]:
    """Codes that open once each, where the authenticator app is lost."""
    return ["".join(secrets.choice(_RECOVERY_LETTERS) for _ in range(_RECOVERY_LENGTH)) for _ in range(_RECOVERY_CODES)]


def recovery_hash(code: str) -> str:
    """A recovery code as ``people.recovery_hashes`` keeps it, however blanks and hyphens were typed."""
    bare = "".join(letter for letter in code.lower() if letter.isalnum())
    return hashlib.sha256(bare.encode()).hexdigest()
