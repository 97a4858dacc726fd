"""Notes on the trend: who sees which, and adding, changing and removing them."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, delete, insert, or_, select, tuple_, update

from app.access import audit
from app.access.audit import Action, Actor
from app.access.people import Person
from app.errors import BadInput
from app.lines import Lines
from app.masking import mask
from app.notes.drafts import LONGEST_DAYS, Draft, NoteKind, refuse_for_others
from app.overview.view import View
from app.records.notes import TrendNote
from app.records.people import Person as PersonRow

MOST_AT_ONCE = 200


class ChangedMeanwhile(BadInput):
    """Somebody else changed or removed the note since it was read."""


class After(NamedTuple):
    """The last note of a page; older ones come after it."""

    first_day: date
    id: str


@dataclass(frozen=True, slots=True)
class Note:
    """What happened on some local days, both included."""

    id: str
    line: str | None
    """None for all lines."""
    unit: str | None
    """None for everybody who sees the line."""
    kind: NoteKind
    first_day: date
    last_day: date
    words: str
    version: int
    author: str
    """The name of whoever wrote or changed it last."""

    def may_be_changed_by(self, me: Person) -> bool:
        """Whether the note is of a unit of the person's; only who sees all units changes what is for everybody."""
        return me.sees_unit(self.unit)


def notes_of(connection: Connection, lines: Lines, view: View, *, most: int = MOST_AT_ONCE) -> list[Note]:
    """The notes on days of a view that those may see who see it, newest first; at most ``most``."""
    return listed(connection, lines, view, None, most)


def listed(connection: Connection, lines: Lines, view: View, after: After | None, most: int) -> list[Note]:
    """As ``notes_of``, those that come after a note."""
    found = _notes().where(*_within(view), *_seen(lines, view.units))
    if after is not None:
        found = found.where(tuple_(TrendNote.first_day, TrendNote.id) < tuple_(after.first_day, after.id))
    newest = found.order_by(TrendNote.first_day.desc(), TrendNote.id.desc()).limit(most)
    return [_note(row) for row in connection.execute(newest)]


def note_to_change(connection: Connection, me: Person, note_id: str) -> Note | None:
    """The note of an id, if there is one that the person may change."""
    row = connection.execute(_notes().where(TrendNote.id == note_id)).first()
    note = None if row is None else _note(row)
    return note if note is not None and note.may_be_changed_by(me) else None


def add(connection: Connection, lines: Lines, me: Person, draft: Draft, now: datetime, actor: Actor) -> str:
    """The id of a new note. Raises BadInput for a unit or line that is not the person's."""
    refuse_for_others(lines, me, draft)
    note_id = secrets.token_hex(8)
    row = {"id": note_id, "version": 1} | _row(draft, me, now)
    connection.execute(insert(TrendNote).values(**row))
    audit.note(connection, actor, Action.NOTE_ADDED, now, f"note:{note_id}", **_told(draft))
    return note_id


def change(
    connection: Connection, lines: Lines, me: Person, note: Note, draft: Draft, now: datetime, actor: Actor
) -> None:
    """Put the draft in the place of the note as it was read. Raises BadInput, and ChangedMeanwhile."""
    refuse_for_others(lines, me, draft, note.line)
    changing = update(TrendNote).where(*_as_read(note, me)).values(version=note.version + 1, **_row(draft, me, now))
    _refuse_unless_one(connection.execute(changing).rowcount)
    audit.note(connection, actor, Action.NOTE_CHANGED, now, f"note:{note.id}", before=_told(note), after=_told(draft))


def remove(connection: Connection, me: Person, note: Note, now: datetime, actor: Actor) -> None:
    """Remove the note as it was read. Raises ChangedMeanwhile."""
    _refuse_unless_one(connection.execute(delete(TrendNote).where(*_as_read(note, me))).rowcount)
    audit.note(connection, actor, Action.NOTE_REMOVED, now, f"note:{note.id}", **_told(note))


def _within(view: View) -> Iterator[ColumnElement[bool]]:
    """Notes on a day of the period, as far as the filters know; the earliest first day lets the index be used."""
    earliest = view.period.since - timedelta(days=LONGEST_DAYS)
    yield TrendNote.first_day.between(earliest, view.period.until)
    yield TrendNote.last_day >= view.period.since
    if view.line is not None:
        yield or_(TrendNote.line_id.is_(None), TrendNote.line_id == view.line)
    if view.unit is not None:
        yield or_(TrendNote.unit.is_(None), TrendNote.unit == view.unit)


def _seen(lines: Lines, units: frozenset[str] | None) -> Iterator[ColumnElement[bool]]:
    """Whoever has units sees their notes, and those for everybody on all lines or on a line of these units."""
    if units is None:
        return
    own = [line.id for line in lines.lines if line.organizational_unit in units]
    for_everybody = and_(TrendNote.unit.is_(None), or_(TrendNote.line_id.is_(None), TrendNote.line_id.in_(own)))
    yield or_(TrendNote.unit.in_(sorted(units)), for_everybody)


def _as_read(note: Note, me: Person) -> Iterator[ColumnElement[bool]]:
    yield from (TrendNote.id == note.id, TrendNote.version == note.version)
    if me.access.units is not None:
        yield TrendNote.unit.in_(sorted(me.access.units))


def _refuse_unless_one(changed: int) -> None:
    if changed != 1:
        raise ChangedMeanwhile("Somebody else changed or removed this note in the meantime.")


def _notes() -> Select[Any]:
    return select(TrendNote.__table__, PersonRow.name.label("author")).join(
        PersonRow, PersonRow.id == TrendNote.changed_by
    )


def _note(row: Row[Any]) -> Note:
    days = (row.first_day, row.last_day)
    return Note(row.id, row.line_id, row.unit, NoteKind(row.kind), *days, row.words, row.version, row.author)


def _row(draft: Draft, me: Person, now: datetime) -> dict[str, Any]:
    return {
        "line_id": draft.line,
        "unit": draft.unit,
        "kind": draft.kind,
        "first_day": draft.first_day,
        "last_day": draft.last_day,
        "words": draft.words,
        "changed_by": me.id,
        "changed_at": now,
    }


def _told(one: Draft | Note) -> dict[str, Any]:
    """A note as the audit keeps it, where no phone number may stand."""
    days = [one.first_day.isoformat(), one.last_day.isoformat()]
    return {"line": one.line, "unit": one.unit, "kind": one.kind, "days": days, "words": mask(one.words).words}
