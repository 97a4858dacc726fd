"""The order in which the answers are read: turned round for half of the sessions, and never a key's meaning."""

from phones import LIKERT, call, thread
from plain_survey import changed, error, found

from flows.route import hears_backwards
from flows.survey import Survey

UNSURE = [{"key": str(i), "value": i, "words": f"word {i}"} for i in range(1, 6)] + [
    {"key": "9", "missing": "not_sure", "words": "not sure"}
]
TURNED = Survey.model_validate(changed(label_order="reversed_half", scales={"agree": {"options": UNSURE}}))
SEEDS = range(200)
BACKWARDS = next(seed for seed in SEEDS if hears_backwards(TURNED, seed))
FORWARDS = next(seed for seed in SEEDS if not hears_backwards(TURNED, seed))


def keys(phone):
    return "".join(option.key for option in phone.prompt.options)


def test_about_half_of_the_sessions_hear_the_answers_backwards():
    share = sum(hears_backwards(TURNED, seed) for seed in SEEDS) / len(SEEDS)
    assert 0.4 < share < 0.6


def test_answers_that_are_read_one_by_one_turn_round_and_not_sure_stays_last():
    assert keys(call(TURNED, seed=FORWARDS)) == "123459"
    assert keys(call(TURNED, seed=BACKWARDS)) == "543219"
    assert "For word 5, press 5. For word 4, press 4." in call(TURNED, seed=BACKWARDS).says
    assert "5 word 5\n4 word 4" in thread(TURNED, seed=BACKWARDS).reads


def test_a_key_means_the_same_in_both_orders():
    for seed in (FORWARDS, BACKWARDS):
        assert call(TURNED, seed=seed).press("2").answers["satisfaction"] == 2


def test_all_questions_of_a_session_are_read_in_one_order():
    assert keys(call(TURNED, seed=BACKWARDS).press("4")) == "543219"


def test_without_the_setting_everybody_hears_the_same():
    assert not any(hears_backwards(LIKERT, seed) for seed in SEEDS)


def test_words_for_one_order_need_words_for_the_other():
    one_way = changed(
        label_order="reversed_half", scales={"agree": {"reports_as": "likert_5", "options": UNSURE[:5], "full": "Up."}}
    )
    told = "needs full_reversed too: half of the sessions hear the answers in the opposite order"
    assert error(("scales", "agree", "full"), told) in found(one_way)
    both = changed(
        label_order="reversed_half",
        scales={"agree": {"reports_as": "likert_5", "options": UNSURE[:5], "full": "Up.", "full_reversed": "Down."}},
    )
    assert found(both) == found(changed(label_order="reversed_half"))
    assert "Down." in call(Survey.model_validate(both), seed=BACKWARDS).says
    assert "Up." in call(Survey.model_validate(both), seed=FORWARDS).says


def test_words_that_nobody_hears_are_told():
    unheard = changed(
        scales={"agree": {"reports_as": "likert_5", "options": UNSURE[:5], "full": "Up.", "full_reversed": "Down."}}
    )
    told = ("warning", ("scales", "agree", "full_reversed"), "nobody hears it while label_order is fixed")
    assert told in found(unheard)


def test_a_survey_without_the_setting_keeps_its_hash():
    assert "label_order" not in LIKERT.canonical
    assert "reversed" not in LIKERT.canonical
    assert Survey.model_validate_json(TURNED.canonical).sha256 == TURNED.sha256
