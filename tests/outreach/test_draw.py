import math
from itertools import pairwise
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.line_rules import Stratum
from app.outreach.draw import Chance, chance, draw, is_drawn, share

SECRET = b"s" * 32
contact_ids = st.text(min_size=1, max_size=40)
probabilities = st.floats(min_value=0, max_value=1, exclude_min=True)


def contact(**told):
    return SimpleNamespace(**{"queue": None, "outcome": None, "reason": None, "caller_type": None} | told)


@given(contact_ids)
def test_a_draw_repeats_and_lies_from_0_up_to_but_not_1(contact_id):
    drawn = draw(SECRET, contact_id)
    assert 0 <= drawn < 1
    assert draw(SECRET, contact_id) == drawn


@given(st.lists(contact_ids, unique=True, max_size=20), st.randoms(use_true_random=False))
def test_the_order_of_reports_changes_no_draw(contact_ids, random):
    shuffled = list(contact_ids)
    random.shuffle(shuffled)
    assert {one: draw(SECRET, one) for one in shuffled} == {one: draw(SECRET, one) for one in contact_ids}


def test_a_draw_is_the_one_that_the_documented_hash_gives():
    # printf draw:contact-1 | openssl dgst -sha256 -hmac kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk
    digest = bytes.fromhex("817ca17ef3794c6f4b29566cee03b397fc7580dfd5b9613fbf0e88d19346d281")
    assert draw(b"k" * 32, "contact-1") == share(digest) == int.from_bytes(digest) // 2**203 / 2**53


def test_without_the_secret_nobody_can_tell_a_draw():
    assert draw(SECRET, "contact-1") != draw(b"t" * 32, "contact-1")


def test_draws_are_uniform():
    draws = [draw(SECRET, f"contact-{number}") for number in range(20_000)]
    counts = [0] * 20
    for drawn in draws:
        counts[int(drawn * 20)] += 1
    chi_square = sum((count - 1000) ** 2 / 1000 for count in counts)
    assert chi_square < 43.8  # 19 degrees of freedom, one in a thousand
    serial = sum((first - 0.5) * (second - 0.5) for first, second in pairwise(draws)) / len(draws) * 12
    assert abs(serial) < 4 / math.sqrt(len(draws))


@pytest.mark.parametrize("rate", [0.5, 0.1, 0.01])
def test_a_rate_draws_that_share(rate):
    drawn = sum(is_drawn(draw(SECRET, f"contact-{number}"), rate) for number in range(20_000))
    assert abs(drawn - 20_000 * rate) < 4 * math.sqrt(20_000 * rate * (1 - rate))


@given(contact_ids)
def test_at_rate_1_everyone_is_drawn_and_at_rate_0_nobody(contact_id):
    assert is_drawn(draw(SECRET, contact_id), 1.0)
    assert not is_drawn(draw(SECRET, contact_id), 0.0)


def test_the_highest_hash_is_not_rounded_up_to_1_and_the_lowest_above_0_is_not_below_a_tiny_rate():
    highest = share(b"\xff" * 32)
    assert is_drawn(highest, 1.0)
    assert not is_drawn(highest, math.nextafter(1.0, 0.0))
    assert not is_drawn(share((1 << 203).to_bytes(32)), 1e-17)


@given(contact_ids, probabilities, probabilities)
def test_whoever_is_drawn_at_a_rate_is_drawn_at_every_higher_one(contact_id, one, other):
    drawn = draw(SECRET, contact_id)
    low, high = sorted((one, other))
    assert is_drawn(drawn, high) or not is_drawn(drawn, low)


STRATA = (
    Stratum(name="complaints", rate=1.0, queue="complaints"),
    Stratum(name="short", rate=0.05, outcome=["abandoned", "voicemail"], caller_type="person"),
    Stratum(name="person", rate=0.2, caller_type="person"),
)


def test_the_first_stratum_that_fits_gives_name_and_rate():
    assert chance(STRATA, 0.5, contact(queue="complaints", caller_type="person")) == Chance("complaints", 1.0)
    assert chance(STRATA, 0.5, contact(outcome="voicemail", caller_type="person")) == Chance("short", 0.05)
    assert chance(STRATA, 0.5, contact(outcome="resolved", caller_type="person")) == Chance("person", 0.2)


def test_what_no_stratum_fits_is_drawn_at_the_lines_own_rate():
    assert chance(STRATA, 0.5, contact(outcome="voicemail")) == Chance("default", 0.5)
    assert chance((), 0.5, contact()) == Chance("default", 0.5)
