"""Comments newest first: whose they are to read, found by words, tags, scores and follow-ups, and never unmasked."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from commented import asking, store

from app.access import people
from app.access.audit import COMMAND
from app.access.people import Access
from app.access.roles import Role
from app.catalogue import UnknownSurvey
from app.comments import followed, marks, stream
from app.comments.followed import Change
from app.comments.questions import Wording
from app.comments.searching import words_of
from app.comments.stream import PAGE, Reader
from app.comments.wanted import Wanted
from app.errors import BadInput
from app.lines import LOCAL_LINES, load_lines
from app.reporting.selection import Selection

LINES = asking(load_lines(LOCAL_LINES))
NOVEMBER = Selection(ZoneInfo("America/New_York"), since=date(2026, 11, 1), until=date(2026, 11, 30))
TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


class NoSurveys:
    """A catalogue that is asked for none."""

    def version(self, survey_id, version):
        raise UnknownSurvey(f"{survey_id} {version}")


READER = Reader(LINES, Wording(NoSurveys(), LINES))


def read(database, selection=NOVEMBER, words="", before=None, **wanted):
    with database.read() as connection:
        return READER.page(connection, selection, Wanted(today=TODAY, **wanted), words_of(words), before)


def shown(*given, **more):
    return [comment.words.words for comment in read(*given, **more).comments]


@pytest.fixture
def ann(database):
    with database.begin() as connection:
        access = Access(frozenset({Role.MANAGER}), None)
        person_id = people.add(connection, "ann@agency.gov", "Ann", access, NOW, COMMAND)
        return people.by_id(connection, person_id)


def test_they_stand_newest_first_whichever_time_is_known(database):
    store(database, 1, "by its beginning")
    store(database, 2, "by its contact", minutes=0, contact_ended_at=datetime(2026, 11, 20, tzinfo=UTC))
    store(database, 3, "recorded only", started_at=None, created_at=datetime(2026, 11, 10, tzinfo=UTC))
    store(database, 4)
    store(database, 5, "")
    assert shown(database) == ["by its contact", "recorded only", "by its beginning"]


def test_pages_hold_each_comment_once_also_where_many_have_one_time(database):
    for number in range(1, 2 * PAGE + 8):
        store(database, number, f"comment {number}", minutes=number // 20)
    seen, before = [], None
    for _ in range(3):
        page = read(database, before=before)
        seen += [comment.words.words for comment in page.comments]
        before = page.older
    assert before is None
    assert len(seen) == len(set(seen)) == 2 * PAGE + 7
    assert seen[0] == f"comment {2 * PAGE + 7}"


def test_a_page_cannot_be_continued_from_a_response_that_may_not_be_seen(database):
    theirs = store(database, 1, "theirs", organizational_unit="south")
    north = Selection(NOVEMBER.zone, since=NOVEMBER.since, until=NOVEMBER.until, units=frozenset({"north"}))
    for before in (theirs, "no id", "00000000-0000-0000-0000-000000000000"):
        with pytest.raises(BadInput, match="begin with the newest"):
            read(database, north, before=before)


def test_whoever_sees_one_unit_reads_no_other_and_none_without_a_unit(database):
    for number, unit in enumerate(["north", "south", None], start=1):
        store(database, number, f"of {unit}", organizational_unit=unit)
    north = Selection(NOVEMBER.zone, since=NOVEMBER.since, until=NOVEMBER.until, units=frozenset({"north"}))
    assert shown(database, north) == ["of north"]
    assert shown(database, north, words="of") == ["of north"]


def test_days_trials_spam_and_deleted_ones_are_kept_apart(database):
    store(database, 1, "kept")
    store(database, 2, "trial", test=True)
    store(database, 3, "spam", spam=True)
    store(database, 4, "deleted", deleted=True)
    store(database, 5, "in October", minutes=-3 * 24 * 60)
    assert shown(database) == ["kept"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("hours wait", [1]),
        ("WAIT", [1]),
        ("atencion", [2]),
        ("ATENCIÓN así", [2]),
        ("100%", [3]),
        ("%", [3]),
        ("_", [3]),
        ("a_b", [3]),
        ("straße", [4]),
        ("STRASSE", [4]),
        ("hours atencion", []),
        ("'; drop table responses", []),
        ("\\", []),
    ],
)
def test_words_are_found_in_any_order_case_and_accents_letter_by_letter(database, words, found):
    comments = ["I had to wait two hours", "Así fue la atención", "100% good, a_b", "Straße"]
    for number, comment in enumerate(comments, start=1):
        store(database, number, comment)
    assert shown(database, words=words) == [comments[number - 1] for number in found]


def test_nobody_learns_by_searching_which_number_stands_in_a_comment(database):
    store(database, 1, "Call me at 202-555-0100 or ann@agency.gov")
    assert shown(database, words="call") == ["Call me at [phone number] or [e-mail address]"]
    assert shown(database, words="202") == shown(database, words="202-555-0100") == shown(database, words="ann@") == []


def test_a_search_goes_on_behind_as_many_as_are_looked_through_at_once(database, monkeypatch):
    monkeypatch.setattr(stream, "MOST_SEARCHED", 4)
    monkeypatch.setattr(stream, "_AT_ONCE", 2)
    for number in range(1, 8):
        store(database, number, "the needle" if number == 2 else "hay")
    first = read(database, words="needle")
    assert (first.comments, first.searched) == ([], False)
    then = read(database, words="needle", before=first.older)
    assert [comment.words.words for comment in then.comments] == ["the needle"]
    assert (then.older, then.searched) == (None, True)


def test_scores_lie_within_what_was_asked_and_thumbs_on_no_five_points(database):
    store(database, 1, "both low", trust=1, satisfaction=2)
    store(database, 2, "trusting", trust=5, satisfaction=2)
    store(database, 3, "thumbs", trust=1, trust_scale="thumbs", satisfaction=5)
    assert shown(database, highest=2) == ["trusting", "both low"]
    assert shown(database, score="trust", highest=2) == ["both low"]
    assert shown(database, score="trust", lowest=4) == ["trusting"]
    assert shown(database, score="satisfaction", lowest=5) == ["thumbs"]


def test_tags_and_flags_narrow_down(database, ann):
    store(database, 1, "plain")
    tagged, flagged = store(database, 2, "tagged"), store(database, 3, "flagged")
    with database.begin() as connection:
        assert marks.tag(connection, ann, tagged, 'my "first" tag%', NOW, COMMAND)
        assert marks.flag(connection, ann, flagged, NOW, COMMAND, on=True)
    assert shown(database, tag='my "first" tag%') == ["tagged"]
    assert shown(database, tag="my") == []
    assert shown(database, flagged=True) == ["flagged"]


def test_follow_ups_narrow_down(database, ann):
    store(database, 1, "not asked")
    store(database, 2, "said no", agreed=False)
    store(database, 3, "said yes", agreed=True)
    opened, overdue, done = (
        store(database, 4 + at, what, agreed=True) for at, what in enumerate(["open", "late", "done"])
    )
    with database.begin() as connection:
        for response_id, state, due in (
            (opened, "open", TODAY),
            (overdue, "open", TODAY - timedelta(days=1)),
            (done, "done", None),
        ):
            change = Change(state, ann.id, due, "called", 0)
            assert followed.follow_up(connection, LINES, ann, response_id, change, NOW, COMMAND)
    assert shown(database, follow_up="agreed") == ["done", "late", "open", "said yes"]
    assert shown(database, follow_up="to_do") == ["said yes"]
    assert shown(database, follow_up="open") == shown(database, follow_up="mine", me=ann.id) == ["late", "open"]
    assert shown(database, follow_up="mine", me="another") == []
    assert shown(database, follow_up="overdue") == ["late"]
    assert shown(database, follow_up="done") == ["done"]
