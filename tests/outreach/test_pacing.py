from hypothesis import given
from hypothesis import strategies as st

from app.outreach.pacing import Pace


class Seconds:
    """A clock that is moved by hand."""

    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


@given(
    rate=st.floats(0.1, 200),
    steps=st.lists(st.tuples(st.integers(1, 8), st.floats(0, 5)), min_size=1, max_size=60),
)
def test_in_any_time_no_more_goes_out_than_the_rate_and_one_seconds_worth_or_one(rate, steps):
    clock = Seconds()
    pace, spent = Pace(rate, clock), []
    for tokens, idle in steps:
        clock.now += idle
        clock.now += pace.take(tokens)
        spent.append((clock.now, tokens))
    for first in range(len(spent)):
        # What the first one itself costs may have flowed in before, and of the last one all but a token flows in later.
        later = sum(tokens for _, tokens in spent[first + 1 : -1]) + (1 if first < len(spent) - 1 else 0)
        assert later <= (rate * (spent[-1][0] - spent[first][0]) + max(rate, 1)) * (1 + 1e-9) + 1e-6


def test_a_steady_stream_keeps_the_rate():
    clock = Seconds()
    pace = Pace(50.0, clock)
    for _ in range(500):
        clock.now += pace.take(1)
    assert 9.999 < clock.now - 100 < 10.001


def test_a_long_text_goes_at_once_and_the_next_one_waits_for_all_of_its_segments():
    clock = Seconds()
    pace = Pace(1.0, clock)
    clock.now += 60
    assert pace.take(3) == 0.0
    assert pace.wait == 3.0
    assert pace.take(1) == 3.0


def test_a_sender_slower_than_one_a_second_has_a_token_once_it_flowed_in():
    clock = Seconds()
    pace = Pace(0.05, clock)
    assert pace.wait == 20.0
    clock.now += 3600
    assert pace.wait == 0.0
    assert pace.take(1) == 0.0
    assert pace.wait == 20.0


def test_a_pause_lets_nothing_through():
    clock = Seconds()
    pace = Pace(10.0, clock)
    pace.pause(5)
    assert round(pace.take(1), 9) == 5.1


def test_the_next_worker_goes_on_where_the_last_one_left_off():
    clock = Seconds()
    first = Pace(10.0, clock)
    first.take(5)
    assert round(Pace(10.0, clock, idle=first.idle).take(1), 9) == 0.6
    clock.now += 60
    assert Pace(10.0, clock, idle=first.idle).take(11) == first.take(11)
