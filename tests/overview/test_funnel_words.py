"""The funnel in a few sentences."""

from __future__ import annotations

from collections import Counter

from app.outreach.cells import Cell
from app.outreach.funnel import Funnel
from app.overview.funnel_words import messages
from app.overview.repeats import RepeatCalls, Repeated
from app.reporting.figures.scores import Share

FUNNEL = Funnel(
    Counter({Cell("ended", "complete"): 1500, Cell("not_asked", "not_drawn"): 500, Cell("test", "open"): 9})
)


def left(*counts):
    return [(f"question_{place}", "automated_phone", "en", Share(*one)) for place, one in enumerate(counts)]


def test_contacts_the_question_at_which_most_leave_and_repeat_calls_are_told_with_their_n():
    repeats = RepeatCalls(Repeated(None, Share(200, 1000)), (), within_units=False)
    assert list(messages(FUNNEL, left((1, 1000), (30, 900), (20, 870)), repeats)) == [
        "Of 2,000 contacts 1,500 were to be asked and 1,500 are complete, 75.0%.",
        "Most leave at question 1 (automated phone, en): 3.3% (n = 900).",
        "20.0% are repeat calls within 7 days (n = 1,000).",
    ]


def test_questions_that_few_were_asked_are_not_compared():
    (told,) = messages(Funnel(), left((15, 29), (1, 30)), None)
    assert told == "Most leave at question 1 (automated phone, en): 3.3% (n = 30)."


def test_nothing_is_said_of_nothing():
    assert list(messages(Funnel(), left((0, 500)), None)) == []
