"""What the texts of a survey cost, and which letters make them cost more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from flows.channels import SMS_TEXT_MESSAGES
from flows.findings import Finding, Loc
from flows.prompt import Prompt
from flows.requirements import register
from flows.requirements.stand_ins import stand_ins
from flows.sms import gsm7, segments, written
from flows.survey import Survey

_MOST_FIRST, _MOST_LATER = 3, 1
_MOST_LETTERS_SHOWN = 8


@dataclass(frozen=True, slots=True)
class _Text:
    """A text as it is sent, and where its words stand."""

    loc: Loc
    body: str
    first: bool

    @property
    def strangers(self) -> list[str]:
        return _strangers(self.body)

    @property
    def plain(self) -> int:
        """Segments if every letter were in GSM-7."""
        return segments("".join(letter if gsm7(letter) else "x" for letter in self.body))


def _strangers(words: str) -> list[str]:
    return [letter for letter in dict.fromkeys(words) if not gsm7(letter)]


def text_findings(survey: Survey) -> Iterator[Finding]:
    """Texts that are too long, and languages whose letters cut segments from 160 to 70 characters."""
    if "text" not in survey.doors:
        return
    by_language = {language: list(_texts(survey, language)) for language in survey.languages}
    long: dict[Loc, list[str]] = {}
    for language, texts in by_language.items():
        yield from _alphabet(texts, language)
        for one in texts:
            if one.plain > (_MOST_FIRST if one.first else _MOST_LATER):
                long.setdefault(one.loc, []).append(f"{one.plain} segments in {language}")
    for loc, told in long.items():
        most = _MOST_FIRST if loc[0] == "wording" else _MOST_LATER
        yield register.TEXT_SEGMENTS.broken(loc, f"takes {' and '.join(told)} by length alone; at most {most}")


def _alphabet(texts: list[_Text], language: str) -> Iterator[Finding]:
    dear = [one for one in texts if one.strangers]
    if not dear:
        return
    letters = list(dict.fromkeys(letter for one in dear for letter in one.strangers))
    shown = " ".join(f"“{letter}”" for letter in letters[:_MOST_LETTERS_SHOWN])
    more = f" and {len(letters) - _MOST_LETTERS_SHOWN} more" if len(letters) > _MOST_LETTERS_SHOWN else ""
    paid, plain = sum(segments(one.body) for one in texts), sum(one.plain for one in texts)
    told = f"{shown}{more} not in GSM-7: in {language} {len(dear)} of {len(texts)} texts go out in UCS-2"
    yield register.TEXT_ALPHABET.broken(dear[0].loc, f"{told}, and the survey takes {paid} segments instead of {plain}")


def _texts(survey: Survey, language: str) -> Iterator[_Text]:
    """The texts that ask: each question, the first of them below the welcome."""
    asked = [i for i, question in enumerate(survey.questions) if question.kind in SMS_TEXT_MESSAGES.kinds]
    for place, i in enumerate(asked):
        question = survey.questions[i]
        scale = survey.scale_of(question)
        asking = Prompt(
            "?" + question.id,
            (),
            language,
            "first",
            "words",
            question=question,
            scale=scale,
            options=scale.options if scale is not None else (),
            number=place + 1,
            total=len(asked),
        )
        first = replace(asking, lead=("welcome",)) if place == 0 else asking
        body, alone = (written(survey, prompt, stand_ins(survey, language)) for prompt in (first, asking))
        by_question = place > 0 or (_strangers(alone) and not _strangers(body.removesuffix(alone)))
        yield _Text(("questions", i) if by_question else ("wording", "welcome"), body, first=place == 0)
