"""The URL of one turn of a call: session, turn, tape, and the opening, so that any process can rebuild the session."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from app.conversations.beginnings import Offer
from app.conversations.packing import packed as packed_opening
from app.conversations.packing import unpacked
from app.telephony.webhooks import RETRIES
from app.web.guards import form_pairs, record_id
from flows import tape as tapes
from flows.session import Keys, Opening, Session, Silence

MOST_WAITS = 5
_SESSION_ID = re.compile(r"[01]\d-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class BadTurnUrl(ValueError):
    """A turn URL that none of our TwiML can have held."""


@dataclass(frozen=True, slots=True)
class TurnUrl:
    """What stands in the URL of one turn. ``key`` and ``waits`` are those of a call that was asked to wait."""

    session: str
    turn: int
    packed: str
    tape: str
    key: str | None = None
    waits: int = 0

    def opening(self) -> Opening:
        """How the session began. Read only where a session has to be rebuilt. Raises BadTurnUrl."""
        try:
            return unpacked(self.packed)
        except ValueError as error:
            raise BadTurnUrl(f"turn URL of {self.session}: {error}") from error


def action(public_url: str, session: Session, packed: str | None = None) -> str:
    """The URL that the next input of a call is posted to; ``packed`` is the opening out of the last one, if it came."""
    opening = session.opening
    begun = packed_opening(opening) if packed is None else packed
    return f"{public_url}/voice/{opening.session}/{session.turn}?b={begun}&t={session.tape}{RETRIES}"


def waiting(public_url: str, url: TurnUrl, key: str) -> str:
    """The URL that brings the same input again after a wait."""
    query = f"b={url.packed}&t={url.tape}&key={quote(key)}&waits={url.waits + 1}"
    return f"{public_url}/voice/{url.session}/{url.turn}?{query}{RETRIES}"


def read(session: str, turn: int, query: str) -> TurnUrl:
    """The parts of a turn URL, ``query`` as it came over the wire. Raises BadTurnUrl."""
    try:
        given = dict(form_pairs(query))
        if not _SESSION_ID.fullmatch(session):
            raise BadTurnUrl(f"turn URL of {session:.60}: no session has this id")
        return TurnUrl(session, turn, given["b"], given.get("t", ""), given.get("key"), int(given.get("waits", "0")))
    except (KeyError, ValueError) as error:
        raise BadTurnUrl(f"turn URL of {session:.60}: {error}") from error


def of_address(url: str) -> TurnUrl:
    """The parts of a whole turn URL, as a fallback gets it. Raises BadTurnUrl."""
    try:
        parts = urlsplit(url)
        door, session, turn = parts.path.strip("/").split("/")
        number = int(turn)
    except ValueError as error:
        raise BadTurnUrl("not the URL of a turn") from error
    if door != "voice":
        raise BadTurnUrl("not the URL of a turn")
    return read(session, number, parts.query)


def offer(query: str) -> Offer:
    """What the URL of a call's beginning came with. Raises BadTurnUrl where it cannot be read."""
    try:
        given = dict(form_pairs(query))
        invitation = record_id(given.get("invitation"))
        begins = unpacked(given["b"]) if invitation and given.get("b") else None
    except ValueError as error:
        raise BadTurnUrl(f"URL of a call: {error}") from error
    return Offer(record_id(given.get("contact")), invitation, begins)


def offer_of_address(url: str) -> Offer:
    """What a whole URL of a call's beginning came with, as a fallback gets it. Raises BadTurnUrl."""
    return offer(url.partition("?")[2].partition("#")[0])


def beginning(public_url: str, came_with: Offer, waits: int) -> str:
    """The URL that brings the beginning of a call again after a wait."""
    begins = None if came_with.opening is None else packed_opening(came_with.opening)
    named = (("contact", came_with.contact), ("invitation", came_with.invitation), ("b", begins))
    more = "".join(f"&{name}={quote(value, safe='')}" for name, value in named if value)
    return f"{public_url}/voice?waits={waits}{more}{RETRIES}"


def spelled(what: Keys | Silence) -> str:
    """An input as a URL carries it through a wait."""
    return tapes.SILENCE if isinstance(what, Silence) else what.keys + (tapes.END if what.finished else "")


def unspelled(key: str) -> Keys | Silence:
    """The input that ``spelled`` wrote."""
    if key == tapes.SILENCE:
        return Silence()
    return Keys(key.removesuffix(tapes.END), finished=key.endswith(tapes.END))
