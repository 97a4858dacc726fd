"""Checks that every prompt has its words: on each door, in each language, with merge fields that exist."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from flows.channels import CHANNELS, Door
from flows.findings import Finding, Loc, error, warning
from flows.prompt import Prompt
from flows.requirements.register import LANGUAGES_COMPLETE, MERGE_FIELDS_KNOWN
from flows.survey import SCALE_FORMS, Question, Scale, Survey
from flows.voice import spoken
from flows.words import EVERY_LANGUAGE, FIELD, Words

LINE_FIELDS = frozenset({"agency", "program", "service", "help_number", "notice_url", "notice_url_spoken"})
"""Merge fields that a line fills."""
CLEARANCE_FIELDS = frozenset({"control_number", "control_number_spoken", "expires", "expires_spoken"})
"""Merge fields that a line's clearance fills."""
TIME_FIELDS = frozenset({"minutes", "minutes_words", "minutes_spoken"})
"""Merge fields of how long the survey takes, for all that stands under ``wording``."""
COMPUTED_FIELDS = frozenset({"count_words", "day"})
"""Merge fields that are worked out for each session, for its welcome and its notice."""

LONGEST_SPEECH = 3_000
"""Characters of one spoken prompt; the provider takes 4,096, and merge fields may be long."""
_LONG_FIELD = "x" * 20

_VOICE = ("welcome", "not_heard", "reminder_controls", "wrong_key", "option_spoken", "closing", "gave_up")
FAULTS = ("one_moment", "trouble", "no_survey")
"""Said where no survey may be at hand."""
_TEXT = (
    *("welcome", "progress", "again", "closing", "gave_up", "declined", "wrong_person", "distress"),
    *("closed", "hold", "no_survey", "stop_reply", "help_reply", "start_reply", "corrected"),
    *("reply_unclear", "reply_empty", "reply_ambiguous", "reply_conflict", "reply_several", "reply_out_of_range"),
    *("reply_not_a_number", "reply_question", "reply_service_request"),
)
_SPEECH = ("not_understood", "wrong_person", "distress", "declined")
_HEARD = ("not_heard_speech",)
"""Where it is missing, `not_heard` is said."""
_BY_TEXT = ("notice_by_text", "comment_offer", "goes_on_by_text", "comment_welcome")
"""Where they are missing in a language, nobody is offered to go on by text in it."""
_LISTS = {"voice": ("none_spoken", "list_end", "list_controls"), "text": ("list_reply",)}
_WHY_BOTH = "half of the sessions hear the answers in the opposite order"
_GATE = ("gate", "gate_not_heard")
_NAMES = frozenset(
    {*_VOICE, *FAULTS, *_TEXT, *_SPEECH, *_HEARD, *_BY_TEXT, *_LISTS["voice"], *_LISTS["text"], *_GATE}
    | {"language_choice", "notice", "notice_controls", "declined"}
)
_OWN_FIELDS = {
    "welcome": COMPUTED_FIELDS,
    "notice": COMPUTED_FIELDS,
    "language_choice": frozenset({"key"}),
    "option_spoken": frozenset({"words", "key"}),
    "progress": frozenset({"number", "total", "statement"}),
    "gate": frozenset({"gate_key"}),
    "notice_by_text": frozenset({"text_key"}),
    "comment_offer": frozenset({"text_key"}),
    "gate_not_heard": frozenset({"gate_key"}),
}
"""The merge fields of single wordings, beyond those that all may use."""


def wording_findings(survey: Survey) -> Iterator[Finding]:
    """Words that are missing, unknown or too long to say, and merge fields that nothing fills."""
    for door in survey.doors:
        for name in _needed(survey, door):
            yield from _complete(survey, ("wording", name), survey.wording.get(name, Words()), door)
    for name in survey.wording:
        if name not in _NAMES:
            yield warning(("wording", name), "nothing uses a wording of this name")
    for i, question in enumerate(survey.questions):
        yield from _question(survey, ("questions", i), question)
    for scale_name, scale in survey.scales.items():
        yield from _scale(survey, ("scales", scale_name), scale)
    for loc, words, own in all_words(survey):
        yield from _merge_fields(survey, loc, words, own)
    if "voice" in survey.doors:
        yield from _lengths(survey)


def fields_used(survey: Survey, door: Door) -> frozenset[str]:
    """The merge fields in the words of a door which the line, its clearance or the contact must fill."""
    supplied = LINE_FIELDS | CLEARANCE_FIELDS | frozenset(survey.fields)
    used = (
        name
        for _, words, _ in all_words(survey)
        for said in (words.voice if door == "voice" else words.text).values()
        for name in FIELD.findall(said)
    )
    return frozenset(used) & supplied


def _needed(survey: Survey, door: Door) -> Iterator[str]:
    """The names of the wordings that a door needs."""
    if any(question.kind == "choices" for question in survey.questions):
        yield from _LISTS[door]
    if door == "text":
        yield from _TEXT
        return
    yield from (*_VOICE, *FAULTS)
    if survey.gate is not None:
        yield from _GATE
    if len(survey.languages) > 1:
        yield "language_choice"
    if survey.voice.keys["notice"] is not None:
        yield from ("notice", "notice_controls")
    if survey.voice.keys["decline"] is not None:
        yield "declined"
    if any("speech" in (question.input or survey.voice.input) for question in survey.questions):
        yield from _SPEECH


def _complete(survey: Survey, loc: Loc, words: Words, door: Door, *, blank: bool = True) -> Iterator[Finding]:
    """What is missing of words that a door needs; ``blank`` words are a way to say nothing, where that is allowed."""
    for language in survey.languages:
        found = words.on(door, language)
        if found is None or not (blank or found.strip()):
            yield LANGUAGES_COMPLETE.broken(loc, f"has no words for {door} in {language}")


