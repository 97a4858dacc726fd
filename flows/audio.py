"""Recorded audio in place of speech: what a survey keeps of a recording, and what its bytes tell."""

from __future__ import annotations

import hashlib
import re
import wave
from io import BytesIO
from pathlib import PurePath
from typing import Annotated

from pydantic import Field

from flows.parts import Part

FILE_NAME = r"^[A-Za-z0-9][A-Za-z0-9_-]*\.(mp3|wav)$"
CONTENT_TYPES = {".mp3": "audio/mpeg", ".wav": "audio/wav"}
LARGEST_RECORDING = 10_000_000
"""Bytes of one file: minutes of speech. The provider takes 40 MB."""
_SHORT_HASH = 16


class NotPlayable(Exception):
    """What a file cannot be played for, in words that follow its name."""


class Recording(Part):
    """A file that is played instead of words, frozen by what it holds."""

    file: Annotated[str, Field(pattern=FILE_NAME)]
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    seconds: Annotated[float, Field(gt=0)] | None = None
    """How long it is; None where the file does not say it plainly, and the time of its words counts."""

    @property
    def address(self) -> str:
        """Where it is served, below ``/audio/``: other bytes have another address."""
        return f"{self.sha256[:_SHORT_HASH]}/{self.file}"


def recording_of(file: str, content: bytes) -> Recording:
    """The recording that a file of this name holds. Raises NotPlayable."""
    suffix = PurePath(file).suffix
    if not _IS_KIND[suffix].match(content):
        raise NotPlayable(f"is no {suffix[1:]} audio by its first bytes")
    seconds = _wav_seconds(content) if suffix == ".wav" else None
    return Recording(file=file, sha256=hashlib.sha256(content).hexdigest(), seconds=seconds)


_IS_KIND = {
    # A tag, or a frame of layer III: eleven bits set, any version, the layer's bits 01.
    ".mp3": re.compile(rb"ID3|\xff[\xe2\xe3\xf2\xf3\xfa\xfb]"),
    ".wav": re.compile(rb"RIFF....WAVE", re.DOTALL),
}


def _wav_seconds(content: bytes) -> float | None:
    """The length of plain samples. Those of telephony (mu-law) the standard library does not read."""
    try:
        with wave.open(BytesIO(content)) as opened:
            # A file that was written as a stream claims more frames than it holds.
            most = len(content) // (opened.getnchannels() * opened.getsampwidth())
            frames, rate = min(opened.getnframes(), most), opened.getframerate()
    except (wave.Error, EOFError):
        return None
    return round(frames / rate, 2) or None if rate else None
