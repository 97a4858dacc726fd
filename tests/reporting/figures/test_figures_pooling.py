"""A mean over channels moves with the answers, never with the mix."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reporting.figures.intervals import mean_interval
from app.reporting.figures.pooling import at_fixed_mix
from app.reporting.figures.scores import mean

BASE = {"automated_phone": 60, "sms_text_messages": 40}
VOICE, TEXT = (0, 1, 2, 3, 4), (2, 2, 2, 2, 2)
ANSWERED = st.tuples(*[st.integers(0, 50)] * 5).filter(any)


def test_each_channel_keeps_its_share_of_the_base_period():
    pooled = at_fixed_mix(BASE, {"automated_phone": VOICE, "sms_text_messages": TEXT})
    assert pooled.mean == Fraction(6, 10) * 4 + Fraction(4, 10) * 3
    assert pooled.n == 20
    assert pooled.interval.low < pooled.mean < pooled.interval.high
    assert pooled.label == "at a fixed mix of automated_phone 60.0%, sms_text_messages 40.0%"


@given(voice=ANSWERED, text=ANSWERED, times=st.integers(2, 9))
def test_more_answers_of_one_channel_do_not_move_it(voice, text, times):
    once = at_fixed_mix(BASE, {"automated_phone": voice, "sms_text_messages": text})
    often = [count * times for count in voice]
    assert at_fixed_mix(BASE, {"automated_phone": often, "sms_text_messages": text}).mean == once.mean


@given(counts=ANSWERED)
def test_a_mix_of_one_channel_is_that_channel(counts):
    pooled = at_fixed_mix({"website": 7}, {"website": counts})
    assert pooled.mean == mean(counts)
    assert pooled.interval == (pytest.approx(mean_interval(counts)) if pooled.interval else mean_interval(counts))


def test_without_answers_of_a_channel_of_the_mix_there_is_no_pooled_mean():
    assert at_fixed_mix(BASE, {"automated_phone": VOICE}) is None
    assert at_fixed_mix(BASE, {"automated_phone": VOICE, "sms_text_messages": (0,) * 5}) is None


def test_one_answer_of_a_channel_gives_a_mean_without_an_interval():
    pooled = at_fixed_mix(BASE, {"automated_phone": VOICE, "sms_text_messages": (0, 0, 0, 0, 1)})
    assert (pooled.mean, pooled.interval) == (Fraction(44, 10), None)


def test_channels_that_the_mix_does_not_know_are_named():
    counts = {"automated_phone": VOICE, "sms_text_messages": TEXT, "website": TEXT, "phone": (0,) * 5}
    pooled = at_fixed_mix(BASE | {"phone": 0}, counts)
    assert (pooled.left_out, pooled.n) == (("website",), 20)


@pytest.mark.parametrize("base", [{}, {"website": 0}, {"website": 5, "phone": -1}])
def test_a_base_period_without_answers_is_refused(base):
    with pytest.raises(ValueError, match="no answers to take a mix from"):
        at_fixed_mix(base, {"website": TEXT})
