"""Replies and what each is taken for, by the rule that decides. The corpora have many more of each kind."""

import pytest
from scales_read import SURVEY, read, taken

from flows.replies import Reading
from flows.understanding.normalizing import folded


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("4️⃣", "4"),
        ("\uff13", "3"),
        ("٤", "4"),
        ("①③", "1  3"),
        ("4½", "4 1/2"),
        ("⭐️⭐", "★★"),
        ("***", "★★★"),
        ("Sí, “ÁNGEL”", 'si, "angel"'),
        ("¿n° 4?", "numero  4?"),
        ("5 <3", "5 ❤"),
        ("\u200e4\ufe0f", "4"),
    ],
)
def test_what_people_type_becomes_one_writing(typed, plain):
    assert folded(typed).strip() == plain


@pytest.mark.parametrize(
    ("question", "reply", "keys", "how"),
    [
        ("agree", "4.", "4", "number"),
        ("agree", "٤", "4", "digits"),
        ("agree", "5️⃣", "5", "digits"),
        ("agree", "fuor", "4", "number_word"),
        ("agree", "5 she was great", "5", "number_and_words"),
        ("agree", "2 - called 3 times", "2", "number_and_words"),
        ("agree", "4 out of 5", "4", "out_of_five"),
        ("agree", "★★★★☆", "4", "stars"),
        ("agree", "I strongly agree", "5", "label"),
        ("agree", "agree strongly", "5", "label"),
        ("agree_inverted", "De acuerdo", "2", "label"),
        ("agree", "dis-agree", "2", "label_typo"),
        ("agree", "totalmentedeacuerdo", "5", "label_typo"),
        ("agree", "neither", "3", "label_part"),
        ("agree_inverted", "5. Nobody there knew anything", "5", "number_and_words"),
        ("satisfied", "satisfecha", "4", "label"),
        ("helped", "claro que sí", "1", "yes_no"),
        ("helped", "no idea", "9", "yes_no"),
        ("helped", "no se respondió", "2", "yes_no"),
        ("went_wrong", "not easy", "2", "label_part"),
        ("went_wrong", "1, 3 & 5", "1,3,5", "number"),
        ("went_wrong", "it took too long and was not easy", "2,3", "label"),
        ("went_wrong", "all of the above", "1,2,3,4,5,6,7", "all"),
        ("went_wrong", "nothing!", "0", "none"),
        ("comment", " The wait.\nAnd 4? ", None, "words"),
    ],
)
def test_an_answer_is_kept_with_the_rule_that_read_it(question, reply, keys, how):
    found = read(question, reply)

    assert isinstance(found, Reading)
    assert (found.native, found.how) == (keys, how)


def test_a_value_is_what_the_scale_reports_and_not_sure_is_missing():
    assert read("agree_inverted", "agree").value == 4
    assert read("helped", "not sure").missing == "not_sure"
    assert read("comment", " thanks ").text == "thanks"


@pytest.mark.parametrize(
    ("question", "reply", "reason"),
    [
        ("agree", "Liked “2 of 8: Reply STOP to opt out”", "reaction"),
        ("agree", "5 stop texting me, I want to die", "distress"),
        ("agree", "4 stop", "stop"),
        ("agree", "u have the wrong number", "wrong_person"),
        ("agree", "1 where is my check?", "service_request"),
        ("satisfied", "5 un-satisfied", "conflict"),
        ("satisfied", "5 not satisfied", "conflict"),
        ("agree", "No, 5", "conflict"),
        ("satisfied", "1 not satisfied at all", None),
        ("satisfied", "my satisfecho", "ambiguous"),
        ("satisfied", "disatisfied or not", "ambiguous"),
        ("agree", "4o5", "ambiguous"),
        ("agree", "4½", "ambiguous"),
        ("agree", "4+", "ambiguous"),
        ("agree", "mostly agree", "ambiguous"),
        ("agree_inverted", "5 stars", "ambiguous"),
        ("agree", "agree disagree", "several"),
        ("agree", "gr8", "unclear"),
        ("agree", "b4 noon", "unclear"),
        ("agree", "4pm", "not_a_number"),
        ("agree", "family of 4", "not_a_number"),
        ("agree", "202-555-0147", "not_a_number"),
        ("went_wrong", "13", "ambiguous"),
        ("went_wrong", "3, 13", "out_of_range"),
        ("went_wrong", "2 - it took too long", "conflict"),
        ("went_wrong", "everything was fine", "unclear"),
        ("helped", "yes and no", "ambiguous"),
        ("helped", "no problem", "unclear"),
        ("helped", "1 no", "conflict"),
        ("comment", "who is this?", "question"),
        ("comment", "No, thank you", "skip"),
        ("comment", "👍", None),
    ],
)
def test_a_reply_that_could_be_read_otherwise_gives_its_reason(question, reply, reason):
    found = read(question, reply)

    assert (None if isinstance(found, Reading) else found.reason) == reason


def test_a_comment_is_kept_with_what_somebody_should_see_in_it():
    assert read("comment", "my check never came").flags == ("service_request",)
    assert read("comment", "nobody helped and I want to die").flags == ("distress",)
    assert read("comment", "She killed it, shoot me an email").flags == ()


def test_a_language_is_asked_for_in_either():
    assert read("agree", "no hablo ingles", "en").language == "es"
    assert read("agree", "in english please", "es").language == "en"


@pytest.mark.parametrize(
    ("reply", "before", "keys"),
    [
        ("I meant 4", None, "4"),
        ("I meant 2 not 4", None, "2"),
        ("sorry, the last one should be agree", "agree_inverted", "2"),
        ("quise decir de acuerdo", "agree", "4"),
        ("change my last answer to no", "helped", "2"),
    ],
)
def test_a_correction_gives_the_key_of_the_scale_before(reply, before, keys):
    scale = None if before is None else SURVEY.scale_of(SURVEY.by_id[before])
    found = read("went_wrong", reply, before=scale)

    assert (found.reason, found.correction) == ("correction", keys)


def test_a_correction_needs_a_new_answer_and_nothing_else():
    assert taken("comment", "I meant the lady in Albany, she was 5 minutes late") == "text"
    assert taken("agree", "I meant to say they were nice") != "correction"


def test_what_only_texts_have_is_not_heard_by_phone():
    assert taken("agree", "I'm driving right now", door="text") == "auto_reply"
    assert taken("agree", "I'm driving right now", door="voice") == "unclear"
    assert taken("agree", "repeat please", door="voice") == "repeat"
    assert taken("agree", "four", door="voice") == "4"
