"""TwiML as the provider reads it: the verbs that Aftercall may use, in order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

# The document comes from the service under simulation, which this process trusts.
from xml.etree import ElementTree as ET

_NO_PARSE = 12100


class BadTwiml(Exception):
    """A document that the provider could not use."""

    code = _NO_PARSE


@dataclass(frozen=True, slots=True)
class Spoken:
    """Words that the caller hears, or the URL of a recording."""

    words: str
    voice: str | None = None
    language: str | None = None
    recorded: bool = False
    breaks: float = 0.0
    """Seconds of the pauses within the words."""


@dataclass(frozen=True, slots=True)
class Paused:
    """Silence of so many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Gather:
    """Speech, then a wait of ``timeout`` seconds for keys or words, which go to ``action``."""

    parts: tuple[Part, ...]
    """What is heard until a key interrupts it."""
    action: str
    timeout: float
    most_keys: int | None
    finish: str
    """The keys that end the input."""
    on_empty: bool
    listens: bool
    """Whether spoken words are taken too."""

    @property
    def said(self) -> tuple[Spoken, ...]:
        """The speech, its pauses left out."""
        return tuple(part for part in self.parts if isinstance(part, Spoken))


@dataclass(frozen=True, slots=True)
class Redirect:
    """The call goes on with the document at ``url``."""

    url: str


@dataclass(frozen=True, slots=True)
class HungUp:
    """The call ends."""


@dataclass(frozen=True, slots=True)
class Texted:
    """A text is sent."""

    body: str


Part = Spoken | Paused
Verb = Spoken | Paused | Gather | Redirect | HungUp | Texted


def verbs(document: str) -> list[Verb]:
    """The verbs of a document. Raises BadTwiml."""
    try:
        root = ET.fromstring(document.encode())  # noqa: S314  see the import
    except ET.ParseError as error:
        raise BadTwiml(f"the document cannot be parsed: {error}") from error
    if root.tag != "Response":
        raise BadTwiml(f"the document is a <{root.tag}>")
    return [_verb(element) for element in root]


def _verb(element: ET.Element) -> Verb:
    match element.tag:
        case "Say" | "Play":
            return _spoken(element)
        case "Pause":
            return _paused(element)
        case "Gather":
            return _gather(element)
        case "Redirect":
            _only_post(element)
            return Redirect((element.text or "").strip())
        case "Hangup":
            return HungUp()
        case "Message":
            return Texted(element.text or "")
    raise BadTwiml(f"<{element.tag}> is not understood here")


def _spoken(element: ET.Element) -> Spoken:
    words = " ".join("".join(element.itertext()).split())
    breaks = sum(_break_seconds(pause.get("time", "0s")) for pause in element.iter("break"))
    return Spoken(words, element.get("voice"), element.get("language"), element.tag == "Play", breaks)


def _break_seconds(time: str) -> float:
    return float(time.removesuffix("ms")) / 1000 if time.endswith("ms") else float(time.removesuffix("s"))


def _paused(element: ET.Element) -> Paused:
    return Paused(float(element.get("length", "1")))


def _gather(element: ET.Element) -> Gather:
    _only_post(element)
    if "action" not in element.attrib:
        raise BadTwiml("<Gather> without an action")
    most = element.get("numDigits")
    return Gather(
        parts=tuple(_nested(element)),
        action=element.attrib["action"],
        timeout=float(element.get("timeout", "5")),
        most_keys=int(most) if most is not None else None,
        finish=element.get("finishOnKey", "#"),
        on_empty=element.get("actionOnEmptyResult") == "true",
        listens="speech" in element.get("input", "dtmf").split(),
    )


def _nested(element: ET.Element) -> Iterator[Part]:
    for child in element:
        if child.tag in {"Say", "Play"}:
            yield _spoken(child)
        elif child.tag == "Pause":
            yield _paused(child)
        else:
            raise BadTwiml(f"<{child.tag}> in a <Gather>")


def _only_post(element: ET.Element) -> None:
    if element.get("method", "POST") != "POST":
        raise BadTwiml(f"<{element.tag}> with method {element.get('method')}: Aftercall takes POST only")
