"""Scores that fell: rarely told where nothing changed, surely where something did."""

import random
from collections import Counter
from datetime import date

from app.overview.tallies import Tally
from app.score_alerts.scores import BEFORE_DAYS, LEVEL, LOOKS_A_WEEK, NOW_DAYS, found, periods

LIKELY = (0.08, 0.07, 0.15, 0.3, 0.4)
"""Of the answers 1 to 5, as callers give them: mean 3.87."""
WORSE = (0.16, 0.12, 0.17, 0.29, 0.26)
"""Half a point less."""
LINES = ("benefits", "claims", "refunds")
A_DAY = 30
WEEKS = 1000
SPANS = periods(date(2026, 11, 23))


class Drawn:
    """Answers of a line by day, kept as running sums so that many weeks are looked at in little time."""

    def __init__(self, chance, likely=LIKELY):
        self._chance, self.likely = chance, likely
        self._sums = [Counter()]

    def day(self, n=A_DAY):
        counts = Counter()
        for score in ("trust", "satisfaction"):
            points = self._chance.choices((1, 2, 3, 4, 5), self.likely, k=n)
            counts.update(f"{score}_{point}" for point in points)
        left = sum(self._chance.random() < 0.1 for _ in range(n))
        counts.update(respondents=n, broken_off=left, complete=n - left)
        self._sums.append(self._sums[-1] + counts)

    def tally(self, last, days):
        """Of so many days up to the day of that number."""
        whole = Counter(self._sums[last])
        whole.subtract(self._sums[last - days])
        return Tally(whole=whole, surveys={"a11-likert version 1"}, entries={"handed_over"})


def looks(drawn, last):
    """What is found in the week that ends with a day, against the four before."""
    now = {(line, "automated_phone"): one.tally(last, NOW_DAYS) for line, one in drawn.items()}
    before = {(line, "automated_phone"): one.tally(last - NOW_DAYS, BEFORE_DAYS) for line, one in drawn.items()}
    return list(found(now, before, *SPANS))


def test_where_nothing_changes_no_more_than_one_week_in_twenty_has_an_alarm():
    """LEVEL bounds it: over all looks of a week, lines and scores together. Half, since what rises is not told."""
    chance = random.Random(1947)
    drawn = {line: Drawn(chance) for line in LINES}
    first = NOW_DAYS + BEFORE_DAYS
    false_alarms = 0
    for week in range(-first // 7, WEEKS):
        for one in drawn.values():
            for _ in range(7):
                one.day()
        if week >= 0:
            last = first + 7 * (week + 1)
            false_alarms += any(looks(drawn, day) for day in range(last - 6, last + 1))
    assert LOOKS_A_WEEK * LEVEL == 0.05
    # Two standard deviations beyond 5 % of 1,000 weeks; and something is found at all, or the test tested nothing.
    assert 0 < false_alarms <= 64


def test_half_a_point_less_is_found_nine_times_in_ten_with_200_answers():
    chance = random.Random(7)
    seen = 0
    for _ in range(200):
        drawn = {line: Drawn(chance) for line in LINES}
        for one in drawn.values():
            for _ in range(BEFORE_DAYS):
                one.day()
        drawn["claims"].likely = WORSE
        for _ in range(NOW_DAYS):
            for line, one in drawn.items():
                one.day(200 // NOW_DAYS + 1 if line == "claims" else A_DAY)
        told = {(one.line, one.about) for one in looks(drawn, NOW_DAYS + BEFORE_DAYS)}
        seen += ("claims", "automated_phone trust") in told
    assert seen >= 180


def test_a_mean_that_is_half_a_point_lower_among_200_answers_is_always_found():
    before = Counter(trust_1=64, trust_2=56, trust_3=120, trust_4=240, trust_5=320, respondents=800, complete=800)
    now = Counter(trust_1=32, trust_2=24, trust_3=34, trust_4=58, trust_5=52, respondents=200, complete=200)
    [one] = found(*(in_all_lines(counts) for counts in (now, before)), *SPANS)
    assert "fell from 3.87 (Oct 19 to Nov 15, n = 800) to 3.37 (Nov 16 to Nov 22, n = 200)" in one.words


def in_all_lines(counts):
    """One line with these counts beside nine that stay as they are, so that twenty scores are judged together."""
    same = Counter(
        dict.fromkeys(("trust_2", "trust_4", "satisfaction_2", "satisfaction_4"), 100) | {"respondents": 200}
    )
    every = {f"line-{number}": same for number in range(9)} | {"claims": counts}
    return {(line, "automated_phone"): Tally(of, surveys={"s"}, entries={"e"}) for line, of in every.items()}


def test_words_name_both_values_their_n_their_periods_and_p():
    now = Tally(Counter(trust_3=40, respondents=40, complete=40), surveys={"s"}, entries={"e"})
    before = Tally(Counter(trust_4=60, trust_5=40, respondents=100, complete=100), surveys={"s"}, entries={"e"})
    [one] = found({("a", "automated_phone"): now}, {("a", "automated_phone"): before}, *SPANS)
    assert one.words == (
        "Trust by automated phone fell from 4.40 (Oct 19 to Nov 15, n = 100) to 3.00 (Nov 16 to Nov 22, n = 40); "
        "p < 0.0001."
    )
    assert one.figures["now"] == {"value": "3.00", "n": 40, "since": "2026-11-16", "until": "2026-11-22"}


def test_a_rise_too_few_and_another_survey_are_no_alarm():
    high = Counter(trust_5=100, respondents=100, complete=100)
    low = Counter(trust_3=100, respondents=100, complete=100)
    few = Counter(trust_1=29, respondents=29, complete=29)

    def told(before, now, survey="s"):
        tallies = Tally(now, surveys={survey}, entries={"e"}), Tally(before, surveys={"s"}, entries={"e"})
        (after, earlier), key = tallies, ("a", "automated_phone")
        return list(found({key: after}, {key: earlier}, *SPANS))

    assert told(high, low)
    assert told(low, high) == told(high, few) == told(high, low, "s2") == []


def test_break_off_that_rose_is_told_as_a_share_of_those_who_began():
    now = Tally(Counter(broken_off=60, complete=40, declined=500, respondents=100), surveys={"s"}, entries={"e"})
    before = Tally(Counter(broken_off=20, complete=180, respondents=200), surveys={"s"}, entries={"e"})
    [one] = found({("a", "automated_phone"): now}, {("a", "automated_phone"): before}, *SPANS)
    assert one.kind == "break_off_rose"
    assert "rose from 10.0% (Oct 19 to Nov 15, n = 200) to 60.0%" in one.words
