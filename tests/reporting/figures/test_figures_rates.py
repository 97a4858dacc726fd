"""OMB's response rate, and AAPOR's rates, which are other figures."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.records import contacts
from app.reporting.figures.outcome_rates import DISPOSITIONS, LABEL, Disposition, counted_as, outcome_rates
from app.reporting.figures.rates import response_rate
from app.reporting.figures.scores import Share

CASES = st.fixed_dictionaries({}, optional={disposition: st.integers(0, 10**6) for disposition in Disposition})


def test_the_response_rate_is_respondents_of_offered():
    rate = response_rate(1669, 44709)
    assert (rate.share, rate.finding) == (Share(1669, 44709), None)
    assert rate.share.percent == "3.7%"


@pytest.mark.parametrize(
    ("respondents", "offered", "finding"),
    [
        (12, None, "how many were offered the survey is not known"),
        (0, 0, "nobody was offered the survey"),
        (12, 10, "12 respondents, but only 10 offered: one of the counts is wrong"),
        (12, 0, "12 respondents, but only 0 offered: one of the counts is wrong"),
    ],
)
def test_where_there_is_no_rate_a_finding_says_why(respondents, offered, finding):
    rate = response_rate(respondents, offered)
    assert (rate.share, rate.finding, rate.respondents, rate.offered) == (None, finding, respondents, offered)


@pytest.mark.parametrize(("respondents", "offered"), [(-1, 10), (0, -1), (-1, None)])
def test_a_count_below_0_is_refused(respondents, offered):
    with pytest.raises(ValueError, match="never below 0"):
        response_rate(respondents, offered)


def test_the_outcome_rates_follow_their_formulas():
    i, p, r, nc, o, uh, uo, not_eligible, outside = 50, 10, 30, 200, 5, 3, 2, 7, 400
    rates = outcome_rates(dict(zip(Disposition, (i, p, r, nc, o, uh, uo, not_eligible, outside), strict=True)))
    denominator = (i + p) + (r + nc + o) + (uh + uo)
    assert rates.rr1.exact == Fraction(i, denominator)
    assert rates.rr2.exact == Fraction(i + p, denominator)
    assert rates.coop1.exact == Fraction(i, (i + p) + r + o)
    assert rates.ref1.exact == Fraction(r, denominator)
    assert rates.con1.exact == Fraction((i + p) + r + o, denominator)
    assert rates.not_eligible == not_eligible
    assert rates.coverage == Share(307, 707)


@given(cases=CASES)
def test_the_outcome_rates_keep_their_order(cases):
    rates = outcome_rates(cases)
    if rates.rr1.n:
        assert rates.rr1.exact <= rates.rr2.exact <= rates.con1.exact <= 1
        assert rates.ref1.exact <= rates.con1.exact - rates.rr2.exact
    if rates.coop1.n:
        assert rates.coop1.exact >= rates.rr1.exact


def test_without_cases_there_are_no_rates():
    rates = outcome_rates({})
    assert [share.exact for share in (rates.rr1, rates.rr2, rates.coop1, rates.ref1, rates.con1)] == [None] * 5


def test_cases_below_0_are_refused():
    with pytest.raises(ValueError, match="never below 0"):
        outcome_rates({Disposition.REFUSAL: -1})


def test_each_way_in_which_a_case_ends_has_its_letter():
    told = {letter: {how for how, of in DISPOSITIONS.items() if of == letter} for letter in Disposition}
    assert told == {
        "I": {"complete"},
        "P": {"partial"},
        "R": {"declined", "opted_out", "broken_off", "left_at_welcome"},
        "NC": {"no_answer", "busy", "machine", "no_reply", "undelivered", "too_late", "not_handed_over"},
        "O": {"language", "failed", "superseded"},
        "UH": set(),
        "UO": set(),
        "not eligible": {"wrong_number"},
        "not in the sample": {
            *("not_drawn", "quarantined", "no_consent", "invalid_number", "region_not_allowed", "unfit_number"),
            *("no_clearance", "clearance_used_up", "nothing_to_ask"),
        },
    }


def test_the_words_are_those_of_the_records():
    assert DISPOSITIONS.keys() == {*contacts.DISPOSITIONS, *contacts.DECISIONS} - {"ask"}


@given(st.sampled_from(sorted(DISPOSITIONS)))
def test_whoever_was_not_drawn_is_not_in_the_sample(word):
    assert counted_as(word, drawn=True) == DISPOSITIONS[word]
    assert counted_as(word, drawn=False) == Disposition.NOT_IN_SAMPLE


def test_the_label_tells_the_two_kinds_apart():
    assert LABEL == "AAPOR outcome rates (not OMB's response rate)"
