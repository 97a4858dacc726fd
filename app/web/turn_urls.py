"""The URL of one turn of a call: session, turn, tape, and the opening, so that any process can rebuild the session."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from app.web.guards import form_pairs
from flows import tape as tapes
from flows.session import Keys, Opening, Said, Session, Silence, opening_from_list, opening_to_list

RETRIES = "#ct=1000&rt=4000&tt=15000&rc=2&rp=5xx,ct,rt"
"""What the provider does if we do not answer: 1 s to connect, 4 s to read, twice more within 15 s."""

MOST_WAITS = 5
_COMPACT = json.JSONEncoder(separators=(",", ":"))


class BadTurnUrl(ValueError):
    """A turn URL that none of our TwiML can have held."""


@dataclass(frozen=True, slots=True)
class TurnUrl:
    """What stands in the URL of one turn. ``key`` and ``waits`` are those of a call that was asked to wait."""

    session: str
    turn: int
    opening: Opening
    tape: str
    key: str | None = None
    waits: int = 0


def action(public_url: str, session: Session) -> str:
    """The URL that the next input of a call is posted to."""
    opening = session.opening
    return f"{public_url}/voice/{opening.session}/{session.turn}?b={_packed(opening)}&t={session.tape}{RETRIES}"


def waiting(public_url: str, url: TurnUrl, key: str) -> str:
    """The URL that brings the same input again after a wait."""
    query = f"b={_packed(url.opening)}&t={url.tape}&key={quote(key)}&waits={url.waits + 1}"
    return f"{public_url}/voice/{url.session}/{url.turn}?{query}{RETRIES}"


def read(session: str, turn: int, query: str) -> TurnUrl:
    """The parts of a turn URL, ``query`` as it came over the wire. Raises BadTurnUrl."""
    given = dict(form_pairs(query))
    try:
        opening = _unpacked(given["b"])
        waits = int(given.get("waits", "0"))
    except (KeyError, ValueError, TypeError, binascii.Error) as error:
        raise BadTurnUrl(f"turn URL of {session}: {error}") from error
    return TurnUrl(session, turn, opening, given.get("t", ""), given.get("key"), waits)


def of_address(url: str) -> TurnUrl:
    """The parts of a whole turn URL, as a fallback gets it. Raises BadTurnUrl."""
    parts = urlsplit(url)
    words = parts.path.strip("/").split("/")
    if len(words) != 3 or words[0] != "voice" or not words[2].isdecimal():  # noqa: PLR2004  /voice/<session>/<turn>
        raise BadTurnUrl("not the URL of a turn")
    return read(words[1], int(words[2]), parts.query)


def spelled(what: Keys | Silence | Said) -> str:
    """An input as a URL carries it through a wait; words are none that a URL may hold."""
    if isinstance(what, Silence):
        return tapes.SILENCE
    if isinstance(what, Said):
        return tapes.UNCLEAR
    return what.keys + (tapes.END if what.finished else "")


def unspelled(key: str) -> Keys | Silence:
    """The input that ``spelled`` wrote."""
    if key == tapes.SILENCE:
        return Silence()
    return Keys(key.removesuffix(tapes.END), finished=key.endswith(tapes.END))


def _packed(opening: Opening) -> str:
    plain = _COMPACT.encode(opening_to_list(opening)).encode()
    return base64.urlsafe_b64encode(plain).decode("ascii").rstrip("=")


def _unpacked(packed: str) -> Opening:
    padded = packed + "=" * (-len(packed) % 4)
    return opening_from_list(json.loads(base64.b64decode(padded, altchars=b"-_", validate=True)))
