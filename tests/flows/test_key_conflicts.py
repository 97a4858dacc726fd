"""A key of the phone has one meaning at any moment."""

import pytest
from plain_survey import AGREE, DRIVEN, changed, error, found, listed, question

NINE = {"agree": {"reports_as": "likert_5", "options": [*AGREE, {"key": "9", "missing": "not_sure", "words": "w"}]}}


@pytest.mark.parametrize(
    ("controls", "told"),
    [
        ({"repeat": "5"}, "the key 5 is also an answer to satisfaction"),
        ({"repeat_scale": "5"}, "the key 5 is also an answer to satisfaction"),
        ({"skip": "5"}, "the key 5 is also an answer to satisfaction"),
        ({"notice": "5"}, "the key 5 is also an answer to satisfaction"),
        ({"decline": "5"}, "the key 5 is also an answer to satisfaction"),
    ],
)
def test_a_control_is_no_answer_of_the_same_prompt(controls, told):
    ((control, _),) = controls.items()
    assert error(("voice", "controls", control), told) in found(changed(voice={"controls": controls}))


def test_the_decline_key_may_answer_where_nothing_can_be_declined():
    plain = changed(question("x", scale="sure"), scales={"sure": NINE["agree"]})
    assert found(plain) == []


def test_the_decline_key_cannot_answer_a_question_that_may_come_first():
    sure = {"sure": NINE["agree"]}
    first = changed(question("x", scale="sure"), scales=sure, random_order=[["satisfaction", "trust", "x"]])
    assert found(first) == [error(("voice", "controls", "decline"), "the key 9 is also an answer to x")]


def test_two_controls_cannot_share_a_key():
    assert found(changed(voice={"controls": {"repeat_scale": "#"}})) == [
        error(("voice", "controls", "skip"), "the key # already means repeat_scale")
    ]


def test_controls_of_the_phone_do_not_matter_by_text():
    assert found(changed(doors=["text"], voice={"controls": {"repeat": "5"}})) == []


def test_the_notice_key_means_none_in_a_list_but_no_other_control_may():
    scales = {"list": {"options": DRIVEN}}
    asked = listed("a", sign="positive")
    assert found(changed(asked, scales=scales)) == []
    zero = changed(asked, scales=scales, voice={"controls": {"skip": "0", "notice": None}})
    assert found(zero) == [error(("voice", "controls", "skip"), "the key 0 is also an answer to a")]


def test_a_gate_key_has_no_other_meaning_at_the_gate():
    assert found(changed(gate={"key": 9})) == [error(("gate", "key"), "the key 9 already means decline")]
    assert found(changed(gate={"key": 8})) == []


def test_a_text_conversation_has_no_gate():
    told = "only a call has a gate: a text conversation begins with its first question"
    assert found(changed(gate={"key": 8, "doors": ["voice", "text"]})) == [error(("gate", "doors"), told)]


def test_a_gate_key_that_answers_the_next_question_is_a_warning():
    told = "the key 1 also answers satisfaction: a second press becomes an answer"
    assert found(changed(gate={"key": 1})) == [("warning", ("gate", "key"), told)]
