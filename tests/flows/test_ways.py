"""The ways through a survey: what one person can be asked, whatever they answer."""

from plain_survey import DRIVEN, changed, listed, question

from flows.requirements.ways import MOST_WAYS, facts_told_apart, ways
from flows.survey import Survey


def asked(plain, door="voice"):
    survey = Survey.model_validate(plain)
    return {tuple(question.id for question in way) for way in ways(survey, door)}


def test_a_survey_without_conditions_has_one_way():
    assert asked(changed(question("x"))) == {("satisfaction", "trust", "x")}


def test_two_lists_that_depend_on_the_same_answer_are_never_met_together():
    lists = [
        listed("good", sign="positive", when={"answer": "trust", "in": [4, 5]}),
        listed("bad", sign="negative", when={"answer": "trust", "in": [1, 2, 3]}),
    ]
    begin = ("satisfaction", "trust")
    assert asked(changed(*lists, scales={"list": {"options": DRIVEN}})) == {
        begin,  # trust was skipped
        (*begin, "good"),
        (*begin, "bad"),
    }


def test_a_question_that_hangs_on_one_that_is_not_asked_is_not_met():
    first = question("x", when={"answer": "trust", "in": [5]})
    second = question("y", when={"answer": "x", "in": [1]})
    assert ("satisfaction", "trust", "y") not in asked(changed(first, second))


def test_facts_are_told_apart_by_value_by_another_and_by_silence():
    plain = changed(question("x", when={"fact": "agent", "is": True, "unknown": True}))
    assert len(list(facts_told_apart(Survey.model_validate(plain)))) == 3
    assert asked(plain) == {("satisfaction", "trust"), ("satisfaction", "trust", "x")}


def test_a_door_walks_only_what_its_channel_can_ask():
    comment = {"id": "c", "measure": "comment", "kind": "text", "statement": "Anything?"}
    by_text = question("x", when={"channel": ["sms_text_messages"]})
    plain = changed(by_text, comment)
    assert asked(plain, "voice") == {("satisfaction", "trust")}
    assert asked(plain, "text") == {("satisfaction", "trust", "x", "c")}


def test_more_ways_than_can_be_walked_count_as_one_that_asks_everything():
    many = [question(f"q{i}", when={"answer": f"q{i - 1}" if i else "trust", "in": [5]}) for i in range(9)]
    last = [question(f"r{i}", when={"any": [{"answer": f"q{i}", "in": [5]}, {"no_answer": f"q{i}"}]}) for i in range(9)]
    free = [question(f"s{i}", when={"answer": f"r{i}", "in": [1]}) for i in range(9)]
    survey = Survey.model_validate(changed(*many, *last, *free))
    walked = ways(survey, "voice")
    assert len(walked) == 1 or len(walked) <= MOST_WAYS
    assert max(len(way) for way in walked) == len(survey.questions)
