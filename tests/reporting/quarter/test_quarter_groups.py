"""Which responses go together into one file, and what they count as."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from first_versions import first_versions
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from quarter_responses import (
    CLAIMS,
    ITEMS,
    NOON,
    QUARTER,
    REPORTING,
    asked,
    imported,
    lines,
    response,
    store,
    tapped,
)
from sqlalchemy import delete

from app.errors import BadInput
from app.records.responses import Answer, Response
from app.reporting.fiscal import FiscalQuarter
from app.reporting.formats.rows import one_state
from app.reporting.quarter.counting import quarter_of
from app.reporting.quarter.picture import picture_of
from app.reporting.selection import Selection
from flows.survey import Survey

HONOLULU, APIA = ZoneInfo("Pacific/Honolulu"), ZoneInfo("Pacific/Apia")
NEW_YORK = ZoneInfo("America/New_York")


def picture(database, given=None, **how):
    with one_state(database) as connection:
        return picture_of(connection, given or asked(**how))


def groups(database, given=None, **how):
    return picture(database, given, **how).groups


def only(found):
    assert len(found) == 1
    return found[0]


def changed(survey, version, **questions):
    """The survey as another version, with the English statements of these questions replaced."""
    plain = survey.model_dump(mode="json", by_alias=True) | {"version": version}
    for question in plain["questions"]:
        if question["id"] in questions:
            for door in ("voice", "text"):
                question["statement"][door]["en"] = questions[question["id"]]
    return Survey.model_validate(plain)


LIKERT, TAPPED = sorted(first_versions(), key=lambda survey: survey.id)


def test_each_service_survey_point_stage_and_channel_is_a_group_of_its_own(database):
    differing = [
        {},
        {"service": CLAIMS},
        {"transaction_point": "relational"},
        {"service_stage": "end"},
        {"channel": "sms_text_messages"},
        {"service": None},
        {"service_stage": None},
        {"transaction_point": None},
    ]
    rows = [response(number, **given) for number, given in enumerate(differing)]
    store(database, [*rows, tapped(20, 5), tapped(21, 4, clearance=None, bureau=None, language="es")])
    found = groups(database)
    assert len(found) == len(differing) + 1
    assert Counter(group.counts["respondents"] for group in found) == {1: len(differing), 2: 1}


def test_versions_with_the_same_wording_share_a_group_and_others_never_do(database):
    same = changed(TAPPED, 2, went_well="What was good?")
    other = changed(TAPPED, 3, trust="I trust the {agency} to help people.")
    likert = changed(LIKERT, 2, ease="It was easy to find what I needed.")
    rows = [tapped(n, 5, survey_version=n) for n in (1, 2, 3)] + [response(10 + n, survey_version=n) for n in (1, 2)]
    store(database, rows, surveys=[LIKERT, TAPPED, same, other, likert])
    found = {(group.survey_id, group.versions): group.wording.trust_question for group in groups(database)}
    assert set(found) == {("a11-tapped", (1, 2)), ("a11-tapped", (3,)), ("a11-likert", (1,)), ("a11-likert", (2,))}
    assert found["a11-tapped", (3,)] == "I trust the Department of Example to help people."


def test_the_wording_is_filled_as_the_line_filled_it(database):
    given = lines()
    loan_line = given.lines[0].model_copy(update={"id": "loans", "program": "Loan Line"})
    given = given.model_copy(update={"lines": (*given.lines, loan_line)})
    about_service = changed(TAPPED, 2, trust="I trust {service} of {agency}; {office}.")
    rows = [
        tapped(1, 5),
        tapped(2, 5, line_id="loans"),
        tapped(3, 5, line_id="gone"),
        tapped(4, 5, survey_version=2, service="Passports"),
    ]
    store(database, rows, surveys=[TAPPED, about_service])
    found = {group.wording.trust_question: group.wording.unfilled for group in groups(database, asked(given))}
    assert found == {
        "This interaction increased my trust in Benefits Help Line.": False,
        "This interaction increased my trust in Loan Line.": False,
        "This interaction increased my trust in {program}.": True,
        "I trust Passports of Department of Example; {office}.": True,
    }


def test_the_two_scales_of_trust_never_share_a_group(database):
    store(database, [imported(1, 1), imported(2, 0), imported(3, 5, trust_scale="likert_5"), imported(4, None)])
    found = groups(database)
    assert {(group.scale, group.reported) for group in found} == {("thumbs", 2), ("likert_5", 1)}


def test_an_imported_survey_is_known_by_what_the_lines_file_says_of_it(database):
    ours = lines(surveys={"a11-tapped": {"title": "Ours", "trust_question": "I trust it."}, **REPORTING["surveys"]})
    rows = [imported(1, 1), imported(2, 1, survey_id="other-form")]
    store(database, [*rows, imported(3, 1, survey_id="a11-tapped", survey_version=1)])
    found = {
        group.survey_id: (group.wording.title, group.wording.trust_question) for group in groups(database, asked(ours))
    }
    assert found == {
        "a11-tapped": ("Ours", "I trust it."),
        "touchpoints-12ab": ("Web form", "I trust DOE to enroll people, fairly."),
        "other-form": ("other-form", None),
    }


@pytest.mark.parametrize("zone", [NEW_YORK, HONOLULU, APIA, ZoneInfo("Asia/Kolkata"), ZoneInfo("UTC")], ids=str)
@pytest.mark.parametrize("quarter", [QUARTER, FiscalQuarter(2026, 2), FiscalQuarter(2024, 3)], ids=str)
def test_a_quarter_begins_at_midnight_and_its_last_day_is_whole(sqlite_database, zone, quarter):
    begins = datetime.combine(quarter.first_day, datetime.min.time(), zone).astimezone(UTC)
    ends = datetime.combine(quarter.last_day + timedelta(days=1), datetime.min.time(), zone).astimezone(UTC)
    second = timedelta(seconds=1)
    moments = {1: begins - second, 2: begins, 3: begins + second, 4: ends - second, 5: ends, 6: ends + second}
    # The one that counts is the end of the contact, then the start, then the record.
    rows = [response(n, contact_ended_at=at) for n, at in moments.items()]
    rows += [response(10 + n, started_at=at) for n, at in moments.items()]
    rows += [imported(20 + n, 1, created_at=at) for n, at in moments.items()]
    store(sqlite_database, rows)
    found = groups(sqlite_database, quarter=quarter, zone=zone)
    assert sorted(group.reported for group in found) == [3, 6]
    assert f"{(ends - second).astimezone(zone):%m-%d %H:%M:%S}" == f"{quarter.last_day:%m-%d} 23:59:59"


def test_the_end_of_the_contact_wins_over_the_start_of_the_survey(database):
    ended, began = datetime(2026, 1, 1, 4, 59, 59, tzinfo=UTC), datetime(2026, 1, 1, 5, 0, 30, tzinfo=UTC)
    store(database, [response(1, contact_ended_at=ended, started_at=began)])
    assert only(groups(database)).reported == 1
    assert groups(database, quarter=FiscalQuarter(2026, 2)) == ()


def test_additional_questions_on_five_points_are_counted_by_question(database):
    plain = LIKERT.model_dump(mode="json", by_alias=True) | {"version": 2}
    more = {"measure": "additional", "kind": "scale", "scale": "agree", "statement": {"en": "More?", "es": "¿Más?"}}
    plain["questions"] += [{"id": f"more{n}", **more} for n in (1, 2)]
    survey = Survey.model_validate(plain)
    rows = [response(n, survey_version=2) for n in (1, 2, 3)] + [response(4, survey_version=2, late=True)]
    given = {1: 5, 2: 5, 3: 1, 4: 3}
    answers = [
        {
            "response_id": row["response_id"],
            "question": "more1",
            "measure": "additional",
            "turn": 8,
            "channel": "automated_phone",
            "value": given[n],
        }
        for n, row in enumerate(rows, start=1)
    ]
    store(database, rows, answers=answers, surveys=[survey])
    assert only(groups(database)).additional == {"more1": (1, 0, 0, 0, 2), "more2": (0, 0, 0, 0, 0)}


def test_days_that_are_no_quarter_are_bad_input():
    for since, until in ((None, None), (QUARTER.first_day, None), (QUARTER.first_day, QUARTER.first_day)):
        with pytest.raises(BadInput, match="one fiscal quarter"):
            quarter_of(Selection(NEW_YORK, since=since, until=until))


scores = st.fixed_dictionaries({item: st.none() | st.integers(1, 5) for item in ITEMS})
rows_of = st.lists(
    st.tuples(
        scores,
        st.sampled_from(["complete", "partial", "broken_off", "declined", "in_progress"]),
        st.sampled_from(["handed_over", "invited_text", "invited_call", "walk_in", "imported"]),
        st.sets(st.sampled_from(["late", "flagged", "spam", "deleted", "test", "no_offer", "tapped"]), max_size=2),
    ),
    max_size=12,
)


@given(rows_of)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_the_database_counts_as_a_plain_loop_does(sqlite_database, drawn):
    rows = [_row(number, *given) for number, given in enumerate(drawn)]
    with sqlite_database.begin() as connection:
        connection.execute(delete(Answer))
        connection.execute(delete(Response))
    store(sqlite_database, rows)
    found = {group.instrument: group for group in groups(sqlite_database)}
    for instrument in ("a11-likert", "a11-tapped"):
        expected = _counted([row for row in rows if row["instrument"] == instrument])
        group = found.get(instrument)
        if group is not None:
            assert {name: group.counts[name] for name in expected[0]} == expected[0]
            assert dict(group.items) == expected[1]
        else:
            assert not any(expected[0].values())


def _row(number, given, status, entry, marks):
    make = tapped if "tapped" in marks else response
    arguments = (number, given["trust"], None) if make is tapped else (number,)
    answered = sum(value is not None for value in given.values())
    marked = {name: name in marks for name in ("late", "flagged", "spam", "deleted", "test")}
    offered = None if "no_offer" in marks or entry in {"walk_in", "imported"} else NOON
    plain = {"status": status, "entry": entry, "answered_count": answered, "offered_at": offered}
    return make(*arguments, **given | marked | plain, channel="automated_phone")


def _counted(rows):
    """The plain twin of the counting in SQL."""
    standing = [row for row in rows if not (row["flagged"] or row["spam"] or row["deleted"] or row["test"])]
    invited = [row for row in standing if row["entry"] != "walk_in"]
    counting = [row for row in invited if row["status"] != "in_progress" and not row["late"]]
    respondents = [row for row in counting if row["answered_count"]]
    ended = [row for row in standing if row["status"] != "in_progress" and row["answered_count"]]
    counts = {
        "respondents": len(respondents),
        "trusting": sum(row["trust"] is not None for row in respondents),
        "offered": sum(
            row["entry"] != "imported" and row["offered_at"] is not None and not row["late"] for row in invited
        ),
        "late": sum(row["late"] and row["entry"] != "walk_in" for row in ended),
        "walk_ins": sum(row["entry"] == "walk_in" for row in ended),
        "imported": sum(row["entry"] == "imported" for row in respondents),
    }
    items = {item: tuple(sum(row[item] == point for row in counting) for point in range(1, 6)) for item in ITEMS}
    return counts, items


def test_nothing_in_the_quarter_is_no_group(database):
    store(database, [response(1, flagged=True)])
    assert sum(group.reported for group in groups(database)) == 0
