"""The summary of a workbook says what counting by hand says."""

from __future__ import annotations

import io

import openpyxl
from entry_examples import BEGAN, Conversation
from fixed_responses import BY_TEXT, NEW_YORK, entries, exported, store, tapped

from app.reporting.formats.rows import one_state
from app.reporting.formats.workbook_summary import HEADER, cells, lines, status_counts, tallies
from app.reporting.selection import Selection

THUMBS = {"survey_id": "thumbs", "survey_version": None, "trust_scale": "thumbs", "status": "complete"}


def summary(database, **only):
    """The figures by group, those without answers left out."""
    with one_state(database) as connection:
        found = tallies(connection, Selection(NEW_YORK, **only))
    return {
        name: {heading: value for heading, value in zip(HEADER, cells(tally), strict=True) if value not in (None, 0)}
        for name, tally in lines(found)
        if tally is not None
    }, dict(status_counts(found))


def test_groups_have_their_scores_with_the_number_of_answers(database):
    store(database, [tapped(n, trust, ["ease"], "not_applicable") for n, trust in enumerate([5, 5, 4, 3, 2], start=1)])
    store(database, [tapped(n, 1, "not_applicable", ["ease"], **BY_TEXT, satisfaction=None) for n in range(11, 16)])
    groups, statuses = summary(database)
    assert groups["automated_phone"] == {
        "Responses": 5,
        "Respondents": 5,
        "Trust: answers": 5,
        "Trust: point scale": 3.8,
        "Trust: 4 or 5": 0.6,
        "Satisfaction: answers": 5,
        "Satisfaction: point scale": 3.8,
        "Satisfaction: 4 or 5": 0.6,
    }
    assert groups["sms_text_messages"] == {
        "Responses": 5,
        "Respondents": 5,
        "Trust: answers": 5,
        "Trust: point scale": 1.0,
    }
    assert groups["All channels together"]["Trust: point scale"] == 2.4
    assert groups["a11-tapped version 1"] == groups["All channels together"]
    assert statuses == {"in_progress": 0, "complete": 10, "partial": 0, "broken_off": 0, "declined": 0}


def test_a_score_of_fewer_than_five_is_hidden_and_so_is_what_would_give_it_away(database):
    store(database, [tapped(n, 5, ["ease"], "not_applicable") for n in range(1, 7)])
    store(database, [tapped(n, 1, "not_applicable", ["ease"], **BY_TEXT) for n in range(11, 15)])
    groups, _ = summary(database)
    assert groups["All channels together"]["Trust: point scale"] == 3.4
    for channel, n in (("automated_phone", 6), ("sms_text_messages", 4)):
        assert groups[channel]["Trust: answers"] == n
        assert groups[channel]["Trust: point scale"] == groups[channel]["Trust: 4 or 5"] == "hidden"
    rows = openpyxl.load_workbook(io.BytesIO(exported(database, "xlsx")))["Summary"].iter_rows(values_only=True)
    assert "hidden" in next(row for row in rows if row[0] == "sms_text_messages")


def test_thumbs_are_counted_by_themselves(database):
    given = enumerate((1, 1, 1, 1, 0, 0), start=1)
    thumbs = [Conversation(n).entry(2, **THUMBS, trust=trust, ended_at=BEGAN) for n, trust in given]
    store(database, [*thumbs, tapped(14, 5, ["ease"], "not_applicable")])
    groups, _ = summary(database)
    assert groups["thumbs"] == {
        "Responses": 6,
        "Respondents": 6,
        "Trust by thumbs: answers": 6,
        "Trust by thumbs: up": 0.667,
    }
    assert groups["All channels together"]["Trust: answers"] == 1


def test_a_tie_is_rounded_up(database):
    # 37 / 8 = 4.625 exactly.
    store(database, [tapped(n, trust, ["ease"], "not_applicable") for n, trust in enumerate([5] * 5 + [4] * 3)])
    assert summary(database)[0]["All channels together"]["Trust: point scale"] == 4.63


def test_only_respondents_have_scores(database):
    store(database, entries())
    groups, statuses = summary(database, include_test=True)
    assert groups["All channels together"]["Responses"] == sum(statuses.values()) == 14
    # In progress, flagged, spam, walk-in: none is a respondent; the test response is one that was asked for.
    assert groups["All channels together"]["Respondents"] == 10
    assert summary(database, walk_ins=True)[0]["All channels together"]["Respondents"] == 10


def test_nothing_that_was_selected_away_is_counted(database):
    store(database, entries())
    groups, statuses = summary(database, status="partial")
    assert list(groups) == ["All channels together", "automated_phone", "a11-tapped version 1"]
    assert {name for name, number in statuses.items() if number} == {"partial"}


def test_the_name_of_a_survey_that_would_run_is_text(database):
    store(database, [tapped(1, 5, ["ease"], "not_applicable", survey_id="=1+1", survey_version=None)])
    sheet = openpyxl.load_workbook(io.BytesIO(exported(database, "xlsx")))["Summary"]
    assert "'=1+1" in [row[0] for row in sheet.iter_rows(values_only=True)]


def test_walk_ins_are_named_where_they_count(database):
    store(database, entries())
    for walk_ins, ending in ((False, "and invited."), (True, "walk-ins among them.")):
        sheet = openpyxl.load_workbook(io.BytesIO(exported(database, "xlsx", walk_ins=walk_ins)))["Summary"]
        assert sheet["A3"].value.endswith(ending)
