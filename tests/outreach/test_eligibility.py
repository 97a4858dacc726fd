from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.outreach.draw import Chance
from app.outreach.eligibility import SENTENCES, Case, ClearanceUse, Code, decide
from app.outreach.numbers import NumberCheck
from app.records.contacts import DECISIONS

NOW = datetime(2026, 5, 5, 15, tzinfo=UTC)
MONTH = timedelta(days=30)
CLEARED = ClearanceUse(expires=date(2027, 5, 31), approved=1000, used=10)
ASKED = Case(
    number=NumberCheck("+12025550100"),
    consent_needed=False,
    consent=None,
    opted_out=False,
    in_time=True,
    now=NOW,
    last_asked=None,
    quarantine=MONTH,
    today=NOW.date(),
    clearance=CLEARED,
    clearance_needed=True,
    chance=Chance("default", 0.25),
    draw=0.2,
    survey_available=True,
)
FAULTS = {
    "invalid_number": {"number": NumberCheck(None, "invalid_number")},
    "region_not_allowed": {"number": NumberCheck("+14165550100", "region_not_allowed")},
    "unfit_number": {"number": NumberCheck("+18005550100", "unfit_number")},
    "no_consent": {"consent": False},
    "opted_out": {"opted_out": True},
    "too_late": {"in_time": False},
    "quarantined": {"last_asked": NOW - timedelta(days=29)},
    "no_clearance": {"clearance": replace(CLEARED, expires=date(2026, 5, 4))},
    "clearance_used_up": {"clearance": replace(CLEARED, used=1000)},
    "not_drawn": {"draw": 0.25},
    "nothing_to_ask": {"survey_available": False},
}


def code(**changes):
    return decide(replace(ASKED, **changes)).code


def test_the_codes_are_those_that_contacts_keep_and_each_has_a_sentence():
    assert get_args(Code) == DECISIONS
    assert tuple(SENTENCES) == DECISIONS
    assert tuple(FAULTS) == DECISIONS[1:]


def test_a_contact_without_fault_is_asked():
    decision = decide(ASKED)
    assert decision.code == "ask"
    assert decision.sentence == "The contact is asked."


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_has_its_own_refusal_and_the_draw_is_kept(fault):
    decision = decide(replace(ASKED, **FAULTS[fault]))
    assert decision.code == fault
    assert decision.sentence != SENTENCES["ask"]
    assert (decision.stratum, decision.probability) == ("default", 0.25)
    assert decision.draw == FAULTS[fault].get("draw", 0.2)


@given(st.sets(st.sampled_from(list(FAULTS)), min_size=1))
def test_of_several_faults_the_first_in_the_order_of_the_rules_is_recorded(faults):
    one_a_field = {}
    for fault in reversed(FAULTS):  # the earlier of two faults of one field stands
        if fault in faults:
            one_a_field |= FAULTS[fault]
    assert code(**one_a_field) == min(faults, key=DECISIONS.index)


cases = st.builds(
    Case,
    number=st.sampled_from([None, *(fault["number"] for fault in FAULTS.values() if "number" in fault)])
    | st.just(NumberCheck("+12025550100")),
    consent_needed=st.booleans(),
    consent=st.sampled_from([None, True, False]),
    opted_out=st.booleans(),
    in_time=st.booleans(),
    now=st.just(NOW),
    last_asked=st.none() | st.timedeltas(timedelta(), 2 * MONTH).map(lambda ago: NOW - ago),
    quarantine=st.none() | st.just(MONTH),
    today=st.dates(date(2027, 5, 1), date(2027, 6, 30)),
    clearance=st.none() | st.just(CLEARED) | st.just(replace(CLEARED, used=1000)),
    clearance_needed=st.booleans(),
    chance=st.builds(Chance, st.just("default"), st.floats(0, 1)),
    draw=st.floats(0, 1, exclude_max=True),
    survey_available=st.booleans(),
)


@given(cases)
def test_every_case_has_one_decision_and_nobody_who_must_not_be_asked_is(case):
    decision = decide(case)
    assert decision.code in DECISIONS
    assert decide(case) == decision
    if decision.code == "ask":
        assert case.number is None or case.number.refusal is None
        assert case.consent or (case.consent is None and not case.consent_needed)
        assert case.in_time
        assert not case.opted_out
        assert case.draw < case.chance.probability
        assert case.survey_available
        assert not case.last_asked or not case.quarantine or NOW - case.last_asked > case.quarantine


def test_consent_that_a_line_needs_must_be_given():
    assert code(consent_needed=True) == "no_consent"
    assert code(consent_needed=True, consent=True) == "ask"


def test_whoever_said_no_is_not_asked_also_where_consent_is_not_needed():
    assert code(consent=False) == "no_consent"


def test_a_caller_who_is_handed_over_needs_no_number():
    assert code(number=None) == "ask"


@pytest.mark.parametrize(
    ("ago", "expected"),
    [(MONTH, "quarantined"), (MONTH + timedelta(microseconds=1), "ask"), (timedelta(), "quarantined")],
)
def test_a_person_rests_for_the_whole_quarantine(ago, expected):
    assert code(last_asked=NOW - ago) == expected


def test_without_a_quarantine_nobody_rests():
    assert code(last_asked=NOW, quarantine=None) == "ask"


def test_a_clearance_is_valid_through_its_last_day():
    assert code(clearance=replace(CLEARED, expires=NOW.date())) == "ask"
    assert code(clearance=replace(CLEARED, expires=NOW.date() - timedelta(days=1))) == "no_clearance"


def test_a_line_without_clearance_asks_only_where_none_is_needed():
    assert code(clearance=None) == "no_clearance"
    assert code(clearance=None, clearance_needed=False) == "ask"


@pytest.mark.parametrize(("approved", "used", "expected"), [(10, 9, "ask"), (10, 10, "clearance_used_up")])
def test_no_more_are_asked_than_the_clearance_approves(approved, used, expected):
    assert code(clearance=replace(CLEARED, approved=approved, used=used)) == expected
    assert code(clearance=replace(CLEARED, approved=None, used=used)) == "ask"
