"""What is typed as a note, and whether it makes one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.access.people import Person
from app.errors import BadInput
from app.lines import Line, Lines

LONGEST_WORDS = 500
LONGEST_DAYS = 366
_LONGEST_UNIT = 200
_FIRST_YEAR, _LAST_YEAR = 1900, 9997


class NoteKind(StrEnum):
    """What kind of thing happened."""

    OUTAGE = "outage"
    DISASTER = "disaster"
    WORDING = "wording"
    OTHER = "other"

    @property
    def called(self) -> str:
        """The kind as pages name it."""
        return _CALLED[self]


_CALLED = {
    NoteKind.OUTAGE: "Outage",
    NoteKind.DISASTER: "Disaster",
    NoteKind.WORDING: "Wording change",
    NoteKind.OTHER: "Other",
}


@dataclass(frozen=True, slots=True)
class Draft:
    """A note to be: ``line`` None is for all lines, ``unit`` None for everybody who sees the line."""

    line: str | None
    unit: str | None
    kind: NoteKind
    first_day: date
    last_day: date
    words: str

    def __post_init__(self) -> None:
        """Raises BadInput for words or days that make no note."""
        object.__setattr__(self, "words", " ".join(self.words.split()))
        if not 1 <= len(self.words) <= LONGEST_WORDS or not self.words.isprintable():
            raise BadInput(f"Please say in 1 to {LONGEST_WORDS} printable characters what happened.")
        if self.unit is not None and (len(self.unit) > _LONGEST_UNIT or not self.unit.isprintable()):
            raise BadInput(f"An organizational unit has at most {_LONGEST_UNIT} printable characters.")
        if self.first_day > self.last_day:
            raise BadInput("The first day comes after the last.")
        if not _FIRST_YEAR <= self.first_day.year <= self.last_day.year <= _LAST_YEAR:
            raise BadInput(f"Please give days of the years {_FIRST_YEAR} to {_LAST_YEAR}.")
        if (self.last_day - self.first_day).days >= LONGEST_DAYS:
            raise BadInput(f"A note is about at most {LONGEST_DAYS} days.")


def kind_of(written: str) -> NoteKind:
    """The kind of that name. Raises BadInput."""
    try:
        return NoteKind(written)
    except ValueError as error:
        raise BadInput("Please choose what kind of thing happened.") from error


def lines_to_note(lines: Lines, me: Person) -> list[Line]:
    """The lines that a person may put notes on, besides all lines together."""
    return [line for line in lines.lines if me.sees_unit(line.organizational_unit)]


def refuse_for_others(lines: Lines, me: Person, draft: Draft, present: str | None = None) -> None:
    """Raises BadInput for a unit or a line that is not the person's. ``present`` is the line that the note has now."""
    if not me.sees_unit(draft.unit):
        raise BadInput("Please choose one of your organizational units.")
    allowed = {line.id for line in lines_to_note(lines, me)} | {None, present}
    if draft.line not in allowed:
        raise BadInput("There is no such line, or it is not one of your units.")
