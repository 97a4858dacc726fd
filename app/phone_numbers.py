"""Phone numbers: one spelling (E.164), a mask for people's eyes, and the keyed hash that stands for a person."""

from __future__ import annotations

import hashlib
import hmac
import re

import phonenumbers

SPELLED_WORDS = frozenset({"+266696687", "+7378742833", "+2562533", "+8656696", "+86282452253"})
"""ANONYMOUS, RESTRICTED, BLOCKED, UNKNOWN and UNAVAILABLE on a keypad: what networks send for a withheld number."""

_WRAPPERS = ("whatsapp:", "rcs:")
_SPELLING = re.compile(r"\+?[0-9 ().\-]{7,32}")
_IN_TEXT = re.compile(r"(?:\+|%2[Bb])\d{7,15}|(?<![\w.-])1?[2-9]\d\d[2-9]\d{6}(?![\w-])")


def e164(given: str | None, region: str = "US") -> str | None:
    """The number as ``+12025550100``, or None where ``given`` is no number that could reach anyone.

    None stands for withheld and empty caller IDs, ``client:`` and ``sip:`` addresses and impossible numbers. A number
    without ``+`` is read as dialled inside ``region``.
    """
    bare = (given or "").strip()
    for wrapper in _WRAPPERS:
        bare = bare.removeprefix(wrapper)
    if bare in SPELLED_WORDS or not _SPELLING.fullmatch(bare):
        return None
    try:
        number = phonenumbers.parse(bare, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def masked(number: str) -> str:
    """``+12025550100`` as ``+1202***0100``: enough to recognise a number one knows, too little to call it."""
    if len(number) < len("+1202555010"):
        return "***" + number[-2:]
    return f"{number[:-7]}***{number[-4:]}"


def masked_within(text: str) -> str:
    """``text`` with everything that looks like a phone number masked."""
    return _IN_TEXT.sub(lambda match: masked(match[0]), text)


def respondent_key(secret: bytes, number: str) -> str:
    """The 32 hexadecimal digits that stand for a person: HMAC-SHA256 of the E.164 ``number``, cut to 128 bits."""
    return hmac.digest(secret, number.encode(), hashlib.sha256).hex()[:32]
