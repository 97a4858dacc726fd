"""A phone call of a caller who presses, speaks or keeps silent, one step after the other."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from app.simulation.exchange import SILENT, Exchange, Leg
from app.simulation.provider import Provider, new_sid
from app.simulation.twiml import Gather, Paused, Spoken
from app.telephony.webhooks import RETRIES

_MOST_DOCUMENTS = 100
"""Documents in a row without a wait for the caller, after which a call counts as caught in a loop."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What the caller has heard since the last key; ``gather`` is what the call waits for now, None once it is over."""

    said: tuple[Spoken, ...]
    gather: Gather | None

    @property
    def words(self) -> str:
        """All that was said, in one string."""
        return " ".join(spoken.words for spoken in self.said)


class ProviderCall:
    """One inbound call. ``wait`` is called with the seconds of each pause that no key could interrupt."""

    def __init__(
        self,
        provider: Provider,
        sender: str,
        recipient: str,
        contact: str | None = None,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        query = f"?contact={quote(contact, safe='')}" if contact else ""
        self._first = f"{provider.public_url}/voice{query}{RETRIES}"
        self._leg = Leg(new_sid("CA"), sender, recipient, f"{provider.public_url}/voice/status{RETRIES}")
        self._exchange, self._wait = Exchange(provider), wait
        self._said: list[Spoken] = []

    @property
    def sid(self) -> str:
        """The provider's id of the call."""
        return self._leg.sid

    @property
    def over(self) -> bool:
        """Whether either side has ended it."""
        return self._leg.over

    @property
    def fault(self) -> str | None:
        """What broke the call down."""
        return self._leg.fault

    @property
    def unreported(self) -> str | None:
        """Why its end could not be told to the service."""
        return self._leg.unreported

    def dial(self) -> Heard:
        """The call begins."""
        self._exchange.begin(self._leg, self._first)
        return self._until_it_waits()

    def press(self, keys: str) -> Heard:
        """Keys pressed one after the other; what this prompt does not take goes to the next one."""
        ahead = deque(keys)
        while ahead and (gather := self._leg.gather) is not None:
            taken, finished = "", ""
            while ahead and not finished and len(taken) != gather.most_keys:
                key = ahead.popleft()
                taken, finished = (taken, key) if key in gather.finish else (taken + key, "")
            self._exchange.gathered(self._leg, [("Digits", taken), ("FinishedOnKey", finished)], empty=not taken)
            self._go_on()
        return self._heard()

    def keep_silent(self) -> Heard:
        """Nothing is pressed or said until the wait is over."""
        self._exchange.gathered(self._leg, SILENT, empty=True)
        return self._until_it_waits()

    def say(self, words: str, confidence: float = 0.9) -> Heard:
        """Words spoken instead of a key; a prompt that takes keys only does not hear them."""
        gather = self._leg.gather
        if gather is None or not gather.listens:
            return self.keep_silent()
        given = [("SpeechResult", words), ("Confidence", str(confidence))]
        self._exchange.gathered(self._leg, given, empty=False)
        return self._until_it_waits()

    def hang_up(self) -> None:
        """The caller hangs up."""
        self._exchange.end(self._leg)

    def _until_it_waits(self) -> Heard:
        self._go_on()
        return self._heard()

    def _go_on(self) -> None:
        """Hear and obey up to the next wait for the caller, or to the end of the call."""
        for _ in range(_MOST_DOCUMENTS):
            for part in self._leg.hear():
                if isinstance(part, Paused):
                    self._wait(part.seconds)
                else:
                    self._said.append(part)
            gather = self._leg.gather
            if gather is not None:
                self._said.extend(gather.said)
            if gather is not None or self.over:
                return
            self._exchange.go_on(self._leg)
        self._exchange.break_down(self._leg, "the call goes round in circles")

    def _heard(self) -> Heard:
        said, self._said = tuple(self._said), []
        return Heard(said, self._leg.gather)
