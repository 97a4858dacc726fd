"""What a language adds to the reading of replies: its words and phrases, as a file of ``flows/lexicons`` lists them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo

from flows.understanding.normalizing import folded
from flows.understanding.patterns import phrase
from flows.understanding.tokens import tokens

Role = Literal[
    "and",
    "or",
    "range",
    "from",
    "out_of",
    "negation",
    "no",
    "yes",
    "unsure",
    "partly",
    "hedge",
    "thinking",
    "bound",
    "beyond",
    "degree",
    "contrast",
    "reason",
    "hence",
    "good",
    "bad",
    "giving",
    "harmless",
    "remark",
    "article",
    "polite",
    "all",
    "none",
    "except",
    "unit",
    "unit_adjective",
    "numbered",
    "number_sign",
    "percent",
    "time",
    "uncounted",
    "star",
    "small",
    "answered",
    "after_no",
]
"""What a phrase does beside an answer. The comments of ``flows/lexicons/en.yaml`` say what each is for."""

Intent = Literal[
    "start",
    "auto_reply",
    "distress",
    "stop",
    "stop_beside_answer",
    "wrong_person",
    "help",
    "back",
    "skip",
    "skip_comment",
    "repeat",
    "question",
    "question_about_us",
    "service_request",
]
"""What a reply is meant to do instead of answering."""


def _phrase(written: Any, within: ValidationInfo) -> Any:
    if not isinstance(written, str):
        return written
    classes, short_forms = (within.context or {}).get("classes", {}), (within.context or {}).get("short_forms", {})
    return phrase(written, classes, lambda text: words_of(text, short_forms))


def words_of(text: str, short_forms: Mapping[str, tuple[str, ...]]) -> list[str]:
    """The words, numbers and signs of a text as replies have them, without marks."""
    return [token.text for token in tokens(text, short_forms) if token.kind != "mark"]


Plain = Annotated[str, AfterValidator(folded)]
"""One word, written as replies are once they are folded."""

Written = Annotated[Any, BeforeValidator(_phrase)]
"""A phrase as a file writes it; once read, a ``Phrase``."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class IntentPhrases(_Part):
    """How an intent is put: as the whole reply but for politeness, or anywhere within it."""

    whole: tuple[Written, ...] = ()
    anywhere: tuple[Written, ...] = ()


class Reactions(_Part):
    """How phones report a reaction to a message of ours."""

    before_quote: tuple[Written, ...] = ()
    """What stands before the message that is quoted: ``liked``; emoji in it are left out, so also ``to``."""
    whole: tuple[Written, ...] = ()


class Lexicon(_Part):
    """The words of one language. Every list may be left out; each adds to what the other languages have."""

    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]
    classes: dict[str, tuple[str, ...]] = {}
    short_forms: dict[str, str] = {}
    numbers: dict[Plain, Annotated[int, Field(ge=0, le=1000)]] = {}
    names: tuple[Plain, ...] = ()
    endings: dict[Plain, tuple[Plain, ...]] = {}
    alike: dict[Plain, tuple[Plain, ...]] = {}
    joining: dict[Plain, tuple[Plain, ...]] = {}
    opposites: dict[Plain, tuple[Plain, ...]] = {}
    roles: dict[Role, tuple[Written, ...]] = {}
    known: tuple[Plain, ...] = ()
    asked_for: IntentPhrases = IntentPhrases()
    signatures: tuple[Written, ...] = ()
    asking: tuple[Written, ...] = ()
    figures_of_speech: tuple[Written, ...] = ()
    reactions: Reactions = Reactions()
    corrections: tuple[Written, ...] = ()
    intents: dict[Intent, IntentPhrases] = {}


def lexicon_from(content: Any) -> Lexicon:
    """The lexicon that the values of a file tell of. Raises pydantic's ValidationError with the place in it."""
    context: dict[str, Any] = {}
    if isinstance(content, dict):
        classes, short = content.get("classes"), content.get("short_forms")
        context["short_forms"] = split_forms(short) if isinstance(short, dict) else {}
        context["classes"] = {
            str(name): [str(text) for text in texts]
            for name, texts in (classes.items() if isinstance(classes, dict) else ())
            if isinstance(texts, Sequence) and not isinstance(texts, str)
        }
    return Lexicon.model_validate(content, context=context)


def split_forms(short_forms: Mapping[Any, Any]) -> dict[str, tuple[str, ...]]:
    """Short forms as replies have them (without apostrophes and accents), with the words that they stand for."""
    return {"".join(words_of(str(short), {})): tuple(words_of(str(full), {})) for short, full in short_forms.items()}
