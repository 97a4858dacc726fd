"""Words that people hear or read: by door and language, with ``{name}`` merge fields."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, model_validator

from flows.channels import Door
from flows.pauses import without_pauses

FIELD = re.compile(r"\{([a-z_]+)\}")
EVERY_LANGUAGE = "*"


class Words(BaseModel):
    """One piece of wording.

    In YAML it is a string (the same everywhere), a mapping of language to string, or a mapping with ``voice`` and
    ``text`` that each hold one of the two.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    voice: dict[str, str] = {}
    text: dict[str, str] = {}

    @model_validator(mode="before")
    @classmethod
    def _spread(cls, given: Any) -> Any:
        if isinstance(given, str):
            return {"voice": {EVERY_LANGUAGE: given}, "text": {EVERY_LANGUAGE: given}}
        if isinstance(given, Mapping):
            if set(given) <= {"voice", "text"}:
                return {door: _by_language(words) for door, words in given.items()}
            return {"voice": dict(given), "text": dict(given)}
        return given

    def on(self, door: Door, language: str) -> str | None:
        """The words for a door and language; None where there are none. Pauses are for speech alone."""
        words = self.voice if door == "voice" else self.text
        found = words.get(language, words.get(EVERY_LANGUAGE))
        return without_pauses(found) if found is not None and door == "text" else found

    def has(self, door: Door, language: str) -> bool:
        """Whether words exist for a door and language."""
        return self.on(door, language) is not None

    def fields(self) -> Iterator[str]:
        """The names of all merge fields, repeats included."""
        for words in (*self.voice.values(), *self.text.values()):
            yield from FIELD.findall(words)


def _by_language(words: Any) -> Any:
    return {EVERY_LANGUAGE: words} if isinstance(words, str) else words


def merge(words: str, fields: Mapping[str, str]) -> str:
    """``words`` with each ``{name}`` replaced; a name that is not in ``fields`` becomes nothing."""
    if "{" not in words:
        return words
    return FIELD.sub(lambda match: fields.get(match[1], ""), words)
