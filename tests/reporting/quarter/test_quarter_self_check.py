"""What makes a service red, yellow or green, and in which words."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from quarter_responses import (
    CLAIMS,
    CONTROL_NUMBER,
    ENROLLMENT,
    NO_SCORES,
    NOON,
    RENEWAL,
    asked,
    clearance,
    imported,
    lines,
    response,
    store,
    tapped,
    volumes,
)

from app.errors import BadInput
from app.reporting import quarter
from app.reporting.formats.rows import one_state
from app.reporting.quarter.picture import picture_of
from app.reporting.quarter.self_check import self_check
from flows.load import SHIPPED_SURVEYS, load_survey
from flows.survey import Survey

FULL = volumes(ENROLLMENT, "automated_phone")
BY_PHONE = "automated_phone, a11-likert v1, process"
OFFERED_ONLY = NO_SCORES | {"answered_count": 0, "status": "declined"}
LIKERT = load_survey(SHIPPED_SURVEYS / "a11-likert.yaml")


def checked(database, rows, given=None, services=(), **stored):
    """The colour of each service with the code and words of each reason."""
    stored = {"volumes": FULL, "clearances": [clearance()]} | stored
    store(database, rows, **stored)
    with one_state(database) as connection:
        checks = self_check(picture_of(connection, given or asked(), services))
    return {check.service: (check.colour, {reason.code: str(reason) for reason in check.reasons}) for check in checks}


def reasons(database, rows, given=None, **stored):
    """Of the service Benefits enrollment, which is yellow."""
    colour, found = checked(database, rows, given, **stored)[ENROLLMENT]
    assert colour == "yellow"
    return found


def without(*questions, **changes):
    """The shipped likert survey without some questions."""
    plain = LIKERT.model_dump(mode="json", by_alias=True) | {"version": 2} | changes
    plain["questions"] = [question for question in plain["questions"] if question["id"] not in questions]
    return Survey.model_validate(plain)


def test_a_service_that_has_all_is_green_and_one_without_responses_red(database):
    found = checked(database, [response(1), response(2)])
    assert found[ENROLLMENT] == ("green", {})
    assert found[CLAIMS] == ("red", {"nothing-to-report": "there are no responses to report"})
    assert found[RENEWAL][0] == "red"


def test_a_tapped_survey_with_all_is_green_too(database):
    texts = volumes(ENROLLMENT, "sms_text_messages")
    assert checked(database, [tapped(1, 5, ["ease"])], volumes=texts)[ENROLLMENT] == ("green", {})


def test_people_who_were_offered_and_never_answered_make_no_report(database):
    colour, found = checked(database, [response(1, **OFFERED_ONLY), response(2, entry="walk_in")])[ENROLLMENT]
    assert colour == "red"
    assert found["no-respondents"].endswith("1 were offered the survey and nobody answered: no file is written")
    assert found["walk-ins-left-out"].endswith("1 walk-in(s), whom nobody invited, are left out")


def test_missing_items_are_named_and_the_employee_only_where_one_was_involved(database):
    survey = without("trust", "ease", "employee")
    found = reasons(database, [response(1, survey_version=2, entry="invited_call")], surveys=[survey])
    assert set(found) == {"item-missing", "wording-unknown"}
    assert "employee" not in found["item-missing"]
    agent = response(2, survey_version=2, agent_key="a")
    involved = reasons(database, [agent], surveys=[survey], volumes=(), clearances=())
    assert "employee: the survey has no such item here" in involved["item-missing"]


def test_a_question_that_the_channel_cannot_take_counts_as_missing(sqlite_database):
    plain = LIKERT.model_dump(mode="json", by_alias=True) | {"version": 2}
    for question in plain["questions"]:
        if question["id"] == "transparency":
            question["when"] = {"channel": ["sms_text_messages"]}
    found = reasons(sqlite_database, [response(1, survey_version=2)], surveys=[Survey.model_validate(plain)])
    assert found == {"item-missing": "automated_phone, a11-likert v2, process: transparency: the survey has no such "
                     "item here"}  # fmt: skip


def test_a_clearance_is_missing_unknown_expired_or_used_up(database):
    rows = [
        response(1, clearance=None),
        response(2),
        response(3, clearance="1111-2222"),
        response(4, clearance="3333-4444"),
        response(5, started_at=datetime(2025, 9, 30, 12, tzinfo=UTC)),
        response(6),
    ]
    known = [clearance(approved_responses=1), clearance("3333-4444", expires_on=date(2025, 12, 30))]
    found = reasons(database, rows, clearances=known)
    assert found == {
        "clearance-missing": f"{BY_PHONE}: 1 of 5 respondents were asked under no control number",
        "clearance-several": (
            f"{BY_PHONE}: asked under several control numbers, 1111-2222, 1234-5678, 3333-4444; "
            "the file names 1234-5678"
        ),
        "clearance-unknown": f"{BY_PHONE}: control number 1111-2222 is in no list of clearances",
        "clearance-expired": (
            f"{BY_PHONE}: control number 3333-4444 expired on 2025-12-30, before the quarter was over"
        ),
        "clearance-exceeded": (
            f"{BY_PHONE}: 2 responses in the fiscal year under 1234-5678, but 1 a year were approved"
        ),
    }


def test_a_clearance_that_was_extended_beyond_the_quarter_has_not_expired(database):
    extension = {"extended_until": date(2026, 2, 28), "extended_reason": "under review", "extended_by": "A. Person"}
    known = clearance(expires_on=date(2025, 12, 30), **extension)
    assert checked(database, [response(1)], clearances=[known])[ENROLLMENT] == ("green", {})


def test_the_last_day_of_a_clearance_is_valid_and_its_number_may_be_used_as_often_as_approved(database):
    known = clearance(expires_on=date(2025, 12, 31), approved_responses=2)
    assert checked(database, [response(1), response(2)], clearances=[known])[ENROLLMENT] == ("green", {})


def test_volumes_are_unknown_or_miss_days(database):
    found = reasons(database, [response(1), tapped(2, 5)], volumes=volumes(ENROLLMENT, "automated_phone", days=89))
    assert found == {
        "volume-days-missing": "automated_phone: customers are known for 89 of 92 days; 3 are missing",
        "volume-unknown": "sms_text_messages: how many customers there were is not known",
    }


def test_counts_that_contradict_each_other_are_named_with_their_figures(database):
    rows = [response(n, offered_at=None if n > 1 else NOON) for n in range(1, 4)]
    few = volumes(ENROLLMENT, "automated_phone", 0)
    assert reasons(database, rows, volumes=few) == {
        "offered-exceed-customers": "automated_phone: 1 were offered a survey, but there were only 0 customers",
        "respondents-exceed-offered": f"{BY_PHONE}: 3 respondents, but only 1 offered: one of the counts is wrong",
    }


def test_offers_of_imported_responses_come_from_the_volumes_or_are_not_known(database):
    full = imported(1, 4, trust_scale="likert_5", satisfaction=4, **{f"positive_{name}": 0 for name in ("ease",)})
    web = volumes(ENROLLMENT, "website", offered=3)
    assert checked(database, [full], volumes=web)[ENROLLMENT] == ("green", {})


def test_offers_that_nobody_counted_are_not_known(database):
    found = reasons(database, [imported(1, 1)], volumes=volumes(ENROLLMENT, "website"))
    assert "how many were offered the survey is not known" in found["offered-unknown"]


def test_offers_of_two_imported_surveys_on_one_channel_are_not_told_apart(database):
    web = [*volumes(ENROLLMENT, "website", offered=3)[:91], *volumes(ENROLLMENT, "website")[91:]]
    found = reasons(database, [imported(1, 1), imported(2, 1, survey_id="other-form")], volumes=web)
    assert "is known only for all surveys on website together" in found["offered-unknown"]
    assert found["offered-days-missing"] == "website: offers are known for 91 of 92 days with customers"
    assert "reporting.surveys in the lines file can say it" in found["wording-unknown"]
    assert "trust is asked by thumbs" in found["scale"]
    assert "satisfaction: no response holds one" in found["item-missing"]


def test_both_scales_of_one_survey_are_named(database):
    rows = [imported(1, 1), imported(2, 5, trust_scale="likert_5")]
    found = reasons(database, rows, volumes=volumes(ENROLLMENT, "website", offered=3))
    assert "each has its own file" in found["two-scales"]


def test_an_unknown_service_stage_or_transaction_point_is_named(database):
    rows = [
        response(1, service_stage="middle"),
        response(2, service_stage=None),
        response(3, transaction_point=None),
        response(4, service=None),
        response(5, service="Passports"),
    ]
    found = checked(database, rows)
    assert list(found) == [ENROLLMENT, CLAIMS, "Passports", RENEWAL, None]
    assert set(found[ENROLLMENT][1]) == {"stage-unknown", "transaction-point-unknown"}
    assert found[None][1]["service-unknown"] == "the responses name no service"
    assert "does not name this service" in found["Passports"][1]["service-unknown"]


def test_wording_beyond_minor_edits_is_shown_with_the_edits(database):
    plain = without().model_dump(mode="json", by_alias=True)
    plain["questions"][1]["statement"]["voice"]["en"] = "I have confidence in the {program}."
    found = reasons(database, [response(1, survey_version=2)], surveys=[Survey.model_validate(plain)])
    assert set(found) == {"wording-edited"}
    assert "“I have confidence in the Benefits Help Line.” is more than a minor edit of" in found["wording-edited"]


def test_a_survey_without_english_is_not_compared(database):
    plain = without(languages=["es"]).model_dump(mode="json", by_alias=True)
    survey = Survey.model_validate(plain)
    assert checked(database, [response(1, survey_version=2)], surveys=[survey])[ENROLLMENT] == ("green", {})


def test_a_line_that_is_gone_leaves_its_words_unfilled(database):
    assert set(reasons(database, [response(1, line_id="gone")])) == {"wording-unfilled"}


def test_late_responses_and_walk_ins_are_left_out_and_counted(database):
    rows = [response(1), response(2, late=True), response(3, late=True), response(4, entry="walk_in")]
    assert reasons(database, rows) == {
        "late-left-out": f"{BY_PHONE}: 2 response(s) came after the close and are left out",
        "walk-ins-left-out": f"{BY_PHONE}: 1 walk-in(s), whom nobody invited, are left out",
    }


def test_a_quarter_that_is_not_over_is_said_to_be(database):
    early = replace(asked(), made_at=datetime(2026, 1, 1, 4, 59, tzinfo=UTC))
    assert set(reasons(database, [response(1)], early)) == {"quarter-not-over"}


def test_more_additional_questions_than_the_row_holds_are_named(database):
    plain = without().model_dump(mode="json", by_alias=True)
    more = {"measure": "additional", "kind": "scale", "scale": "agree", "statement": {"en": "More?", "es": "¿Más?"}}
    plain["questions"] += [{"id": f"more{n}", **more} for n in range(6)]
    found = reasons(database, [response(1, survey_version=2)], surveys=[Survey.model_validate(plain)])
    assert "2 additional question(s) do not fit" in found["additional-left-out"]


def test_only_the_services_named_are_checked(database):
    assert list(checked(database, [response(1), response(2, service=CLAIMS)], services=(CLAIMS,))) == [CLAIMS]


def test_a_service_that_nobody_knows_is_bad_input(sqlite_database):
    with pytest.raises(BadInput, match=r"no service is called 'Clams' in lines, .* there are: Benefits enrollment, "):
        checked(sqlite_database, [], services=("Clams",))


def test_without_services_in_the_lines_file_those_of_lines_and_responses_report(database):
    found = checked(database, [response(1)], asked(lines(services={})))
    assert found == {ENROLLMENT: ("green", {}), CLAIMS: ("red", found[CLAIMS][1])}
    assert CONTROL_NUMBER not in str(found)


def test_the_docs_explain_every_reason():
    codes = {
        code
        for module in Path(quarter.__path__[0]).glob("*.py")
        for code in re.findall(r"Reason\(\s*\"([a-z-]+)\"", module.read_text())
    }
    page = (Path(__file__).parents[3] / "docs" / "quarter.md").read_text()
    assert len(codes) > 20
    assert {code for code in codes if f"`{code}`" not in page} == set()