def _together(survey: Survey, loc: Loc, words: Words | None) -> Iterator[Finding]:
    """What is missing of words that a door may leave out, but then in every language."""
    for door in survey.doors:
        if words is not None and (words.voice if door == "voice" else words.text):
            yield from _complete(survey, loc, words, door)


def _question(survey: Survey, loc: Loc, question: Question) -> Iterator[Finding]:
    for door in _asking(survey, question):
        yield from _complete(survey, (*loc, "statement"), question.statement, door, blank=False)
    yield from _together(survey, (*loc, "ask"), question.ask)


def _asking(survey: Survey, question: Question) -> Iterator[Door]:
    for channel in CHANNELS.values():
        if channel.door in survey.doors and question.kind in channel.kinds:
            yield channel.door


def _scale(survey: Survey, loc: Loc, scale: Scale) -> Iterator[Finding]:
    for i, option in enumerate(scale.options):
        for door in survey.doors:
            yield from _complete(survey, (*loc, "options", i, "words"), option.words, door, blank=False)
    for name in SCALE_FORMS:
        yield from _together(survey, (*loc, name), getattr(scale, name))
    yield from _both_ways(survey, loc, scale)


def _both_ways(survey: Survey, loc: Loc, scale: Scale) -> Iterator[Finding]:
    """Where half of the sessions hear the answers in the opposite order, words of one order are needed in the other."""
    for name in ("full", "short", "reminder"):
        there, back = getattr(scale, name), getattr(scale, f"{name}_reversed")
        if back is not None and survey.label_order == "fixed":
            yield warning((*loc, f"{name}_reversed"), "nobody hears it while label_order is fixed")
        if survey.label_order != "fixed" and (there is None) != (back is None):
            missing = f"{name}_reversed" if back is None else name
            yield error((*loc, name if there is not None else f"{name}_reversed"), f"needs {missing} too: {_WHY_BOTH}")


def all_words(survey: Survey) -> Iterator[tuple[Loc, Words, Mapping[Door, frozenset[str]]]]:
    """All words of a survey with the merge fields that they may use, by door, beyond those of the session."""
    none: Mapping[Door, frozenset[str]] = {}
    yield ("title",), survey.title, none
    for name, words in survey.wording.items():
        own = TIME_FIELDS | _OWN_FIELDS.get(name, frozenset())
        yield ("wording", name), words, {"voice": own, "text": own}
    for i, question in enumerate(survey.questions):
        yield ("questions", i, "statement"), question.statement, none
        if question.ask is not None:
            own = frozenset({"statement"})
            yield ("questions", i, "ask"), question.ask, {"voice": own | {"number"}, "text": own}
    for scale_name, scale in survey.scales.items():
        for i, option in enumerate(scale.options):
            yield ("scales", scale_name, "options", i, "words"), option.words, none
        for name in SCALE_FORMS:
            said = getattr(scale, name)
            if said is not None:
                yield ("scales", scale_name, name), said, none


def _merge_fields(survey: Survey, loc: Loc, words: Words, own: Mapping[Door, frozenset[str]]) -> Iterator[Finding]:
    known = _known(survey)
    strangers = sorted({*words.voice, *words.text} - {*survey.languages, EVERY_LANGUAGE})
    if strangers:
        yield warning((*loc, strangers[0]), f"{strangers[0]} is none of the survey's languages")
    for door in survey.doors:
        for language, said in (words.voice if door == "voice" else words.text).items():
            for name in FIELD.findall(said):
                if name not in known | own.get(door, frozenset()):
                    told = f"nothing fills the merge field {{{name}}} here"
                    yield MERGE_FIELDS_KNOWN.broken((*loc, door, language), told)
            if set(FIELD.sub("", said)) & {"{", "}"}:
                yield error((*loc, door, language), "a brace that is no merge field: {name}, small letters and _")


def _known(survey: Survey) -> frozenset[str]:
    gate = frozenset({"gate_key"}) if survey.gate is not None else frozenset[str]()
    return LINE_FIELDS | CLEARANCE_FIELDS | frozenset(survey.fields) | gate


def _lengths(survey: Survey) -> Iterator[Finding]:
    fields = dict.fromkeys(_known(survey) | TIME_FIELDS | COMPUTED_FIELDS, _LONG_FIELD)
    for language in survey.languages:
        for place, loc in (("notice", ("wording", "notice")), ("gate", ("wording", "welcome"))):
            lead = ("welcome",) if place == "gate" else ()
            yield from _length(survey, loc, Prompt(place, lead, language, "first", "key"), fields)
        for i, question in enumerate(survey.questions):
            if "voice" in _asking(survey, question):
                asked = _longest(survey, question, language, first=i == 0)
                yield from _length(survey, ("questions", i), asked, fields)


def _longest(survey: Survey, question: Question, language: str, *, first: bool) -> Prompt:
    """The question as it is longest: with the scale in full, and the welcome before the first one."""
    scale = survey.scale_of(question)
    return Prompt(
        "?" + question.id,
        ("welcome",) if first and survey.gate is None else (),
        language,
        "first",
        "keys" if question.kind == "choices" else "key",
        question=question,
        scale=scale,
        options=scale.options if scale is not None else (),
        read_scale="full",
    )


def _length(survey: Survey, loc: Loc, asked: Prompt, fields: Mapping[str, str]) -> Iterator[Finding]:
    size = sum(len(part.words) for part in spoken(survey, asked, fields))
    if size > LONGEST_SPEECH:
        yield error(loc, f"takes {size:,} characters to say in {asked.language}; at most {LONGEST_SPEECH:,}")
