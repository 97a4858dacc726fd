"""Languages as data: what a lexicon may hold, how its errors are told, and that a new one needs no code."""

import pytest

from flows.load import SurveyError, lexicons, load_lexicon
from flows.understanding.patterns import Phrases, phrase
from flows.understanding.tongue import Tongue

FRENCH = """\
language: fr
numbers: {un: 1, deux: 2, trois: 3, quatre: 4, cinq: 5}
short_forms: {svp: s'il vous plait}
roles:
  negation: [(pas|jamais|ne)]
  or: [ou]
  polite: [merci, (s'il vous plait|bonjour)]
  unit: [(heure|heures)]
intents:
  stop:
    whole: [arrêtez]
    anywhere:
      - (ne)? m'écrivez plus
"""


def written(directory, text):
    path = directory / "fr.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def refused(directory, text):
    with pytest.raises(SurveyError) as caught:
        load_lexicon(written(directory, text))
    return str(caught.value).removeprefix(str(directory))


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("roles: {and: [(et]}", "/fr.yaml:2: roles.and.0: Value error, '(et': '(' has no partner"),
        ("roles:\n  and: [et]\n  or: [<ou>]", "/fr.yaml:4: roles.or.0: Value error, '<ou>': there is no class ou"),
        ("corrections:\n  - ... dire\n", "/fr.yaml:3: corrections.0: Value error, '... dire' begins with nothing"),
        ("roles:\n  polite:\n    - (svp)?", "/fr.yaml:4: roles.polite.0: Value error, '(svp)?' begins with nothing"),
        ("intents: {halt: {whole: [arrêtez]}}", "/fr.yaml:2: intents.halt"),
        ("numbers: {un: -1}", "/fr.yaml:2: numbers.un: Input should be greater than or equal to 0"),
        ("feelings: []", "/fr.yaml:2: feelings: Extra inputs are not permitted"),
        ("roles: [et]", "/fr.yaml:2: roles: Input should be a valid dictionary"),
    ],
)
def test_what_is_wrong_in_a_lexicon_is_told_with_its_line(tmp_path, line, told):
    assert told in refused(tmp_path, f"language: fr\n{line}\n")


def test_a_lexicon_may_leave_everything_out_but_its_language(tmp_path):
    assert load_lexicon(written(tmp_path, "language: fr\n")).roles == {}
    assert "/fr.yaml:1: language" in refused(tmp_path, "roles: {}\n")


def test_a_new_language_is_read_from_its_lexicon_alone(tmp_path):
    tongue = Tongue("fr", [*lexicons(), load_lexicon(written(tmp_path, FRENCH))])

    assert tongue.number("quatre") == 4
    assert tongue.roles_of("heures") == {"unit"}
    assert tongue.roles_of("pas") >= {"negation"}
    assert tongue.whole.whole(["arretez"]) == {"stop"}
    assert tongue.anywhere.anywhere([token.text for token in tongue.read("Ne m'ÉCRIVEZ plus svp !")]) == {"stop"}


def test_a_number_word_that_the_sessions_own_language_has_as_a_word_is_none():
    assert Tongue("en", lexicons()).number("once") is None
    assert Tongue("es", lexicons()).number("once") == 11
    assert Tongue("en", lexicons()).number("cuatro") == 4


def phrases(*written_phrases):
    classes = {"texting": ["texting", "writing to"]}
    return Phrases(((phrase(each, classes, str.split), each) for each in written_phrases), known={"you", "again"})


@pytest.mark.parametrize(
    ("written_phrase", "words", "found"),
    [
        ("stop <texting> (me|us)?", "please stop texting me now", (1, 4)),
        ("stop <texting> (me|us)?", "stop writing to them", (0, 3)),
        ("(do not|never) call", "do not call", (0, 3)),
        ("call ... back", "call me right back", (0, 4)),
        ("call ... back", "call one two three four back", None),
        ("(oh)? no", "well no", (1, 2)),
        ("status of <number>", "status of 1234 please", (0, 3)),
        ("not <name>", "not carmen", (0, 2)),
        ("not <name>", "not again", None),
        ("stop ... now (please)?", "stop it now please", (0, 4)),
    ],
)
def test_phrases_are_found_as_they_are_written(written_phrase, words, found):
    assert phrases(written_phrase).first(words.split()) == found


def test_the_longest_phrase_names_what_is_meant_and_equals_share():
    several = phrases("no", "no (one|body)", "no one")

    assert several.at(["no", "one"], 0) == (2, {"no (one|body)", "no one"})
    assert several.at(["no", "thanks"], 0) == (1, {"no"})
    assert several.whole(["no", "thanks"]) == set()
    assert several.anywhere("oh no no one".split()) == {"no", "no (one|body)", "no one"}
