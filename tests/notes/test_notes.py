"""Notes on the trend: who sees and changes which, what makes one, and what the audit keeps."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from overview_examples import LINES, NORTH, NOW, SOUTH, author, draft, put

from app.access import audit
from app.access.audit import COMMAND
from app.errors import BadInput
from app.lines import Lines
from app.notes import notes
from app.notes.notes import After, ChangedMeanwhile
from app.overview.view import Period, View

QUARTER = Period(date(2026, 10, 1), date(2026, 12, 31))


def view(units=None, **given):
    return View(**{"units": units, "zone": ZoneInfo("America/New_York"), "period": QUARTER} | given)


def words(database, looked_at, lines=LINES):
    with database.read() as connection:
        return [note.words for note in notes.notes_of(connection, lines, looked_at)]


def to_change(database, me, note_id):
    with database.read() as connection:
        return notes.note_to_change(connection, me, note_id)


@pytest.fixture
def everything(database):
    """One note for everybody, and one for each line and unit there is; the newest first."""
    ann = author(database)
    for day, (line, unit) in enumerate(
        [(None, None), ("benefits", None), ("claims", None), (None, "North"), (None, "South"), ("claims", "North")]
    ):
        one = draft(f"{line} {unit}", line=line, unit=unit, first_day=date(2026, 11, 30 - day))
        put(database, LINES, ann, one)
    return database


def test_whoever_sees_every_unit_sees_every_note(everything):
    assert len(words(everything, view())) == 6


def test_units_see_their_own_notes_and_what_is_for_everybody_on_their_lines(everything):
    assert words(everything, view(NORTH)) == ["None None", "benefits None", "None North", "claims North"]
    assert words(everything, view(SOUTH)) == ["None None", "claims None", "None South"]
    assert words(everything, view(frozenset())) == ["None None"]


def test_a_line_that_is_in_no_file_any_more_is_no_units(everything):
    left = Lines.model_validate({"lines": [LINES.lines[0]]})
    assert words(everything, view(SOUTH), left) == ["None None", "None South"]
    assert len(words(everything, view(), left)) == 6


def test_filters_of_line_and_unit_narrow_the_notes(everything):
    assert words(everything, view(line="benefits")) == ["None None", "benefits None", "None North", "None South"]
    assert words(everything, view(unit="South")) == ["None None", "benefits None", "claims None", "None South"]
    assert words(everything, view(NORTH, unit="South")) == ["None None", "benefits None"]


@pytest.mark.parametrize(
    ("first", "last", "seen"),
    [
        (date(2026, 9, 30), date(2026, 9, 30), False),
        (date(2026, 9, 1), date(2026, 10, 1), True),
        (date(2026, 12, 31), date(2027, 1, 5), True),
        (date(2027, 1, 1), date(2027, 1, 1), False),
        (date(2026, 1, 1), date(2027, 1, 1), True),
    ],
)
def test_a_note_is_within_a_period_if_one_of_its_days_is(sqlite_database, first, last, seen):
    put(sqlite_database, LINES, author(sqlite_database), draft(first_day=first, last_day=last))
    assert bool(words(sqlite_database, view())) is seen


def test_pages_of_notes_hold_each_note_once_also_of_one_day(database):
    ann = author(database)
    for number in range(7):
        put(database, LINES, ann, draft(str(number), first_day=date(2026, 11, 3 + number // 3)))
    found, after = [], None
    with database.read() as connection:
        while shown := notes.listed(connection, LINES, view(), after, 2):
            found += [note.words for note in shown]
            after = After(shown[-1].first_day, shown[-1].id)
    assert sorted(found) == [str(number) for number in range(7)]
    assert found[0] == "6"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"unit": None}, "one of your organizational units"),
        ({"unit": "South"}, "one of your organizational units"),
        ({"unit": "North", "line": "claims"}, "no such line"),
        ({"unit": "North", "line": "nowhere"}, "no such line"),
    ],
)
def test_a_person_with_units_writes_for_these_alone(sqlite_database, changes, said):
    ben = author(sqlite_database, NORTH)
    with pytest.raises(BadInput, match=said):
        put(sqlite_database, LINES, ben, draft(**changes))
    note_id = put(sqlite_database, LINES, ben, draft(unit="North", line="benefits"))
    note = to_change(sqlite_database, ben, note_id)
    with sqlite_database.begin() as connection, pytest.raises(BadInput, match=said):
        notes.change(connection, LINES, ben, note, draft(**changes), NOW, COMMAND)
    assert to_change(sqlite_database, ben, note_id) == note


def test_nobody_opens_a_note_of_another_unit_or_of_everybody_for_changing(everything):
    north, ann = author(everything, NORTH), author(everything)
    with everything.read() as connection:
        every = notes.notes_of(connection, LINES, view())
    open_to = {note.words for note in every if to_change(everything, north, note.id)}
    assert open_to == {"None North", "claims North"}
    assert all(to_change(everything, ann, note.id) for note in every)
    assert to_change(everything, ann, "nothing") is None


def test_a_unit_that_was_taken_away_cannot_be_written_for_with_a_note_read_before(database):
    ben = author(database, NORTH)
    note = to_change(database, ben, put(database, LINES, ben, draft(unit="North")))
    moved = replace(ben, access=replace(ben.access, units=SOUTH))
    with database.begin() as connection, pytest.raises(ChangedMeanwhile):
        notes.remove(connection, moved, note, NOW, COMMAND)
    with database.begin() as connection, pytest.raises(ChangedMeanwhile):
        notes.change(connection, LINES, moved, note, draft(unit="South"), NOW, COMMAND)
    assert to_change(database, ben, note.id) == note


def test_of_several_who_change_a_note_at_once_one_succeeds(database):
    ann = author(database)
    note = to_change(database, ann, put(database, LINES, ann, draft("before")))

    def change(number):
        try:
            with database.begin() as connection:
                notes.change(connection, LINES, ann, note, draft(f"by {number}"), NOW, COMMAND)
        except ChangedMeanwhile:
            return None
        return f"by {number}"

    with ThreadPoolExecutor(4) as pool:
        changed = [words for words in pool.map(change, range(4)) if words]
    after = to_change(database, ann, note.id)
    assert ([after.words], after.version) == (changed, 2)
    with database.begin() as connection, pytest.raises(ChangedMeanwhile):
        notes.remove(connection, ann, note, NOW, COMMAND)


def test_a_note_on_a_line_that_went_can_still_be_corrected(sqlite_database):
    ann, left = author(sqlite_database), Lines.model_validate({"lines": [LINES.lines[0]]})
    note = to_change(sqlite_database, ann, put(sqlite_database, LINES, ann, draft(line="claims")))
    with sqlite_database.begin() as connection:
        notes.change(connection, left, ann, note, draft("corrected", line="claims"), NOW, COMMAND)
    assert to_change(sqlite_database, ann, note.id).words == "corrected"


def test_the_audit_keeps_what_was_noted_changed_and_removed_without_phone_numbers(database):
    ann = author(database)
    note = to_change(database, ann, put(database, LINES, ann, draft("Callers of (202) 555-0123 waited.")))
    with database.begin() as connection:
        notes.change(connection, LINES, ann, note, draft("Callers waited.", unit="North"), NOW, COMMAND)
        notes.remove(connection, ann, replace(note, version=2), NOW, COMMAND)
    with database.read() as connection:
        events = [event for event in audit.listed(connection) if event.action.startswith("note_")]
    assert [event.action for event in events] == ["note_removed", "note_changed", "note_added"]
    assert {event.subject for event in events} == {f"note:{note.id}"}
    assert events[1].details["after"] == {
        "line": None,
        "unit": "North",
        "kind": "outage",
        "days": ["2026-11-03", "2026-11-03"],
        "words": "Callers waited.",
    }
    assert "555-0123" not in str([event.details for event in events])
    assert words(database, view()) == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"words": " \n "}, "1 to 500"),
        ({"words": "x" * 501}, "1 to 500"),
        ({"words": "left\u202eright"}, "1 to 500"),
        ({"unit": "x" * 201}, "at most 200"),
        ({"last_day": date(2026, 11, 2)}, "comes after the last"),
        ({"last_day": date(2026, 11, 3) + timedelta(days=366)}, "at most 366 days"),
        ({"first_day": date(1, 1, 1)}, "of the years 1900"),
        ({"first_day": date(9999, 12, 31)}, "of the years 1900"),
    ],
)
def test_what_makes_no_note_says_why(changes, said):
    with pytest.raises(BadInput, match=said):
        draft(**changes)


def test_blanks_and_line_breaks_count_as_one_blank():
    assert draft("  The telephones\r\n\r\nwere  down. ").words == "The telephones were down."
    assert len(draft("x" * 500).words) == 500
