"""Notes on the trend: the list, and the form that adds, changes and removes one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.errors import BadInput
from app.notes import notes
from app.notes.drafts import LONGEST_WORDS, Draft, NoteKind, kind_of, lines_to_note
from app.notes.notes import After, ChangedMeanwhile, Note
from app.reporting.fiscal import FiscalQuarter
from app.web.pages.filters import read_filters
from app.web.pages.guard import actor, moment, person, runtime
from app.web.pages.shell import page, say
from app.web.pages.typed import day, version
from app.web.pages.unit_choice import units_of_lines

_AT_ONCE = 50
_FIELDS = ("line", "unit", "kind", "first_day", "last_day", "words")
_LONGEST_ID = 40


def show() -> ResponseReturnValue:
    """The notes on the days of the address, newest first; older ones behind a link."""
    filters, lines = read_filters(), runtime().lines
    after = _after()
    if filters.view is None:
        return page("notes", 422, filters=filters)
    with runtime().database.read() as connection:
        found = notes.listed(connection, lines, filters.view, after, _AT_ONCE + 1)
    shown = found[:_AT_ONCE]
    older = shown[-1] if len(found) > len(shown) else None
    return page("notes", filters=filters, notes=shown, older=older, by_id=lines.by_id)


def add() -> ResponseReturnValue:
    """Add a note; the address may say on which line."""
    if request.method == "GET":
        return _form(None, {"line": request.args.get("line", "")})
    try:
        draft = _draft()
        with runtime().database.begin() as connection:
            notes.add(connection, runtime().lines, person(), draft, moment(), actor())
    except BadInput as error:
        return _form(None, request.form, str(error))
    say("The note stands on the trend.")
    return _to_quarter_of(draft.first_day)


def change(note_id: str) -> ResponseReturnValue:
    """Change or remove a note. 404 for one that is not the person's to change."""
    note = _note(note_id)
    if request.method == "GET":
        return _form(note, _given(note))
    # Changed is what was read as the form was made, not what may have come meanwhile.
    read = replace(note, version=version(request.form.get("version", "")) or 0)
    try:
        first_day = _remove(read) if request.form.get("do") == "remove" else _change(read)
    except ChangedMeanwhile as error:
        note = _note(note_id)
        return _form(note, request.form, f"{error} It now says: “{note.words}” Please look again and save.", 409)
    except BadInput as error:
        return _form(note, request.form, str(error))
    return _to_quarter_of(first_day)


def _change(note: Note) -> date:
    draft = _draft()
    with runtime().database.begin() as connection:
        notes.change(connection, runtime().lines, person(), note, draft, moment(), actor())
    say("The note is changed.")
    return draft.first_day


def _remove(note: Note) -> date:
    with runtime().database.begin() as connection:
        notes.remove(connection, person(), note, moment(), actor())
    say("The note is removed.")
    return note.first_day


def _note(note_id: str) -> Note:
    with runtime().database.read() as connection:
        note = notes.note_to_change(connection, person(), note_id)
    if note is None:
        abort(404)
    return note


def _draft() -> Draft:
    """What the form says. Raises BadInput."""
    given = {name: request.form.get(name, "").strip() for name in _FIELDS}
    first = day(given["first_day"])
    last = day(given["last_day"]) if given["last_day"] else first
    return Draft(given["line"] or None, given["unit"] or None, kind_of(given["kind"]), first, last, given["words"])


def _after() -> After | None:
    """The last note of the page before. 404 for what no page gives."""
    given, note_id = request.args.get("day", ""), request.args.get("after", "")
    if not given and not note_id:
        return None
    try:
        return After(date.fromisoformat(given), note_id[:_LONGEST_ID])
    except ValueError:
        abort(404)


def _given(note: Note) -> dict[str, str]:
    words = (note.line or "", note.unit or "", note.kind.value, str(note.first_day), str(note.last_day), note.words)
    return dict(zip(_FIELDS, words, strict=True))


def _to_quarter_of(day: date) -> ResponseReturnValue:
    return redirect(url_for("pages.notes_show", quarter=str(FiscalQuarter.of(day))), 303)


def _form(note: Note | None, given: object, problem: str | None = None, status: int = 422) -> ResponseReturnValue:
    lines, me = runtime().lines, person()
    return page(
        "note",
        status if problem else 200,
        note=note,
        given=given,
        problem=problem,
        kinds=list(NoteKind),
        lines=lines_to_note(lines, me),
        units=units_of_lines() if me.access.units is None else sorted(me.access.units),
        longest=LONGEST_WORDS,
    )
