"""The tape: the inputs of a phone session since it began, one URL-safe character each.

``0``-``9`` keys, ``s`` for ``*``, ``h`` for ``#``, ``-`` silence, ``.`` the end of a several-key answer (``13.``; ``.``
alone is ``#`` alone), ``b`` the question before (``**``), ``x`` something that could not be understood. Words never.
"""

from __future__ import annotations

from flows.session import Keys, Silence

BACK = "b"
UNCLEAR = "x"
END = "."
SILENCE = "-"
_SPELLED = {"*": "s", "#": "h"}
_KEYS = {"s": "*", "h": "#"}


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
    if first in "0123456789shbx" and first.isascii():
        return Keys(_KEYS.get(first, first)), tape[1:]
    raise ValueError(f"tape {tape!r}: {first!r} is no input")
