"""The keys that words announce, in English and Spanish, and what is said of the control keys."""

import pytest

from flows.requirements.announced import announced, deeds, pressed

ENGLISH = ["Strongly disagree", "Disagree", "Neither agree nor disagree", "Agree", "Strongly agree"]
SPANISH = [
    "Totalmente en desacuerdo",
    "En desacuerdo",
    "Ni de acuerdo ni en desacuerdo",
    "De acuerdo",
    "Totalmente de acuerdo",
]
FULL_ENGLISH = (
    "If you strongly disagree, press 1. Disagree, 2. Neither agree nor disagree, 3. Agree, 4. Strongly agree, 5."
)
FULL_SPANISH = (
    "Si está totalmente en desacuerdo, oprima el 1. En desacuerdo, el 2. Ni de acuerdo ni en desacuerdo, el 3. De "
    "acuerdo, el 4. Totalmente de acuerdo, el 5."
)
IN_ORDER = ((0, "1"), (1, "2"), (2, "3"), (3, "4"), (4, "5"))
ENDS = ((0, "1"), (4, "5"))


@pytest.mark.parametrize(
    ("words", "language", "keys", "pairs"),
    [
        (FULL_ENGLISH, "en", "12345", IN_ORDER),
        (FULL_SPANISH, "es", "12345", IN_ORDER),
        ("1 is strongly disagree, 5 is strongly agree.", "en", "15", ENDS),
        ("Press 1, strongly disagree, to 5, strongly agree.", "en", "15234", ENDS),
        ("Del 1, totalmente en desacuerdo, al 5, totalmente de acuerdo.", "es", "15234", ENDS),
        ("Press one to five.", "en", "15234", ()),
        ("1-5", "en", "15234", ()),
        ("Press 5 for strongly disagree, 1 for strongly agree.", "en", "51", ((0, "5"), (4, "1"))),
        ("Call 800-555-0100 about {program}.", "en", "", ()),
        ("Waited 2.5 hours", "en", "", ()),
        ("1 strongly disagree 3 5 strongly agree", "en", "135", ()),
        ("Press 1 to 5. You have 8 seconds for your 9 questions.", "en", "15234", ()),
        ("請按1到5。", "zh", "15", ()),
        ("اضغط ١ أو ٥", "ar", "15", ()),  # noqa: RUF001 (digits of their own)
    ],
)
def test_the_keys_of_a_scale_are_read_out_of_its_words(words, language, keys, pairs):
    found = announced(words, ENGLISH if language == "en" else SPANISH, language)
    assert (set(found.keys), found.pairs) == (set(keys), pairs)


@pytest.mark.parametrize(
    ("words", "language", "keys"),
    [
        ("It has 7 questions. For the full notice, press 0.", "en", ("0",)),
        ("Press each number that fits, 1 to 7, then pound.", "en", ("1", "7", "#")),
        ("Press nine if you want no calls.", "en", ("9",)),
        ("Oprima el 8 para seguir por mensaje.", "es", ("8",)),
        ("Para omitir, oprima el signo de número.", "es", ("#",)),
        ("Star repeats, pound skips.", "en", ("*", "#")),
        ("It takes 2 minutes, and you gave it 5 stars.", "en", ()),
    ],
)
def test_only_what_is_to_be_pressed_counts_outside_a_scale(words, language, keys):
    assert set(pressed(words, language)) == set(keys)


@pytest.mark.parametrize(
    ("words", "language", "told"),
    [
        ("Star repeats, pound skips.", "en", {("*", "repeat"), ("#", "skip")}),
        (
            "For more time, or to hear it again, press star. To skip, press pound.",
            "en",
            {("*", "repeat"), ("#", "skip")},
        ),
        (
            "For the full notice, press 0. Press star to repeat, or pound to go on.",
            "en",
            {("0", "notice"), ("*", "repeat")},
        ),
        ("Asterisco repite y el signo de número omite.", "es", {("*", "repeat"), ("#", "skip")}),
        ("Para oír el aviso completo, oprima el 0.", "es", {("0", "notice")}),
        ("We will not ask again. Press 1 to begin.", "en", set()),
    ],
)
def test_what_is_said_of_a_key_belongs_to_the_key_of_its_clause_or_the_next(words, language, told):
    assert set(deeds(words, language)) == told
