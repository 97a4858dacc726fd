"""Questions that are asked again by text: in full where that costs nothing, else in short."""

from dataclasses import replace

import pytest
from phones import LIKERT, TAPPED, thread

from flows import engine, sms
from flows.channels import SMS_TEXT_MESSAGES

FIELDS = {
    "program": "Benefits Help Line",
    "agency": "Dept. of Example",
    "help_number": "800-555-0100",
    "notice_url": "example.gov/s1",
}
LONG = {"reply_question"}
"""Says who we are and where more stands: it takes the room that it needs."""
LEADS = sorted(name for name in LIKERT.wording if name.startswith("reply_") or name == "corrected")


def asking(survey, language, question):
    opened = thread(survey, language=language).session
    return engine.prompt(survey, opened._replace(place=f"?{question}", turn=3, lead=(), manner="first"))


@pytest.mark.parametrize("survey", [LIKERT, TAPPED], ids=lambda survey: survey.id)
@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("lead", [name for name in LEADS if name not in LONG])
def test_a_question_that_is_asked_again_costs_no_more_than_alone(survey, language, lead):
    for question in survey.questions:
        if question.kind in SMS_TEXT_MESSAGES.kinds:
            alone = asking(survey, language, question.id)
            again = replace(alone, manner="again", lead=(lead,))
            words = sms.written(survey, again, FIELDS)
            assert sms.segments(words) <= sms.segments(sms.written(survey, alone, FIELDS)), words


def test_it_has_its_answers_in_full_where_there_is_room_for_them():
    reads = thread().write("5", "4", "asdf").reads
    assert reads.startswith("Sorry, we could not read that as an answer.\n3 of 8: My need was addressed.\n1 Strongly")
    assert reads.endswith("\n4 Agree\n5 Strongly agree")


def test_where_there_is_none_the_reminder_of_the_scale_stands_for_them():
    reads = thread().write("5", "4", "3", "2", "asdf").reads
    assert reads.endswith("what I needed to do.\n1 Strongly disagree to 5 Strongly agree")


def test_a_scale_without_a_reminder_for_texts_is_written_in_full():
    bare = {name: scale.model_copy(update={"reminder": None}) for name, scale in LIKERT.scales.items()}
    reads = thread(LIKERT.model_copy(update={"scales": bare})).write("5", "4", "3", "2", "asdf").reads
    assert reads.endswith("\n4 Agree\n5 Strongly agree")


def test_a_question_put_again_without_other_words_is_written_in_full():
    assert thread().write("5", "4", "3", "2", "1", "back").reads.endswith("\n4 Agree\n5 Strongly agree")
