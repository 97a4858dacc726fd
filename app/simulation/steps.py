"""What a simulated caller does, one step a line: keys, silence, words, or hanging up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from app.errors import BadInput

KEYS = frozenset("0123456789*#")
COMMENT = "//"
_SILENCE = frozenset({"-", "silence"})
_HANG_UP = "hangup"
_SAY = "say "


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that a caller does; ``given`` holds the keys or the words."""

    kind: Literal["press", "silence", "say", "hang_up"]
    given: str = ""


def step_of(line: str, where: str) -> Step:
    """The step that a line asks for; an empty one is silence. Raises BadInput naming ``where`` the line came from."""
    asked = line.strip()
    if asked in _SILENCE or not asked:
        return Step("silence")
    if asked == _HANG_UP:
        return Step("hang_up")
    if asked.startswith(_SAY):
        return Step("say", asked.removeprefix(_SAY).strip())
    keys = "".join(asked.split())
    if not set(keys) <= KEYS:
        raise BadInput(f"{where}: {asked!r} is no step: keys 0-9 * #, - or silence, say WORDS, hangup")
    return Step("press", keys)


def steps_of_script(text: str, name: str) -> list[Step]:
    """The steps of a script file; empty lines and ``//`` comments are left out. Raises BadInput."""
    return [step_of(line, f"{name}:{number}") for number, line in lines_of_script(text)]


def lines_of_script(text: str) -> Iterator[tuple[int, str]]:
    """The lines of a script that are no comments and not empty, with their numbers."""
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip() and not line.strip().startswith(COMMENT):
            yield number, line


def steps_of_keys(keys: str) -> list[Step]:
    """The steps of ``4 5 * 13# -``: each word is one step. Raises BadInput."""
    return [step_of(word, "--keys") for word in keys.split()]
