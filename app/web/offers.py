"""The door of the offer: asks a caller to stay for the survey, and gives the call back. A fault ends no call."""

from __future__ import annotations

from urllib.parse import quote, urlencode

import structlog
from flask import Blueprint, Response, request

from app.conversations import offering
from app.conversations.offering import KEYS, Offering, Outcome
from app.telephony.webhooks import RETRIES
from app.web.guards import form, record_id
from app.web.voice import runtime
from flows import twiml, voice
from flows.speaking import Voice

log = structlog.get_logger()
door = Blueprint("offers", __name__)

MOST_ASKED = 2
WAIT_SECONDS = 8


@door.post("/voice/offer")
def offer() -> Response:
    """The offer, or what follows the caller's key: yes, no, or no key at all."""
    offered = _offered()
    if offered is None:
        return _goes_on("")
    pressed = form().first("Digits")
    asked = request.args.get("asked", 0, type=int)
    outcome = KEYS.get(pressed) if asked else None
    if outcome is None and asked < MOST_ASKED:
        return _ask(offered, asked + 1)
    return _taken(offered, offering.take(runtime(), offered, outcome or "no_touch_tone"))


def _offered() -> Offering | None:
    """To whom the survey is offered; None where the URL names no contact, or one that is not to be asked."""
    contact, sid, fields = record_id(request.args.get("contact")), record_id(form().first("CallSid")), form()
    if contact is None or sid is None:
        return None
    return offering.offering(runtime(), fields.first("To"), fields.first("From"), sid, contact)


def _ask(offered: Offering, asked: int) -> Response:
    query = urlencode({"contact": offered.contact, "asked": asked, **_then()}, quote_via=quote)
    action = f"{runtime().settings.public_url}/voice/offer?{query}{RETRIES}"
    return _xml(voice.ask_key(Voice(), [_speech(offered, "offer")], action, WAIT_SECONDS))


def _taken(offered: Offering, outcome: Outcome) -> Response:
    """The call goes on to ``then``; without one the agent is done, and whoever said yes hears the survey."""
    if _then():
        said = [] if outcome == "no_touch_tone" else [_speech(offered, f"offer_{outcome}")]
        return _goes_on(outcome, said)
    if outcome != "accepted":
        return _xml(voice.goodbye(Voice(), [_speech(offered, "offer_declined")]))
    contact = quote(offered.contact, safe="")
    survey = f"{runtime().settings.public_url}/voice?contact={contact}{RETRIES}"
    return _xml(voice.go_on(Voice(), [], survey))


def _goes_on(outcome: str, said: list[voice.Speech] | None = None) -> Response:
    """Back to the center's own call flow, which is told the outcome."""
    then = _then().get("then")
    if then is None:
        return _xml(twiml.EMPTY)
    address, mark, fragment = then.partition("#")
    told = f"{'&' if '?' in address else '?'}offer={outcome}" if outcome else ""
    return _xml(voice.go_on(Voice(), said or [], f"{address}{told}{mark}{fragment}"))


def _then() -> dict[str, str]:
    """Where the call goes on: a URL that the center wrote into its own, signed by the provider with the rest."""
    then = request.args.get("then", "")
    return {"then": then} if then.startswith(("https://", "http://")) else {}


def _speech(offered: Offering, name: str) -> voice.Speech:
    return voice.Speech(offered.language, offered.words(name))


def _xml(document: str) -> Response:
    return Response(document, 200, content_type="text/xml; charset=utf-8")


@door.errorhandler(Exception)
def trouble(error: Exception) -> Response:
    """Whatever went wrong, the call goes on."""
    log.error("the offer failed; the call goes on without it", error=str(error), exc_info=error)
    return _goes_on("")
