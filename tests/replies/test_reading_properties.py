"""What holds for every reply, whatever it says."""

import sys
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scales_read import SURVEY, read, scales_asked, taken

from benchmarks.replies import rows
from flows.load import tongue
from flows.replies import Reading

QUESTIONS = list(SURVEY.by_id)
SINGLE = ["agree", "agree_inverted", "satisfied", "satisfied_inverted"]
LANGUAGES = ["en", "es"]
LABELLED = [
    (survey, question, option, words)
    for survey, question in scales_asked()
    for option in survey.scale_of(question).options
    for words in dict.fromkeys((*option.words.text.values(), *option.words.voice.values()))
]
LABELS = sorted({words for _, _, _, words in LABELLED})
PIECES = st.one_of(
    st.sampled_from(sorted(tongue("en").known)),
    st.sampled_from(LABELS),
    st.sampled_from("0 1 2 3 4 5 9 10 45 4.5 4/5 3-4 -1 ★★ 4️⃣ ٤ , . ? ! / - & + # $ % 😡 👍 \n \" '".split(" ")),
    st.text(max_size=6),
)
REPLIES = st.one_of(
    st.text(max_size=40),
    st.lists(PIECES, max_size=8).map(" ".join),
    st.lists(PIECES, max_size=5).map("".join),
)
TUNING = [(language, row) for language in LANGUAGES for row in rows(language, "tuning")]
CLEAR = [(language, row) for language, row in TUNING if row.clear and row.question in {*SINGLE, "helped"}]


@settings(deadline=None, max_examples=400)
@given(reply=REPLIES, question=st.sampled_from(QUESTIONS), language=st.sampled_from([*LANGUAGES, "fr"]))
@example(reply="\x00", question="agree", language="en")
@example(reply="\ud800", question="agree", language="en")
@example(reply="9" * 5000, question="agree", language="en")
@example(reply="½", question="went_wrong", language="es")
def test_any_text_is_read_and_a_value_is_one_of_the_scale(reply, question, language):
    found = read(question, reply, language)

    scale = SURVEY.scale_of(SURVEY.by_id[question])
    if not isinstance(found, Reading):
        assert found.reason
        assert found.lead
    elif scale is None:
        assert found.text == reply.strip()
    elif question == "went_wrong":
        keys = found.native.split(",")
        assert keys == ["0"] or keys == [key for key in scale.by_key if key in keys]
    else:
        option = scale.by_key[found.native]
        assert (found.value, found.missing) == (option.value, option.missing)


PLAIN = [
    (survey, question, words)
    for survey, question, _, words in LABELLED
    if question.kind == "scale" and not any("negation" in tongue("en").roles_of(word) for word in words.lower().split())
]
DENIED = ["not {}", "I do not {}", "don't {}", "never {}", "no {}", "not at all {}", "I'm not {}", "isn't {}"]
DENIED += ["no estoy {}", "nunca {}", "para nada {}", "tampoco {}", "nada {}", "ni {}", "sin estar {}"]
DENIED += ["{} not", "{}. NOT!", "not really {}", "not very {}", "no, not {}", "un-{}", "non {}"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("denied", DENIED)
def test_a_denied_label_reads_as_no_label(denied, language):
    read_still = [
        denied.format(words)
        for survey, question, words in PLAIN
        if isinstance(read(question.id, denied.format(words), language, survey=survey), Reading)
    ]

    assert read_still == []


@pytest.mark.parametrize("written", [str.upper, str.title, lambda reply: f"  {reply}\n", "{}!".format, "{}.".format])
def test_case_spaces_and_marks_around_change_nothing(written):
    changed = [
        (row.reply, was, now)
        for language, row in TUNING
        if row.reason not in {"reaction", "empty"}
        for was, now in [(taken(row.question, row.reply, language), taken(row.question, written(row.reply), language))]
        if was != now
    ]

    assert changed == []


@pytest.mark.parametrize("joined", ["{} or {}", "{} o {}", "{} or maybe {}"])
def test_a_second_answer_to_choose_from_leaves_none(joined):
    other = {"1": "4", "2": "5", "3": "1", "4": "2", "5": "1", "9": "1"}
    read_still = [
        (row.reply, native)
        for language, row in CLEAR
        if "\n" not in row.reply
        for native in [taken(row.question, row.reply, language)]
        for now in [read(row.question, joined.format(row.reply, other[native]), language)]
        if isinstance(now, Reading)
    ]

    assert read_still == []


@pytest.mark.parametrize("door", ["text", "voice"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_label_reads_as_its_own_option_in_each_language(language, door):
    other = [
        (survey.id, words, read_as)
        for survey, question, option, words in LABELLED
        for read_as in [taken(question.id, words, language, door=door, survey=survey)]
        if read_as != option.key
    ]

    assert other == []


def misspelled(label):
    """A label with one letter dropped, doubled or swapped with the next."""
    places = [i for i, (one, other) in enumerate(pairwise(label)) if one.isalpha() and other.isalpha()]
    for i in places:
        yield label[:i] + label[i + 1 :]
        yield label[: i + 1] + label[i:]
        yield label[:i] + label[i + 1] + label[i] + label[i + 2 :]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_misspelled_label_never_reads_as_another(language):
    other = [
        (survey.id, typo, read_as)
        for survey, question, option, words in LABELLED
        if len(words) > 3
        for typo in misspelled(words)
        for read_as in [read(question.id, typo, language, survey=survey)]
        if isinstance(read_as, Reading) and read_as.native != option.key
    ]

    assert other == []


@settings(deadline=None, max_examples=300)
@given(
    labelled=st.sampled_from([labelled for labelled in LABELLED if len(labelled[3]) > 3]),
    at=st.floats(0, 1, exclude_max=True),
    letter=st.sampled_from("abcdefghijklmnopqrstuvwxyz"),
    language=st.sampled_from(LANGUAGES),
)
def test_a_label_with_a_wrong_letter_never_reads_as_another(labelled, at, letter, language):
    survey, question, option, words = labelled
    i = int(at * len(words))
    if not words[i].isalpha():
        return
    for typo in (words[:i] + letter + words[i:], words[:i] + letter + words[i + 1 :]):
        found = read(question.id, typo, language, survey=survey)
        assert not isinstance(found, Reading) or found.native == option.key


def calls_to_read(reply, question):
    """How many Python functions run while a reply is read."""
    count = 0

    def counted(_frame, event, _argument):
        nonlocal count
        count += event == "call"

    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        read(question, reply)
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("question", ["agree", "helped", "went_wrong", "comment"])
@pytest.mark.parametrize(
    "part",
    [
        "4 ",
        "agree ",
        "no ",
        "5/",
        "4-",
        "not very satisfied or ",
        "strongly agre ",
        "xyzzy ",
        "i want to ",
        "★ ",
        "\n",
        "'",
    ],
)
def test_a_reply_twice_as_long_takes_about_twice_the_work(part, question):
    once = calls_to_read(part * (5_000 // len(part)), question)
    twice = calls_to_read(part * (10_000 // len(part)), question)

    assert twice <= 2.2 * once + 1_000
