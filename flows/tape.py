"""The tape: the inputs of a phone session since it began, one URL-safe character each.

``0``-``9`` keys, ``s`` for ``*``, ``h`` for ``#``, ``-`` silence, ``.`` the end of a several-key answer (``13.``; ``.``
alone is ``#`` alone), ``b`` the question before (``**``), ``x`` something that could not be understood. Words never: of
those that were spoken it has the key that they mean, or ``d`` that no more is wanted (done), ``e`` that somebody may be
in danger (emergency), ``w`` that this is somebody else (wrong person).
"""

from __future__ import annotations

from collections.abc import Mapping

from flows.session import Keys, Silence

BACK = "b"
UNCLEAR = "x"
END = "."
SILENCE = "-"
LETTERS: Mapping[str, str] = {"stop": "d", "distress": "e", "wrong_person": "w"}
"""The letter of each wish that ends the survey, as ``replies`` names it."""
SINGLE = "0123456789*#" + BACK + UNCLEAR + "".join(LETTERS.values())
"""All single inputs that a tape can hold, but silence."""
_SPELLED = {"*": "s", "#": "h"}
_KEYS = {"s": "*", "h": "#"}
_URL_SAFE = str.maketrans(_SPELLED)


def spelled(key: str) -> str:
    """The tape's character for a single key."""
    return _SPELLED.get(key, key)


def take(tape: str, *, several: bool) -> tuple[Keys | Silence, str]:
    """The next input of a tape that is not empty, and the rest.

    ``several`` tells whether the prompt that was answered took several keys. Raises ValueError on a character that
    no tape holds.
    """
    first = tape[0]
    if first == SILENCE:
        return Silence(), tape[1:]
    if several and (first.isdigit() or first == END):
        keys, end, rest = tape.partition(END)
        if not end or not (keys == "" or keys.isdigit()):
            raise ValueError(f"tape {tape!r}: the several-key answer has no end")
        return Keys(keys, finished=True), rest
    if first in SINGLE.translate(_URL_SAFE):
        return Keys(_KEYS.get(first, first)), tape[1:]
    raise ValueError(f"tape {tape!r}: {first!r} is no input")
