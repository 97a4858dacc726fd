"""One writing for what people type: digits of all scripts, keycaps, stars, quotes, dashes, accents and case."""

from __future__ import annotations

import re
import unicodedata

_AROUND = " \t\r\n.!"
STAR, EMPTY_STAR = "\u2605", "\u2606"

_KEYCAP = re.compile("([0-9#*])\ufe0f?\u20e3")
_NUMBER_SIGN = re.compile("\\bn\\.? ?[\u00ba\u00b0]\\.?|\u2116", re.IGNORECASE)
_HEART = re.compile(r"(?<=[\w.,!)]) ?<3+(?!\d)")
_ALIKE = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u02bc\u0060\u00b4\u2032", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\u2039\u203a\u2033\u300c\u300d", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\u301c", "-"),
        **dict.fromkeys("\u2b50\u2605\u272d\u272e\u272f\u2b51\U0001f31f", STAR),
        **dict.fromkeys("\u060c\u066c\u3001\u00b7\u2022", ","),
        **dict.fromkeys("\u00bf\u00a1", " "),
        "\u066b": ".",
        "\u066a": "%",
        "\u061f": "?",
        "\u2044": "/",
        "\u2049": "?",
        "\u203c": "!",
        "\U0001f51f": " 10 ",
    }
)


def folded(words: str) -> str:
    """``words`` in lower case and without accents, with ASCII digits, quotes and dashes, every star as one sign.

    A sign that is a number by itself (a keycap, a circled digit, a fraction) stands apart from its neighbours.
    """
    asterisks = words.strip(_AROUND)
    # One alone is as likely the key that repeats on the phone.
    if len(asterisks) > 1 and set(asterisks) == {"*"}:
        return STAR * len(asterisks)
    words = _HEART.sub(" \u2764", words) if "<3" in words else words
    if words.isascii():
        return words.lower()
    words = _NUMBER_SIGN.sub(" numero ", _KEYCAP.sub(r" \1 ", words))
    apart = "".join(map(_apart, words.translate(_ALIKE)))
    plain = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", apart).casefold())
    return "".join(map(_plain, plain)).translate(_ALIKE)


def _apart(sign: str) -> str:
    """A sign that is a number but no digit, with spaces around, and where it is a whole number as digits."""
    number = None if sign.isascii() or sign.isdecimal() else unicodedata.numeric(sign, None)
    if number is None:
        return sign
    return f" {int(number)} " if number.is_integer() else f" {sign} "


def _plain(sign: str) -> str:
    """A sign without what only changes its look; a digit of any script as 0 to 9."""
    if sign.isascii():
        return sign
    if sign.isdecimal():
        return str(unicodedata.decimal(sign))
    # Accents, what chooses an emoji's look or joins two, and tones of skin.
    return "" if unicodedata.category(sign) in {"Mn", "Me", "Cf", "Sk"} else sign
