"""Where the notice of each line's survey stands: merge fields that say so, for lines that give none of their own."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator
from urllib.parse import quote

from app.lines import Line, Lines
from flows.channels import Door
from flows.words import EVERY_LANGUAGE, Words

NOTICE_FIELDS = frozenset({"notice_url", "notice_url_spoken"})
"""Merge fields of a line that are filled in here."""

_SIGNS = {
    "en": {".": "dot", "/": "slash", "-": "dash", "_": "underscore", ":": "colon", "?": "question mark", "=": "equals"},
    "es": {".": "punto", "/": "barra", "-": "guion", "_": "guion bajo", ":": "dos puntos", "?": "interrogación"}
    | {"=": "igual"},
}
_FALLBACK = "en"
_PARTS = re.compile(r"([^a-z\d ])|(?<=[a-z])(?=\d)|(?<=\d)(?=[a-z])", re.IGNORECASE)


def with_notices(lines: Lines, public_url: str) -> Lines:
    """The lines, each with ``notice_url`` and ``notice_url_spoken`` filled in.

    What a line gives itself stays; an address that it gives without its spoken form is spoken as it is written. Ours
    are without their ``https://``, which costs eight characters of a text and no phone needs.
    """
    host = public_url.partition("://")[2]
    asking = Counter(survey for line in lines.lines for survey in surveys_of(line))
    shared = {survey for survey, count in asking.items() if count > 1}
    filled = tuple(_with_notice(line, host, shared) for line in lines.lines)
    return lines.model_copy(update={"lines": filled})


def surveys_of(line: Line) -> set[str]:
    """The ids of the surveys that a line asks, a later one included."""
    later = line.outreach.follow_up
    return {*line.surveys.values(), *([] if later is None else [later.survey])}


def spoken(address: str, language: str) -> str:
    """An address as it is said: ``example.gov/s1`` is "example dot gov, slash, s, 1"."""
    signs = _SIGNS.get(language, _SIGNS[_FALLBACK])
    bare = address.partition("://")[2] or address
    parts = _PARTS.split(bare.replace(".", f" {signs['.']} "))
    return ", ".join(signs.get(part, part) for part in parts if part)


def _with_notice(line: Line, host: str, shared: Collection[str]) -> Line:
    def address(door: Door) -> dict[str, str]:
        survey = line.surveys.get(door) or next(iter(line.surveys.values()), "")
        return {EVERY_LANGUAGE: f"{host}/notice/{quote(survey)}{f'?line={line.id}' if survey in shared else ''}"}

    written = line.fields.get("notice_url") or Words(voice=address("voice"), text=address("text"))
    fields = {"notice_url": written, "notice_url_spoken": _spoken(line, written), **line.fields}
    return line.model_copy(update={"fields": fields})


def _spoken(line: Line, written: Words) -> Words:
    """Nobody keys in a question mark and what follows: without it the page asks which line it was."""

    def said(door: Door) -> Iterator[tuple[str, str]]:
        for language in line.languages:
            address = written.on(door, language)
            if address is not None:
                yield language, spoken(address.partition("?")[0], language)

    return Words(voice=dict(said("voice")), text=dict(said("text")))
