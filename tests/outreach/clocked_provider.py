"""A provider that lives by a test's clock, and whose callbacks the test posts: late, again, in any order, or never."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from fake_provider import (
    BROKEN_AFTER,
    CUT_AFTER,
    CUT_BEFORE,
    DELIVERED,
    LANDLINE,
    OPTED_OUT,
    TOO_MANY,
    UNREACHABLE,
    FakeProvider,
    Fate,
)

HUMAN = Fate(then=(("ringing", None), ("in-progress", None), ("completed", None)), answered_by="human")
MACHINE = Fate(then=(("in-progress", None), ("completed", None)), answered_by="machine_start")
BUSY = Fate(then=(("busy", None),))
NO_ANSWER = Fate(then=(("ringing", None), ("no-answer", None)))
NEVER_TOLD = Fate(then=())
CUT_CALL = replace(HUMAN, answer="cut")

_FATES = {
    "Messages": {
        DELIVERED: 50,
        NEVER_TOLD: 5,
        UNREACHABLE: 10,
        LANDLINE: 10,
        OPTED_OUT: 5,
        TOO_MANY: 10,
        CUT_AFTER: 10,
        CUT_BEFORE: 5,
        BROKEN_AFTER: 5,
    },
    "Calls": {HUMAN: 40, MACHINE: 10, BUSY: 20, NO_ANSWER: 20, TOO_MANY: 5, CUT_CALL: 10, CUT_BEFORE: 5},
}


def any_fate(seed: int) -> Callable[[str, dict[str, str], int], Fate]:
    """Whatever may become of a request; the same for the same number and try, whichever thread asks first."""

    def fate(kind: str, form: dict[str, str], before: int) -> Fate:
        chance = random.Random(f"{seed}:{kind}:{form['To']}:{before}")
        fates = _FATES[kind]
        return chance.choices(list(fates), list(fates.values()))[0]

    return fate


@dataclass(frozen=True, slots=True)
class Taken:
    """A request that the provider took."""

    at: datetime
    kind: str
    """``Messages`` or ``Calls``."""
    to: str
    body: str
    url: str
    """Where a call that is answered goes."""
    sid: str
    invitation: str
    attempt: int
    arrived: bool
    """Whether the text got to the person, or the person took the call."""


@dataclass(frozen=True, slots=True)
class Callback:
    """One status, as the provider tells it."""

    url: str
    fields: Sequence[tuple[str, str]]
    sid: str
    status: str
    code: int | None
    answered_by: str | None
    invitation: str
    attempt: int


class ClockedProvider(FakeProvider):
    """``clock`` gives seconds since 1970, not after the present. The provider's own threads post nothing."""

    def __init__(self, clock: Any, script: Callable[[str, dict[str, str], int], Fate]) -> None:
        super().__init__(script)
        self.clock = clock
        self.history: list[Taken] = []
        self.refused: list[tuple[datetime, str, int | None]] = []
        """When, which number, and with which code."""
        self.untold: list[Callback] = []
        self.replies: list[tuple[str, str]] = []
        """Numbers and words of texts that are no invitations: replies that did not go out as TwiML."""

    def create(self, kind: str, form: dict[str, str]) -> tuple[Fate, dict[str, Any]]:
        fate, answer = super().create(kind, form)
        if not fate.taken:
            self.refused.append((self.clock.now, form["To"], fate.code))
        return fate, answer

    def _item(self, kind: str, form: dict[str, str]) -> dict[str, Any]:
        self.ahead = self.clock() - time.time()
        return super()._item(kind, form) | {"made": self.clock()}

    def _report(self, kind: str, form: dict[str, str], item: dict[str, Any], fate: Fate) -> None:
        super()._report(kind, form, item, fate)
        if "StatusCallback" not in form:
            self.replies.append((form["To"], form["Body"]))
            return
        named = {name: values[0] for name, values in parse_qs(urlsplit(form["StatusCallback"]).query).items()}
        ours = named["invitation"], int(named["attempt"])
        body, url = form.get("Body", ""), form.get("Url", "")
        arrived = fate.answered_by == "human" if kind == "Calls" else fate not in {UNREACHABLE, LANDLINE}
        self.history.append(Taken(self.clock.now, kind, form["To"], body, url, item["sid"], *ours, arrived))
        name = "Message" if kind == "Messages" else "Call"
        for status, code in fate.then:
            fields = {f"{name}Sid": item["sid"], f"{name}Status": status, "To": form["To"], "From": form["From"]}
            fields |= {"ErrorCode": str(code)} if code else {}
            fields |= {"Direction": "outbound-api", "CallDuration": "31"} if kind == "Calls" else {}
            fields |= {"AnsweredBy": fate.answered_by} if fate.answered_by else {}
            told = status, code, fate.answered_by
            self.untold.append(Callback(form["StatusCallback"], list(fields.items()), item["sid"], *told, *ours))
