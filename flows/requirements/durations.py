"""How long a survey and each of its prompts takes, held against the limits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice

from flows.channels import AUTOMATED_PHONE, Door
from flows.findings import Finding, Loc
from flows.prompt import Prompt
from flows.requirements import register
from flows.requirements.stand_ins import stand_ins
from flows.requirements.ways import facts_told_apart
from flows.spoken_time import prompt_seconds, seconds_of
from flows.survey import Question, Survey
from flows.survey_time import SurveyTime, survey_time
from flows.words import merge

MOST_SECONDS = 300
LONGEST_PROMPT_SECONDS = 20
MOST_CONTACTS = 200
"""Contacts with other facts that are timed; conditions that tell more of them apart are not followed further."""
LONGEST_TEXT_SESSION = 72 * 3600
LONGEST_AFTER_TEXT = 24 * 3600


def time_findings(survey: Survey) -> Iterator[Finding]:
    """A survey of more than five minutes, prompts of more than 20 seconds, texts that stay open too long."""
    for door in survey.doors:
        for language in survey.languages:
            taken = longest_time(survey, door, language, stand_ins(survey, language)).total
            if taken > MOST_SECONDS:
                told = f"takes {taken / 60:.1f} minutes by {door} in {language}; at most five"
                yield register.AT_MOST_FIVE_MINUTES.broken(("questions",), told)
    if "voice" in survey.doors:
        yield from _prompts(survey)
    if "text" in survey.doors:
        yield from _open_for(survey)


def longest_time(survey: Survey, door: Door, language: str, fields: Mapping[str, str]) -> SurveyTime:
    """The time of a survey for the contact that is asked most; of two languages or more, a caller chooses first."""
    times = (
        survey_time(survey, door, language, fields, languages=survey.languages, facts=facts)
        for facts in islice(facts_told_apart(survey), MOST_CONTACTS)
    )
    return max(times, key=lambda time: time.total)


def _prompts(survey: Survey) -> Iterator[Finding]:
    yield from _too_long(("wording", "welcome"), {it: _welcome_seconds(survey, it) for it in survey.languages})
    for i, question in enumerate(survey.questions):
        if question.kind in AUTOMATED_PHONE.kinds:
            asked = {it: _first_hearing(survey, i, it) for it in survey.languages}
            seconds = {it: prompt_seconds(survey, prompt, stand_ins(survey, it)) for it, prompt in asked.items()}
            yield from _too_long(("questions", i), seconds)


def _too_long(loc: Loc, seconds: Mapping[str, float]) -> Iterator[Finding]:
    over = [f"{taken:.1f} s in {it}" for it, taken in seconds.items() if taken > LONGEST_PROMPT_SECONDS]
    if over:
        told = f"takes {' and '.join(over)} to say; at most {LONGEST_PROMPT_SECONDS}"
        yield register.PROMPT_LENGTH.broken(loc, told)


def _welcome_seconds(survey: Survey, language: str) -> float:
    return seconds_of(merge(survey.words("welcome", "voice", language), stand_ins(survey, language)), language)


def _first_hearing(survey: Survey, i: int, language: str) -> Prompt:
    """A question as it is said first, without the welcome."""
    question = survey.questions[i]
    scale = survey.scale_of(question)
    return Prompt(
        "?" + question.id,
        (),
        language,
        "first",
        "keys" if question.kind == "choices" else "key",
        question=question,
        scale=scale,
        options=scale.options if scale is not None else (),
        read_scale="full" if _in_full(survey, i, question) else question.read_scale or "short",
    )


def _in_full(survey: Survey, i: int, question: Question) -> bool:
    if question.kind == "choices" or question.read_scale is not None:
        return question.kind == "choices" or question.read_scale == "full"
    heard = any(earlier.scale == question.scale for earlier in survey.questions[:i])
    return survey.voice.read_scale == "each" or not heard


def _open_for(survey: Survey) -> Iterator[Finding]:
    limits = (("text", LONGEST_TEXT_SESSION), ("after_last_text", LONGEST_AFTER_TEXT))
    for name, most in limits:
        if getattr(survey.open_for, name) > most:
            told = f"stays open for longer than {most // 3600} h"
            yield register.OPEN_FOR_LIMITS.broken(("open_for", name), told)
