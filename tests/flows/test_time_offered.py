"""Whoever is about to be given up has been told how to get more time, whatever the policies of the survey say."""

import pytest
from phones import call
from plain_survey import changed

from flows.session import Keys, Silence
from flows.survey import Survey

POLICIES = [
    {"reminders": reminders, "then": then, "end_after": end_after}
    for reminders in (0, 1, 2)
    for then in ("next", "end")
    for end_after in (None, 1, 2, 3)
]
MOST_INPUTS = 30


def survey_with(policy, **more):
    return Survey.model_validate(changed(voice={"silence": policy, "wrong_key": policy}, **more))


def heard_until_the_end(phone, given):
    """All that is said while somebody does the same wherever the call stands."""
    heard = [phone.says]
    for i in range(MOST_INPUTS):
        if phone.session.place == "end":
            return heard
        heard.append(phone.give(given[i % len(given)]).says)
    raise AssertionError(f"the call never ends: {heard}")


@pytest.mark.parametrize("policy", POLICIES, ids=str)
@pytest.mark.parametrize("given", [[Silence()], [Keys("7")], [Keys("7"), Silence()]], ids=["silent", "wrong", "both"])
@pytest.mark.parametrize("gate", [None, {"key": "1"}], ids=["", "gate"])
def test_no_policy_gives_somebody_up_who_was_not_offered_more_time(policy, given, gate):
    phone = call(survey_with(policy, gate=gate))
    *before, last = heard_until_the_end(phone, given)
    if phone.session.ended == "gave_up":
        assert "We will end the survey here." in last
        assert any("For more time" in said and "press star" in said for said in before)


@pytest.mark.parametrize("language", ["en", "es"])
def test_star_after_a_mistake_at_the_gate_says_it_all_again_and_waits_longer(language):
    phone = call(survey_with({}, gate={"key": "1"}, languages=["en", "es"]), language=language).press("5")
    wait = phone.prompt.wait
    assert phone.press("*").session.place == "gate"
    assert "Welcome." in phone.says
    assert phone.prompt.wait > wait


def test_without_reminders_a_survey_ends_at_the_second_silence():
    phone = call(survey_with({"reminders": 0, "then": "end"}))
    assert phone.press("-").session.ended is None
    assert phone.press("-").session.ended == "gave_up"


def listening(**wording):
    plain = changed(voice={"input": ["dtmf", "speech"]})
    plain["wording"] |= wording
    return Survey.model_validate(plain)


def test_where_people_may_speak_it_is_an_answer_that_was_not_heard():
    assert call(listening()).press("-").says.startswith("I did not hear an answer.")
    assert call(survey_with({})).press("-").says.startswith("I did not hear a key.")


def test_a_survey_that_was_frozen_before_says_what_it_always_said():
    survey = listening()
    older = survey.model_copy(update={"wording": {k: v for k, v in survey.wording.items() if k != "not_heard_speech"}})
    assert call(older).press("-").says.startswith("I did not hear a key.")
