"""What a reply wants instead of answering: the reason with the highest precedence, in any language."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile
from typing import Literal

from flows.channels import Door
from flows.understanding.lexicon import Intent
from flows.understanding.patterns import Phrases
from flows.understanding.reading import Reason
from flows.understanding.tokens import Token
from flows.understanding.tongue import Tongue

LONGEST_QUESTION, LONGEST_UNMARKED = 15, 5
"""Words of a comment that may ask who we are, with a question mark at its end and without: longer ones say more."""


SAID_OTHERWISE = frozenset({"distress", "auto_reply"})
"""What figures of speech only seem to say."""


class Wishes:
    """What a reply may want: the phrases of the lexicons that it is, or has in it."""

    def __init__(self, tokens: Sequence[Token], tongue: Tongue) -> None:
        self._tongue = tongue
        self._tokens = tokens
        self.typed = [token.text for token in tokens if token.is_words]
        self.words = [tongue.corrected(word) for word in self.typed]
        self.core = _without(self.words, tongue.roles, "polite")
        spellings = [self.typed, self.core] if self.typed == self.words else [self.typed, self.words, self.core]
        if len(self.typed) > 1 and all(len(word) == 1 and word.isalpha() for word in self.typed):
            # A word in single letters: "S.T.O.P" and "s t o p".
            spellings.append(["".join(self.typed)])
        self._whole = {intent for words in spellings for intent in tongue.whole.whole(words)}
        numberless = [word for word in self.core if not word[0].isdigit()]
        if "stop_beside_answer" in tongue.whole.whole(numberless):
            self._whole.add("stop")
        self._anywhere = tongue.anywhere.anywhere(self.typed)
        if self._anywhere & SAID_OTHERWISE and tongue.figures_of_speech.first(self.typed):
            literal = _without(self.typed, tongue.figures_of_speech)
            self._anywhere -= SAID_OTHERWISE - tongue.anywhere.anywhere(literal)
        if self.typed != self.words:
            # Danger is not read into a misspelling: "billed" is near to "killed".
            self._anywhere |= tongue.anywhere.anywhere(self.words) - {"distress"}

    def has(self, intent: Intent, *, only_whole: bool = False) -> bool:
        """Whether the reply as a whole, or with ``only_whole`` off a phrase anywhere in it, means that."""
        if intent in self._whole:
            return True
        if only_whole:
            return intent in self._anywhere and intent in self._tongue.anywhere.whole(self.core)
        return intent in self._anywhere

    def is_reaction(self) -> bool:
        """Whether a phone reports a reaction to a message, which it quotes to the end."""
        if self._tongue.reactions.whole(self.words):
            return True
        quotes = [at for at, token in enumerate(self._tokens) if token.text in {'"', "'"}]
        if not quotes or quotes[-1] not in {quotes[0], len(self._tokens) - 1}:
            return False
        return bool(
            self._tongue.before_quote.whole([token.text for token in self._tokens[: quotes[0]] if token.is_words])
        )

    def language(self, *, only_whole: bool = False) -> str | None:
        """The language that is asked for."""
        asked = self._tongue.asked_for
        found = asked.whole(self.words) or asked.whole(self.core)
        anywhere = set() if found or only_whole else self._tongue.asked_for_anywhere.anywhere(self.words)
        return min(found or anywhere, default=None)

    def is_short_question(self) -> bool:
        """Whether the reply is short enough to ask nothing but who we are."""
        marks = takewhile(lambda token: token.kind == "mark", reversed(self._tokens))
        marked = any(mark.text == "?" for mark in marks)
        return len(self.words) <= (LONGEST_QUESTION if marked else LONGEST_UNMARKED)

    def asks(self) -> bool:
        """Whether the reply begins like a question and has a question mark."""
        begins = bool(self.core) and bool(self._tongue.asking.at(self.core, 0)[1])
        return begins and any(token.text == "?" for token in self._tokens)


def _without(words: Sequence[str], phrases: Phrases, name: str = "") -> list[str]:
    """``words`` without the phrases found in them: all, or those of one name."""
    kept: list[str] = []
    at = 0
    while at < len(words):
        end, names = phrases.at(words, at)
        if end == at or (name and name not in names):
            kept.append(words[at])
            end = at + 1
        at = end
    return kept


_First = Literal["start", "auto_reply", "repeat", "distress", "stop", "wrong_person", "help"]


def first_wish(wishes: Wishes, door: Door, *, comment: bool) -> Reason | None:
    """What goes before everything else in a reply, up to the question before; the first that applies."""
    if door == "text" and wishes.is_reaction():
        return "reaction"
    tried: tuple[tuple[_First, bool], ...] = (
        ("start", True),
        *((("auto_reply", False),) if door == "text" else (("repeat", True),)),
        ("distress", False),
        ("stop", False),
        ("wrong_person", False),
        ("help", True),
    )
    first = next((intent for intent, only_whole in tried if wishes.has(intent, only_whole=only_whole)), None)
    if first is None and wishes.language(only_whole=comment):
        return "language_switch"
    return first or ("back" if wishes.has("back", only_whole=comment) else None)


def last_wish(wishes: Wishes, *, comment: bool) -> Reason | None:
    """What goes before an answer only. A comment may ask for anything but to skip it and who we are."""
    if wishes.has("skip", only_whole=comment) or (comment and wishes.has("skip_comment", only_whole=True)):
        return "skip"
    about_us = wishes.has("question_about_us", only_whole=comment and not wishes.is_short_question())
    if about_us or (not comment and wishes.has("question")):
        return "question"
    return "service_request" if wishes.has("service_request") else None
