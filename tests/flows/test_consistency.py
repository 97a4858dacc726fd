"""Whole-survey checks: each finding has its severity, its place and its words."""

import pytest
from plain_survey import AGREE, DRIVEN, PLAIN, changed, error, found, listed, question


def test_a_sound_survey_has_no_findings():
    assert found(PLAIN) == []


@pytest.mark.parametrize(
    ("plain", "expected"),
    [
        (changed(question("trust")), error(("questions", 2, "id"), "another question has the id trust")),
        (changed(languages=["en", "en"]), error(("languages", 1), "en stands here twice")),
        (changed(question("x", scale="agre")), error(("questions", 2, "scale"), "no scale is called agre")),
        (changed(question("x", scale=None)), error(("questions", 2, "scale"), "a scale question needs a scale")),
        (changed(question("x", kind="text")), error(("questions", 2, "scale"), "a text question has no scale")),
        (
            changed(random_order=[["trust", "nobody"]]),
            error(("random_order", 0), "no question has the id nobody"),
        ),
        (
            changed(question("x"), random_order=[["satisfaction", "x"]]),
            error(("random_order", 0), "the questions of a group must stand next to each other, each named once"),
        ),
        (
            changed(question("x"), random_order=[["satisfaction", "trust"], ["trust", "x"]]),
            error(("random_order", 1), "a question can be in one group only"),
        ),
    ],
)
def test_names_must_be_sound_before_anything_else_is_checked(plain, expected):
    assert found(plain) == [expected]


def test_a_measure_counts_once_but_for_comments_and_additional_ones():
    twice = changed(question("x"), question("y"), question("z", measure="trust"))
    assert found(twice) == [error(("questions", 4, "measure"), "another question already measures trust")]


def test_a_list_of_drivers_stands_once_for_each_sign():
    scales = {"list": {"options": DRIVEN}}
    lists = [listed("a", sign="positive"), listed("b", sign="negative")]
    assert found(changed(*lists, scales=scales)) == []
    assert found(changed(*lists, listed("c", sign="positive"), scales=scales)) == [
        error(("questions", 4, "measure"), "another question already measures drivers")
    ]
    assert found(changed(listed("a"), scales=scales)) == [
        error(("questions", 2, "sign"), "a list of drivers needs its sign")
    ]
    assert found(changed(question("x", sign="positive"))) == [
        error(("questions", 2, "sign"), "only a list of drivers has a sign")
    ]


def test_each_option_of_a_list_of_drivers_counts_for_one_driver():
    def options(*measures):
        return {"list": {"options": [{"key": i + 1, "measure": m, "words": "w"} for i, m in enumerate(measures)]}}

    asked = listed("a", sign="positive")
    assert found(changed(asked, scales=options("ease", "ease"))) == [
        error(("questions", 2, "scale"), "two options count for ease")
    ]
    (refusal,) = found(changed(asked, scales=options("ease", None)))
    assert refusal[2].startswith("each option of a list of drivers needs a measure")


def test_zero_is_no_option_of_a_list():
    scales = {"list": {"options": [*DRIVEN, {"key": "0", "measure": "employee", "words": "w"}]}}
    assert error(
        ("questions", 2, "scale"), "0 always means none of these in a list, so no option can have it"
    ) in found(changed(listed("a", sign="positive"), scales=scales))


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"measure": "comment"}, "a scale question cannot measure comment"),
        ({"measure": "ease", "kind": "text", "scale": None}, "a text question cannot measure ease"),
    ],
)
def test_the_kind_of_a_question_fits_what_it_measures(changes, told):
    assert error(("questions", 2, "measure"), told) in found(changed(question("x", **changes)))


