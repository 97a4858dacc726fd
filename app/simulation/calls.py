"""A phone call as the provider runs it: documents are fetched and obeyed, keys are gathered, the end is reported."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from app.simulation.provider import Provider, Undelivered, new_sid
from app.simulation.twiml import BadTwiml, Gather, HungUp, Paused, Redirect, Spoken, Verb, verbs
from app.telephony.webhooks import RETRIES

_MOST_DOCUMENTS = 100
"""Documents in a row without a wait for the caller, after which a call counts as caught in a loop."""

Pairs = list[tuple[str, str]]


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
    """One inbound call. ``wait`` is called with the seconds of each pause.

    ``fault`` says what broke the call down, ``unreported`` why its end could not be told to the service.
    """

    def __init__(
        self,
        provider: Provider,
        sender: str,
        recipient: str,
        contact: str | None = None,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        self.sid = new_sid("CA")
        self.fault: str | None = None
        self.unreported: str | None = None
        self.over = False
        self._provider, self._wait = provider, wait
        self._ends = [("From", sender), ("To", recipient), ("Caller", sender), ("Called", recipient)]
        self._contact = contact
        self._gather: Gather | None = None
        self._left: deque[Verb] = deque()
        self._said: list[Spoken] = []

    def dial(self) -> Heard:
        """The call begins."""
        query = f"?contact={quote(self._contact, safe='')}" if self._contact else ""
        self._fetch(f"{self._provider.public_url}/voice{query}{RETRIES}", [], "ringing")
        return self._until_it_waits()

    def press(self, keys: str) -> Heard:
        """Keys pressed one after the other; what this prompt does not take goes to the next one."""
        ahead = deque(keys)
        while ahead and self._gather is not None:
            gather, taken, finished = self._gather, "", ""
            while ahead and not finished and len(taken) != gather.most_keys:
                key = ahead.popleft()
                taken, finished = (taken, key) if key in gather.finish else (taken + key, "")
            self._gathered([("Digits", taken), ("FinishedOnKey", finished)], empty=not taken)
            self._go_on()
        return self._heard()

    def keep_silent(self) -> Heard:
        """Nothing is pressed or said until the wait is over."""
        if self._gather is not None:
            self._gathered([("Digits", ""), ("FinishedOnKey", "")], empty=True)
        return self._until_it_waits()

    def say(self, words: str, confidence: float = 0.9) -> Heard:
        """Words spoken instead of a key; a prompt that takes keys only does not hear them."""
        if self._gather is None or not self._gather.listens:
            return self.keep_silent()
        self._gathered([("SpeechResult", words), ("Confidence", str(confidence))], empty=False)
        return self._until_it_waits()

    def hang_up(self) -> None:
        """The caller hangs up."""
        self._end()

    def _gathered(self, given: Pairs, *, empty: bool) -> None:
        gather, self._gather = self._gather, None
        if gather is not None and (not empty or gather.on_empty):
            self._fetch(gather.action, [*given, ("msg", "Gather End")], "in-progress")

    def _until_it_waits(self) -> Heard:
        self._go_on()
        return self._heard()

    def _go_on(self) -> None:
        """Obey verbs up to the next wait for the caller, or to the end of the call."""
        for _ in range(_MOST_DOCUMENTS):
            if self.over or self._obey():
                return
        self._break_down("the call goes round in circles")

    def _obey(self) -> bool:
        """Obey the verbs at hand; whether the call now waits or is over, and no further document has to be read."""
        while self._left:
            verb = self._left.popleft()
            match verb:
                case Spoken():
                    self._said.append(verb)
                case Paused():
                    self._wait(verb.seconds)
                case Gather():
                    self._said.extend(verb.said)
                    self._gather = verb
                    return True
                case Redirect():
                    self._fetch(verb.url, [], "in-progress")
                    return False
                case HungUp():
                    break
                case _:
                    self._break_down("a text was sent in a call")
                    return True
        self._end()
        return True

    def _heard(self) -> Heard:
        said, self._said = tuple(self._said), []
        return Heard(said, self._gather)

    def _fetch(self, url: str, given: Pairs, status: str) -> None:
        """Go on with the document at ``url``; if there is none to be had, with that of the fallback."""
        try:
            self._left = deque(self._document(url, given, status))
        except (Undelivered, BadTwiml) as error:
            wrong = [("ErrorCode", str(error.code)), ("ErrorUrl", url.partition("#")[0])]
            try:
                fallback = f"{self._provider.public_url}/voice/fallback{RETRIES}"
                self._left = deque(self._document(fallback, wrong, status))
            except (Undelivered, BadTwiml) as second:
                self._break_down(f"{error}; then {second}")

    def _document(self, url: str, given: Pairs, status: str) -> list[Verb]:
        return verbs(self._provider.post(url, [*self._fields(status), *given]).body)

    def _fields(self, status: str) -> Pairs:
        about = [("CallSid", self.sid), ("AccountSid", self._provider.account_sid), ("ApiVersion", "2010-04-01")]
        return [*about, *self._ends, ("CallStatus", status), ("Direction", "inbound")]

    def _break_down(self, reason: str) -> None:
        self.fault = reason
        self._left.clear()
        self._end()

    def _end(self) -> None:
        """The call is over, by whichever side; the provider reports it."""
        if self.over:
            return
        self.over, self._gather = True, None
        report = [*self._fields("completed"), ("CallDuration", "60"), ("SequenceNumber", "0")]
        try:
            self._provider.post(f"{self._provider.public_url}/voice/status{RETRIES}", report)
        except Undelivered as error:
            self.unreported = str(error)
