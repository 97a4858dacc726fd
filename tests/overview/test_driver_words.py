"""The drivers in words: what stands out, each with its n, and nothing of what is hidden."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from view_examples import LINES, QUARTER, response, store, tapped, view

from app.overview.driver_words import CALLED, diverging, listed, messages, parts
from app.overview.drivers import drivers
from app.overview.scored import chosen, scored
from app.reporting.figures.drivers import Association, NoAssociation
from app.reporting.figures.scores import Score
from flows.survey import DRIVERS

FEW = NoAssociation("too few", 3)


def association(r_squared=0.5, constant=(), **shares):
    return Association({name: share * r_squared for name, share in shares.items()}, r_squared, 412, constant)


def test_the_driver_that_goes_with_an_outcome_most_is_named_with_its_part_of_what_is_accounted_for():
    found = association(ease=0.61, efficiency=0.31, employee=0.08)
    (told,) = messages({"satisfaction": found, "trust": FEW}, {}, {})
    assert told == (
        "Ease goes with satisfaction most: 61% of what the drivers account for, which is 50% of how it differs "
        "(n = 412, people who answered all of it)."
    )


def test_drivers_that_share_alike_are_both_named():
    (told,) = messages({"trust": association(ease=0.4, employee=0.4, efficiency=0.2)}, {}, {})
    assert told.startswith("Ease and employee go with trust most: 40% each of")


@pytest.mark.parametrize("r_squared", [0.0, 0.004])
def test_where_nothing_is_accounted_for_no_driver_is_first(r_squared):
    (told,) = messages({"trust": association(r_squared, ease=1.0)}, {}, {})
    assert told.startswith("No driver goes with trust: together they account for less than 1%")


def test_the_highest_and_lowest_scores_are_told_without_hidden_ones():
    counts = {"ease": (0, 0, 5, 5, 0), "employee": (0, 0, 0, 2, 8), "efficiency": (4, 0, 0, 0, 0)}
    scores = {name: scored(of, may_show=name != "efficiency") for name, of in counts.items()}
    (told,) = messages({}, scores, {})
    assert told == "Scored highest: employee, 4.80 of 5 (n = 10). Lowest: ease, 3.50 of 5 (n = 10)."


def test_scores_that_are_all_alike_have_no_highest():
    alike = dict.fromkeys(("ease", "employee"), scored((0, 0, 0, 9, 0), may_show=True))
    assert messages({}, alike, {}) == ("All drivers were scored alike: 4.00 of 5 (n = 9 and more).",)


def test_what_was_chosen_most_often_is_told_apart_by_list():
    good = {"ease": chosen(9, 20, may_show=True), "employee": chosen(12, 20, may_show=True)}
    bad = {"ease": chosen(3, 8, may_show=True), "efficiency": chosen(3, 8, may_show=True)}
    assert messages({}, {}, {"negative": bad, "positive": good}) == (
        "What went well most often: the employee was helpful, chosen by 60.0% (n = 20).",
        "What did not go well most often: it was not easy and it took too long, chosen by 37.5% each (n = 8).",
    )


def test_of_a_list_from_which_nobody_chose_or_that_is_hidden_nothing_is_told():
    lists = {"positive": {"ease": chosen(0, 20, may_show=True)}, "negative": {"ease": chosen(3, 3, may_show=False)}}
    assert messages({}, {}, lists) == ()


def test_shares_are_listed_from_the_largest_and_constant_drivers_are_named():
    found = parts(association(0.5, ("humanity",), humanity=0.0, ease=0.25, employee=0.75))
    assert [(one.driver, one.of_explained, one.of_all, one.constant) for one in found] == [
        ("employee", "75%", "37.5%", False),
        ("ease", "25%", "12.5%", False),
        ("humanity", "0%", "0.0%", True),
    ]


@given(counts=st.lists(st.integers(0, 10**6), min_size=5, max_size=5).filter(any))
def test_a_bar_has_the_middle_of_the_answer_3_in_its_middle_and_stays_within_the_picture(counts):
    pieces = diverging(Score(tuple(counts)))
    assert [piece.point for piece in pieces] == [1, 2, 3, 4, 5]
    for piece, after in pairwise(pieces):
        assert float(piece.begins + piece.width) == pytest.approx(float(after.begins), abs=0.011)
    middle = pieces[2]
    assert float(middle.begins + middle.width / 2) == pytest.approx(50, abs=0.011)
    assert pieces[0].begins >= 0
    assert float(pieces[-1].begins + pieces[-1].width) <= 100.01
    for count, piece in zip(counts, pieces, strict=True):
        assert float(piece.width) == pytest.approx(50 * count / sum(counts), abs=0.006)


def test_words_are_listed():
    assert [listed(words) for words in (["a"], ["a", "b"], ["a", "b", "c"])] == ["a", "a and b", "a, b and c"]


def test_every_driver_is_called_something():
    assert tuple(CALLED) == DRIVERS


def test_the_parts_of_a_page_have_their_messages(sqlite_database):
    store(sqlite_database, [response(n, ease=2) for n in range(6)] + [tapped(n, 5, ["ease"]) for n in range(10, 16)])
    with sqlite_database.read() as connection:
        scores, lists = drivers(connection, LINES, view(period=QUARTER)).parts
    assert scores.messages == ("Scored highest: employee, 4.00 of 5 (n = 6). Lowest: ease, 2.00 of 5 (n = 6).",)
    assert lists.messages == ("What went well most often: it was easy, chosen by 100.0% (n = 6).",)
