"""Pauses within what is said: ``<break time="700ms"/>`` in a wording, for voices that can make them."""

from __future__ import annotations

import re
from collections.abc import Callable

_BREAK = re.compile(r'[ \t]*<break time="(\d+(?:\.\d+)?(?:ms|s))"/>[ \t]*')
_MAKE_PAUSES = ("Polly.", "Google.")
"""How the names of voices begin that understand SSML. Source: the provider's documentation of ``<Say>``."""


def without_pauses(words: str) -> str:
    """Words as they are read, or said by a voice that makes no pauses."""
    return _BREAK.sub(" ", words).strip(" \t") if "<break" in words else words


def with_pauses(words: str, voice: str | None, escaped: Callable[[str], str]) -> str:
    """Words as the content of a ``<Say>`` in a voice: all but the pauses goes through ``escaped``."""
    if voice is None or not voice.startswith(_MAKE_PAUSES) or "<break" not in words:
        return escaped(without_pauses(words))
    # Split by a pattern with one group: every second piece is the time of a pause.
    pieces = _BREAK.split(words)
    return "".join(f' <break time="{piece}"/> ' if i % 2 else escaped(piece) for i, piece in enumerate(pieces)).strip()
