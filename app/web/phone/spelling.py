"""What the page of the phone sends and is sent, as JSON."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from app.simulation.twiml import Gather, Part, Paused
from app.telephony.builtin_phones import ScreenText
from app.web.phone.screen_calls import Moment
from flows.sms import segments
from flows.spoken_time import seconds_of

LONGEST_BODY = 1600
_Turn = Annotated[int, Field(ge=1)]


class Sent(BaseModel):
    """What a page sends."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Dialled(Sent):
    """A call to a line."""

    number: str
    line: str


class Taken(Sent):
    """A call that is answered or declined by the phone of a number."""

    number: str


class Pressed(Sent):
    """Keys, and the one that ended them; neither where the wait is over."""

    turn: _Turn
    keys: Annotated[str, Field(pattern=r"^[0-9*#]{0,32}$")]
    finish: Annotated[str, Field(pattern=r"^[0-9*#]?$")] = ""


class Spoke(Sent):
    """Words, to a prompt that listens."""

    turn: _Turn
    words: Annotated[str, Field(min_length=1, max_length=500)]


class HeardAll(Sent):
    """All of a moment was heard."""

    turn: _Turn


class Written(Sent):
    """A text to a line."""

    number: str
    line: str
    body: Annotated[str, Field(min_length=1, max_length=LONGEST_BODY)]


def moment_shown(moment: Moment, public_url: str) -> dict[str, Any]:
    """A moment of a call; ``seconds`` are how long words take to say. Recordings of ours have a path for URL."""
    return {
        "call": moment.call,
        "turn": moment.turn,
        "parts": [_part(part, public_url) for part in moment.parts],
        "gather": None if moment.gather is None else _gather(moment.gather, public_url),
        "over": moment.over,
        "fault": moment.fault,
    }


def _gather(gather: Gather, public_url: str) -> dict[str, Any]:
    return {
        "parts": [_part(part, public_url) for part in gather.parts],
        "timeout": gather.timeout,
        "most": gather.most_keys,
        "finish": gather.finish,
        "listens": gather.listens,
    }


def _part(part: Part, public_url: str) -> dict[str, Any]:
    if isinstance(part, Paused):
        return {"kind": "pause", "seconds": part.seconds}
    if part.recorded:
        return {"kind": "recording", "url": part.words.removeprefix(public_url)}
    language = part.language or "en-US"
    seconds = round(seconds_of(part.words, language.partition("-")[0]) + part.breaks, 2)
    return {"kind": "words", "words": part.words, "language": language, "voice": part.voice, "seconds": seconds}


def text_shown(text: ScreenText) -> dict[str, Any]:
    """One text of a thread; ``at`` is in milliseconds since 1970."""
    return {
        "id": text.id,
        "line": text.line,
        "mine": text.mine,
        "body": text.body,
        "at": int(text.id.partition("-")[0]),
        "segments": segments(text.body),
    }
