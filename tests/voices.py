"""The speech program against which the model of speech is held."""

import functools
import shutil
import subprocess
import tempfile
import wave
from pathlib import Path

ESPEAK = shutil.which("espeak-ng")
WORDS_A_MINUTE = 160
VOICES = {"en": "en-us", "es": "es-419"}


@functools.cache
def said_in(words, language):
    """The seconds that espeak-ng takes to say words, which may hold SSML."""
    with tempfile.TemporaryDirectory() as directory:
        spoken = Path(directory) / "spoken.wav"
        manner = ["-m", "-s", str(WORDS_A_MINUTE), "-v", VOICES[language], "-w", str(spoken)]
        subprocess.run([ESPEAK, *manner, "--stdin"], input=words.encode(), check=True)
        with wave.open(str(spoken)) as sound:
            return sound.getnframes() / sound.getframerate()
