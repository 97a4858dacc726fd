"""The provider's side of calls, step by step: documents are fetched and obeyed, the end is reported.

What a call stands at is a Leg: plain values, which can be kept between two steps.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.simulation.provider import Provider, Undelivered
from app.simulation.twiml import BadTwiml, Gather, HungUp, Part, Paused, Redirect, Spoken, Verb, verbs
from app.telephony.webhooks import RETRIES

Pairs = list[tuple[str, str]]
SILENT: Pairs = [("Digits", ""), ("FinishedOnKey", "")]
"""What is gathered where nothing is pressed until the wait is over."""


@dataclass(slots=True)
class Leg:
    """One call. ``sender`` has it placed, ``recipient`` takes it; ``report_to`` is told its end.

    ``fault`` says what broke it down, ``unreported`` why its end could not be told to the service.
    """

    sid: str
    sender: str
    recipient: str
    report_to: str
    direction: str = "inbound"
    answered_by: str | None = None
    document: str = "<Response/>"
    place: int = 0
    """How many verbs of the document are done."""
    seconds: int = 60
    """How long it lasted, as its end reports."""
    over: bool = False
    fault: str | None = None
    unreported: str | None = None

    @property
    def verb(self) -> Verb | None:
        """The verb that the call stands at; None at the end of the document."""
        return next(iter(verbs(self.document)[self.place :]), None)

    @property
    def gather(self) -> Gather | None:
        """What the call waits for now; None where it waits for nobody, or is over."""
        verb = None if self.over else self.verb
        return verb if isinstance(verb, Gather) else None

    def hear(self) -> tuple[Part, ...]:
        """What is said before the call waits, goes elsewhere or ends; it stands there then."""
        parts: list[Part] = []
        while not self.over and isinstance(verb := self.verb, Spoken | Paused):
            parts.append(verb)
            self.place += 1
        return tuple(parts)


@dataclass(frozen=True, slots=True)
class Exchange:
    """Carries calls of one provider from step to step; each step changes its Leg."""

    provider: Provider

    def begin(self, leg: Leg, url: str) -> None:
        """The call begins with the document at ``url``."""
        self._fetch(leg, url, [], "ringing" if leg.direction == "inbound" else "in-progress")

    def go_on(self, leg: Leg) -> None:
        """All was heard that is said before a redirect or the end."""
        match leg.verb:
            case Redirect(url):
                self._fetch(leg, url, [], "in-progress")
            case HungUp() | None:
                self.end(leg)
            case _:
                self.break_down(leg, "a text was sent in a call")

    def gathered(self, leg: Leg, given: Pairs, *, empty: bool) -> None:
        """A wait ends with what was ``given``; ``empty`` where that is nothing."""
        gather = leg.gather
        if gather is None:
            return
        leg.place += 1
        if not empty or gather.on_empty:
            self._fetch(leg, gather.action, [*given, ("msg", "Gather End")], "in-progress")

    def break_down(self, leg: Leg, reason: str) -> None:
        """The call cannot go on."""
        leg.fault = reason
        self.end(leg)

    def end(self, leg: Leg) -> None:
        """The call is over, by whichever side; the provider reports it once."""
        if leg.over:
            return
        leg.over = True
        number = "0" if leg.direction == "inbound" else "3"
        report = [*self._fields(leg, "completed"), ("CallDuration", str(leg.seconds)), ("SequenceNumber", number)]
        try:
            self.provider.post(leg.report_to, report)
        except Undelivered as error:
            leg.unreported = str(error)

    def _fetch(self, leg: Leg, url: str, given: Pairs, status: str) -> None:
        """Go on with the document at ``url``; if there is none to be had, with that of the fallback."""
        try:
            self._read(leg, url, given, status)
        except (Undelivered, BadTwiml) as error:
            wrong = [("ErrorCode", str(error.code)), ("ErrorUrl", url.partition("#")[0])]
            try:
                self._read(leg, f"{self.provider.public_url}/voice/fallback{RETRIES}", wrong, status)
            except (Undelivered, BadTwiml) as second:
                self.break_down(leg, f"{error}; then {second}")

    def _read(self, leg: Leg, url: str, given: Pairs, status: str) -> None:
        document = self.provider.post(url, [*self._fields(leg, status), *given]).body
        verbs(document)
        leg.document, leg.place = document, 0

    def _fields(self, leg: Leg, status: str) -> Pairs:
        about = [("CallSid", leg.sid), ("AccountSid", self.provider.account_sid), ("ApiVersion", "2010-04-01")]
        ends = [("From", leg.sender), ("To", leg.recipient), ("Caller", leg.sender), ("Called", leg.recipient)]
        who = [] if leg.answered_by is None else [("AnsweredBy", leg.answered_by)]
        return [*about, *ends, ("CallStatus", status), ("Direction", leg.direction), *who]
