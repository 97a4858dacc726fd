"""Files of audio as bytes, and a survey file with its recordings beside it."""

import io
import struct
import wave

import yaml

MP3 = b"ID3\x04\x00\x00\x00\x00\x00\x00" + b"\xff\xfb\x90\x00" * 20
TELEPHONY = b"RIFF\x26\0\0\0WAVEfmt \x12\0\0\0" + struct.pack("<HHIIHHH", 7, 1, 8000, 8000, 1, 8, 0)
"""The head of a file of mu-law samples."""


def wav(seconds, rate=8000):
    held = io.BytesIO()
    with wave.open(held, "wb") as opened:
        opened.setnchannels(1)
        opened.setsampwidth(2)
        opened.setframerate(rate)
        opened.writeframes(b"\x00\x01" * int(rate * seconds))
    return held.getvalue()


def survey_beside(files, directory, survey):
    """The file of a survey that names recordings, with ``files`` in the directory beside it."""
    (directory / "audio").mkdir(exist_ok=True)
    for name, content in files.items():
        (directory / "audio" / name).write_bytes(content)
    path = directory / "plain.yaml"
    path.write_text(yaml.safe_dump(survey, sort_keys=False, allow_unicode=True))
    return path
