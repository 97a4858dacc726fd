"""Whether the keys that are said are the keys that are taken, with the meaning that is said of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from flows.channels import AUTOMATED_PHONE
from flows.findings import Finding, Loc
from flows.requirements import register
from flows.requirements.announced import Announced, Deed, announced, deeds, pressed, understood
from flows.survey import Question, Scale, Survey
from flows.words import Words

_DONE_BY: Mapping[Deed, tuple[str, ...]] = {
    "repeat": ("repeat", "repeat_scale"),
    "skip": ("skip",),
    "notice": ("notice",),
}
"""The controls that do what words say of a key."""


def key_wording_findings(survey: Survey) -> Iterator[Finding]:
    """Keys that are said and not taken, or not said; labels with another's key; controls that do something else."""
    if "voice" not in survey.doors:
        return
    spoken = [question for question in survey.questions if question.kind in AUTOMATED_PHONE.kinds]
    for name, scale in survey.scales.items():
        if any(question.scale == name for question in spoken):
            yield from _scale(survey, name, scale)
    for i, question in enumerate(survey.questions):
        if question in spoken and question.ask is not None:
            yield from _ask(survey, i, question, question.ask)
    for name, words in survey.wording.items():
        for language, said in _said(survey, words):
            yield from _controls(survey, ("wording", name, "voice", language), said, language)


def _said(survey: Survey, words: Words) -> Iterator[tuple[str, str]]:
    for language in survey.languages:
        yield language, words.on("voice", language) or ""


def _scale(survey: Survey, name: str, scale: Scale) -> Iterator[Finding]:
    forms = {form: words for form, words in scale if isinstance(words, Words)}
    for form, words in forms.items():
        for language, said in _said(survey, words):
            if not said:
                continue
            loc: Loc = ("scales", name, form, "voice", language)
            labels = [option.words.on("voice", language) or "" for option in scale.options]
            found = announced(said, labels, language)
            amiss = list(_digits(survey, scale, loc, found, whole=form.startswith("full")))
            yield from amiss or _labels(scale, loc, labels, found)
            yield from _controls(survey, loc, said, language)


def _digits(survey: Survey, scale: Scale, loc: Loc, found: Announced, *, whole: bool) -> Iterator[Finding]:
    """Digits that are no answer here, and answers that are left out: all of them count in ``whole``, else the ends."""
    strangers = [key for key in found.keys if key not in {*scale.by_key, *_in_force(survey), "0"}]
    answers = [option.key for option in scale.options if option.missing is None]
    wanted = list(scale.by_key) if whole else [answers[0], answers[-1]] if found.keys and answers else []
    unsaid = [key for key in wanted if key not in found.keys and understood(str(loc[-1]))]
    told = [f"says {', '.join(strangers)}, which no answer here has"] if strangers else []
    told += [f"does not say {', '.join(unsaid)}, which is taken as an answer"] if unsaid else []
    if told:
        yield register.ANNOUNCED_KEYS.broken(loc, "; ".join(told))


def _labels(scale: Scale, loc: Loc, labels: list[str], found: Announced) -> Iterator[Finding]:
    told = [
        f"{key} for “{labels[place]}”, whose key is {scale.options[place].key}"
        for place, key in found.pairs
        if scale.options[place].key != key
    ]
    if told:
        yield register.ANNOUNCED_LABELS.broken(loc, f"says {', and '.join(told)}")


def _ask(survey: Survey, i: int, question: Question, ask: Words) -> Iterator[Finding]:
    scale = survey.scale_of(question)
    for language, said in _said(survey, ask):
        loc: Loc = ("questions", i, "ask", "voice", language)
        known = {*(scale.by_key if scale is not None else ()), *_in_force(survey)}
        known |= {"0", "#"} if question.kind == "choices" else set()
        strangers = [key for key in _ranges_and_presses(said, language) if key not in known]
        if strangers:
            yield register.ANNOUNCED_KEYS.broken(loc, f"says {', '.join(strangers)}, which no answer here has")
        yield from _deeds(survey, loc, said, language)


def _ranges_and_presses(said: str, language: str) -> list[str]:
    """The keys of a question's own words, in which other numbers may stand too."""
    ends = announced(said, (), language).ranges
    return list(dict.fromkeys([*(key for ends_of_one in ends for key in ends_of_one), *pressed(said, language)]))


def _controls(survey: Survey, loc: Loc, said: str, language: str) -> Iterator[Finding]:
    strangers = [key for key in pressed(said, language) if key not in _anywhere(survey)]
    if strangers:
        yield register.ANNOUNCED_CONTROLS.broken(loc, f"says {', '.join(strangers)}, which does nothing")
    yield from _deeds(survey, loc, said, language)


def _deeds(survey: Survey, loc: Loc, said: str, language: str) -> Iterator[Finding]:
    keys = survey.voice.keys
    for key, deed in deeds(said, language):
        if key in _in_force(survey) and key not in {keys[name] for name in _DONE_BY[deed]}:
            does = next(name for name, own in keys.items() if own == key)
            yield register.ANNOUNCED_CONTROLS.broken(loc, f"says that {key} means {deed}; it means {does}")


def _in_force(survey: Survey) -> set[str]:
    return {key for key in survey.voice.keys.values() if key is not None}


def _anywhere(survey: Survey) -> set[str]:
    """Every key that some prompt takes. After the notice any key goes on, and ``#`` is the one that is said."""
    answers = {key for scale in survey.scales.values() for key in scale.by_key}
    lists = {"0", "#"} if any(question.kind == "choices" for question in survey.questions) else set()
    notice = {"#"} if survey.voice.keys["notice"] is not None else set()
    gate = {survey.gate.key} if survey.gate is not None else set()
    return answers | lists | notice | gate | _in_force(survey)
