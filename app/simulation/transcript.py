"""The transcript of a simulated call or text thread: events, as lines for people or as JSON, one object a line."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

Event = Mapping[str, object]


class Transcript:
    """Tells events to ``write``, one line each: words for people, or with ``as_json`` the events themselves."""

    def __init__(self, write: Callable[[str], object], *, as_json: bool) -> None:
        self._write = write
        self._as_json = as_json
        self._voice = ""

    def tell(self, event: str, **about: object) -> None:
        """One event and what is known about it."""
        self._write(
            json.dumps({"event": event, **about}, ensure_ascii=False) if self._as_json else self._line(event, about)
        )

    def _line(self, event: str, about: Event) -> str:
        if event == "said":
            return f"Aftercall{self._new_voice(about)}: {about['words']}"
        if event == "ended" and about["fault"]:
            return f"The call broke down: {about['fault']}"
        return _LINES[event].format_map(about)

    def _new_voice(self, about: Event) -> str:
        """Language and voice, where they are others than before."""
        voice = ", ".join(str(about[name]) for name in ("language", "voice") if about[name])
        before, self._voice = self._voice, voice
        return f" ({voice})" if voice and voice != before else ""


_LINES = {
    "calls": "{caller} calls {line}",
    "plays": "Aftercall plays {file}",
    "waits": "    (waits {seconds:g} s for {awaited})",
    "presses": "Caller presses {keys}",
    "keeps_silent": "Caller says nothing",
    "says": 'Caller says "{words}"',
    "ended": "{who} ends the call",
    "texts": "{person} texts {line}",
    "sent": "Person: {body}",
    "received": "Aftercall ({segments} segment(s)): {body}",
    "silent": "    (no reply)",
    "broke_down": "The text was not taken: {fault}",
}
