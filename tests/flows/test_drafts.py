"""Ten drafts in the shapes of real federal scripts: loaded, held against the rules, played on each door."""

import pytest
from phones import EXAMPLES, call, thread

from flows.load import load_survey, survey_files
from flows.rules import look_through

DRAFTS = EXAMPLES / "drafts"
EXPECTED = {
    "employee-if-agent": [],
    "gate-and-tapped-list": [("text-segments", "questions.2"), ("text-segments", "questions.3")],
    "irs-help-line": [
        ("satisfaction-wording", "questions.0.statement"),
        ("trust-wording", "questions.1.statement"),
        *(("driver-wording", f"questions.{i}.statement") for i in (2, 3, 4, 6)),
    ],
    "key-or-voice": [],
    "language-by-key": [],
    "multiple-choice": [],
    "relational-wave": [],
    "service-in-random-order": [],
    "thumbs": [],
    "tsa-contact-center": [
        ("gate-key-not-an-answer", "gate.key"),
        ("trust-on-five-points", "questions.1.scale"),
        *(("driver-on-five-points", f"questions.{i}.scale") for i in range(2, 8)),
        ("scale-ascending", "scales.agree_down"),
        ("key-means-the-same", "scales.yes_no"),
    ],
}


def draft(name):
    return load_survey(DRAFTS / f"{name}.yaml")


def doors():
    return [(path.stem, door) for path in survey_files(DRAFTS) for door in load_survey(path).doors]


def begun(survey, door, **opened):
    return (call if door == "voice" else thread)(survey, **opened)


def played(phone, take):
    """The survey answered to its end; ``take`` picks among the options of each question."""
    met = []
    while phone.prompt.expects != "nothing":
        met.append(phone.reads if phone.session.door == "text" else phone.says)
        asked = phone.prompt
        option = take(asked.options) if asked.options else None
        if phone.session.door == "text":
            phone.write(option.key if option is not None else "All went well.")
        else:
            phone.press(option.key + "#" * (asked.expects == "keys") if option is not None else phone.survey.gate.key)
    return met


def test_there_are_ten():
    assert sorted(EXPECTED) == [path.stem for path in survey_files(DRAFTS)]
    assert len(EXPECTED) == 10


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_draft_has_the_findings_that_its_departures_deserve(name):
    survey, complaints = look_through(DRAFTS / f"{name}.yaml")
    assert survey is not None
    assert [(one.rule.id, one.position.key) for one in complaints] == EXPECTED[name]


@pytest.mark.parametrize("last", [False, True])
@pytest.mark.parametrize(("name", "door"), doors())
def test_a_draft_is_played_to_its_end_on_each_door(name, door, last):
    survey = draft(name)
    phone = begun(survey, door)
    met = played(phone, lambda options: options[-1] if last else options[0])
    assert (phone.session.ended, phone.status) == ("completed", "complete")
    assert all(said.strip() and "{" not in said for said in met)
    answers = phone.answers
    for asked in survey.questions:
        scale = survey.scale_of(asked)
        if asked.required and scale is not None:
            option = scale.options[-1 if last else 0]
            assert answers[asked.id] == (option.missing or option.value)
        elif asked.kind == "text":
            assert (answers[asked.id] == "not_offered") == (door == "voice")


def test_the_tax_line_repeats_by_star_reads_the_choices_by_pound_and_takes_nine_as_not_sure():
    phone = call(draft("irs-help-line"))
    assert phone.says.startswith("Thank you for taking this")
    phone.press("*")
    assert "how satisfied are you" in phone.says
    phone.press("#")
    assert phone.says.startswith("very dissatisfied, press 1.")
    assert phone.press("9").answers["satisfaction"] == "not_sure"
    assert phone.prompt.wait == 4


def test_the_contact_center_waits_for_its_key_and_counts_down():
    phone = call(draft("tsa-contact-center"))
    assert phone.prompt.place == "gate"
    phone.press("1 1 2")
    assert (phone.answers["satisfaction"], phone.answers["trust"]) == (5, 0)


def test_the_gate_has_a_key_of_its_own_and_texts_have_none():
    survey = draft("gate-and-tapped-list")
    assert call(survey).press("7").prompt.question.id == "satisfaction"
    assert thread(survey).prompt.question.id == "satisfaction"


def test_a_tapped_list_takes_several_keys_and_keeps_the_last_option_last():
    phone = call(draft("gate-and-tapped-list")).press("7 5 5")
    assert phone.prompt.question.id == "went_well"
    assert phone.prompt.options[-1].key == "6"
    assert phone.press("13#").answers["went_well"] == "1,3"


def test_the_caller_chooses_the_language_by_key():
    phone = call(draft("language-by-key"), language=None)
    assert phone.prompt.place == "language"
    assert "Me satisface el servicio" in phone.press("2").says


def test_answers_are_taken_by_voice_but_for_the_question_that_takes_keys_alone():
    phone = call(draft("key-or-voice"))
    assert phone.prompt.speech
    phone.write("strongly agree")
    assert phone.answers["satisfaction"] == 5
    assert not phone.press("1 1 1 1 1").prompt.speech


def test_the_comment_of_a_wave_is_asked_of_those_who_are_pleased():
    pleased, displeased = (thread(draft("relational-wave")).write("4", key, "4", "4", "4") for key in "51")
    assert (pleased.prompt.question.id, displeased.prompt.question.id) == ("good", "better")


def test_thumbs_report_nought_or_one():
    assert thread(draft("thumbs")).write("1").answers["trust"] == 1
    assert thread(draft("thumbs")).write("2").answers["trust"] == 0


@pytest.mark.parametrize(("facts", "answer"), [({"agent_spoken": True}, 5), ({}, "not_applicable")])
def test_the_employee_is_asked_about_only_if_an_agent_was_spoken_to(facts, answer):
    phone = call(draft("employee-if-agent"), facts=facts)
    played(phone, lambda options: options[-1])
    assert phone.answers["employee"] == answer


def test_drivers_come_in_an_order_of_each_persons_own():
    def order(seed):
        phone = call(draft("service-in-random-order"), seed=seed).press("5 5")
        asked = []
        while phone.prompt.expects != "nothing":
            asked.append(phone.prompt.question.id)
            phone.press("5")
        return tuple(asked)

    orders = {order(seed) for seed in range(20)}
    assert len(orders) > 5
    assert {frozenset(one) for one in orders} == {
        frozenset({"effectiveness", "ease", "efficiency", "transparency", "employee"})
    }
