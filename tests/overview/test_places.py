"""Where contacts stand, in words: every word has some, and the numbers add up."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from app.outreach.cells import OPEN_STATES, Cell
from app.outreach.funnel import STEPS as FUNNEL_STEPS
from app.outreach.funnel import Funnel
from app.overview.places import PARTS, STEPS, places, steps, whole
from app.records.contacts import DECISIONS, DISPOSITIONS
from app.reporting.figures.outcome_rates import Disposition

PAGE = (Path(__file__).parents[2] / "docs" / "dispositions.md").read_text(encoding="utf-8")


def test_every_decision_state_and_disposition_has_words():
    assert set(PARTS["not_asked"]) == set(DECISIONS) - {"ask"}
    assert set(PARTS["open"]) == set(OPEN_STATES)
    assert set(PARTS["ended"]) == set(DISPOSITIONS)
    assert tuple(STEPS) == tuple(FUNNEL_STEPS)
    assert all(f"`{word}`" in PAGE for part in PARTS.values() for word in part)


def test_no_two_words_of_a_part_are_called_the_same():
    for words in (*PARTS.values(), STEPS):
        assert len({one.called for one in words.values()}) == len(words)


def test_all_places_add_up_to_the_contacts_and_walk_ins_are_in_none():
    funnel = Funnel(
        Counter(
            {
                Cell("ended", "complete", answered=True): 3,
                Cell("ended", "opted_out"): 1,
                Cell("not_asked", "opted_out"): 2,
                Cell("open", "sent", went_out=True): 4,
                Cell("walk_in", "complete"): 5,
                Cell("test", "complete"): 6,
            }
        )
    )
    found = {part: places(funnel, part) for part in PARTS}
    assert sum(one.share.part for of_part in found.values() for one in of_part) == funnel.contacts == 10
    assert [whole(funnel, part).percent for part in PARTS] == ["20.0%", "40.0%", "40.0%"]
    assert [(one.words.called, one.share.part, one.letter) for one in found["ended"]] == [
        ("Complete", 3, Disposition.INTERVIEW),
        ("Opted out", 1, Disposition.REFUSAL),
    ]
    assert [one.letter for one in found["open"]] == [None]
    assert {one.words.called: one.share.percent for one in steps(funnel)}["Complete"] == "30.0%"
