"""Wordings beside the sentence bases of A-11 section 280.10."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.load import SHIPPED_SURVEYS, load_surveys
from flows.statements import BASES, compared

words = st.lists(st.sampled_from("it was easy to find what I needed not the a Benefits {program} never".split()))


def comparison(measure, statement):
    found = compared(measure, statement)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("measure", "statement"),
    [
        ("trust", "This interaction increased my trust in the {program}."),
        ("trust", "this interaction increased my trust in the Department of Veterans Affairs"),
        ("trust", "I trust VA to fulfill our country’s commitment to Veterans"),  # noqa: RUF001
        ("satisfaction", "I am satisfied with the service I received from Federal Student Aid."),
        ("satisfaction", "Please rate your experience"),
        ("effectiveness", "My need was met."),
        ("ease", "It was easy to do what I needed to do."),
        ("efficiency", "It took a reasonable amount of time to do what I needed."),
        ("transparency", "I understood what was asked of me."),
        ("employee", "The employee I interacted with was helpful."),
    ],
)
def test_a_statement_with_little_changed_is_a_minor_edit(measure, statement):
    assert comparison(measure, statement).minor


@pytest.mark.parametrize(
    ("measure", "statement"),
    [
        ("trust", "This interaction increased my confidence in the {program}."),
        ("trust", "I have confidence in {agency}."),
        ("satisfaction", "How was it?"),
        ("satisfaction", "I am dissatisfied with the service I received from {program}."),
        ("effectiveness", "My need was not addressed."),
        ("ease", "It was hard to complete what I needed to do."),
        ("transparency", "I was treated unfairly."),
        ("employee", "Employees I interacted with were never helpful."),
        ("efficiency", ""),
    ],
)
def test_a_statement_that_says_something_else_is_none(measure, statement):
    assert not comparison(measure, statement).minor


def test_the_edits_are_shown_in_the_order_of_the_sentence():
    found = comparison("employee", "The employee I interacted with was very helpful.")
    assert found.base == "Employees I interacted with were helpful."
    assert found.edits == ("“the” added", "“employee” for “employees”", "“was” for “were”", "“very” added")
    assert (float(found.distance), found.words) == (2.0, 6)


def test_a_measure_without_bases_is_not_compared():
    assert compared("additional", "Why did you call?") is None
    assert compared("humanity", "I was treated with respect.") is None


@pytest.mark.parametrize(("measure", "base"), [(name, base.text) for name, bases in BASES.items() for base in bases])
def test_a_base_itself_is_no_edit(measure, base):
    found = comparison(measure, base)
    assert (found.base, found.distance, found.edits, found.minor) == (base, 0, (), True)


@given(st.sampled_from(sorted(BASES)), words)
def test_any_words_can_be_compared_and_no_edit_means_no_distance(measure, given_words):
    found = comparison(measure, " ".join(given_words))
    assert found.distance >= 0
    assert found.edits or found.distance == 0


def test_the_surveys_that_ship_ask_in_minor_edits_of_the_bases():
    for survey in load_surveys(SHIPPED_SURVEYS):
        for question in survey.questions:
            for door in ("voice", "text"):
                found = compared(question.measure, question.statement.on(door, "en") or "")
                assert found is None or found.minor, f"{survey.id} {question.id}: {found.edits}"