@pytest.mark.parametrize(
    ("scale", "loc", "told"),
    [
        (
            {"reports_as": "likert_5", "options": [*AGREE, {"key": "6", "value": 6, "words": "w"}]},
            ("scales", "agree", "options", 5, "value"),
            "a scale that reports as likert_5 needs a value from 1 to 5",
        ),
        (
            {"reports_as": "likert_5", "options": [*AGREE, {"key": "6", "words": "w"}]},
            ("scales", "agree", "options", 5, "value"),
            "a scale that reports as likert_5 needs a value from 1 to 5",
        ),
        (
            {
                "reports_as": "likert_5",
                "options": [*AGREE, {"key": "6", "value": 1, "missing": "not_sure", "words": "w"}],
            },
            ("scales", "agree", "options", 5, "value"),
            "an option that counts as no answer reports no value",
        ),
        (
            {"reports_as": "likert_5", "options": [*AGREE, {"key": "5", "value": 1, "words": "w"}]},
            ("scales", "agree", "options", 5, "key"),
            "another option has the key 5",
        ),
        (
            {"reports_as": "none", "options": AGREE},
            ("questions", 0, "scale"),
            "satisfaction needs a scale that reports as likert_5",
        ),
        (
            {"reports_as": "thumbs", "options": [{"key": "1", "value": 1, "words": "w"}]},
            ("questions", 0, "scale"),
            "satisfaction needs a scale that reports as likert_5",
        ),
    ],
)
def test_a_score_is_reported_in_its_range(scale, loc, told):
    assert error(loc, told) in found(changed(scales={"agree": scale}))


def test_trust_may_be_thumbs_and_any_score_may_be_not_sure():
    thumbs = {
        "reports_as": "thumbs",
        "options": [{"key": "1", "value": 1, "words": "y"}, {"key": "2", "value": 0, "words": "n"}],
    }
    sure = {"reports_as": "likert_5", "options": [*AGREE, {"key": "6", "missing": "not_sure", "words": "w"}]}
    plain = changed(scales={"thumbs": thumbs, "agree": sure})
    plain["questions"][1]["scale"] = "thumbs"
    assert found(plain) == []


def test_an_unused_scale_is_a_warning():
    assert found(changed(scales={"spare": {"options": DRIVEN}})) == [
        ("warning", ("scales", "spare"), "no question uses this scale")
    ]


def test_the_last_options_exist():
    assert found(changed(question("x", order="rotate", last=["7"]))) == [
        error(("questions", 2, "last"), "no option has the key 7")
    ]


@pytest.mark.parametrize(
    ("when", "loc", "told"),
    [
        ({"answer": "x", "in": [1]}, (), "x is no earlier question"),
        ({"no_answer": "later"}, (), "later is no earlier question"),
        ({"not": {"any": [{"no_answer": "nobody"}]}}, (), "nobody is no earlier question"),
        ({"channel": ["telepathy"]}, ("channel",), "no channel is called telepathy"),
        ({"all": [{"answer": "trust", "in": [4, "5"]}]}, ("in",), "trust never reports '5'"),
    ],
)
def test_a_condition_looks_at_what_is_known(when, loc, told):
    asked = [question("x", when=when), question("later")]
    assert found(changed(*asked)) == [error(("questions", 2, "when", *loc), told)]


def test_a_condition_cannot_look_into_its_own_random_order():
    plain = changed(question("x", when={"no_answer": "trust"}), random_order=[["trust", "x"]])
    assert found(plain) == [error(("questions", 2, "when"), "trust may come later, since both are in one random order")]


def test_a_door_that_can_ask_nothing_is_an_error():
    plain = changed({"id": "c", "measure": "comment", "kind": "text", "statement": "Anything?"})
    plain["questions"] = plain["questions"][2:]
    assert error(("questions",), "voice can ask none of the questions") in found(plain)


def test_shares_and_days_stand_in_their_order():
    assert found(changed(completeness={"complete": 0.5, "partial": 0.6})) == [
        error(("completeness", "partial"), "the share of a partial response is above that of a complete one")
    ]
    assert found(changed(effective={"from": "2026-10-01", "until": "2026-09-30"})) == [
        error(("effective", "until"), "lies before the first day")
    ]
