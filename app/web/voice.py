"""The voice door. After the guard every reply is valid TwiML with status 200, faults included."""

from __future__ import annotations

from functools import partial

import structlog
from flask import Blueprint, Response, current_app, request

from app import log as logs
from app.conversations import calls
from app.conversations.beginnings import DIRECT, Offer, Standing
from app.conversations.keeping import Lost
from app.conversations.wording import spoken, standard_phrase
from app.errors import AftercallError, Away
from app.line_fields import FALLBACK_LANGUAGE
from app.outreach import asked_texts
from app.runtime import Runtime
from app.web import turn_urls
from app.web.guards import form, record_id
from app.web.reports import take_call_report
from app.web.turn_urls import MOST_WAITS, BadTurnUrl, TurnUrl
from flows import twiml, voice
from flows.audio import Recording
from flows.hearing import hints
from flows.session import Keys, Said, Silence
from flows.speaking import Voice

log = structlog.get_logger()
door = Blueprint("voice", __name__)

FINAL = frozenset({"completed", "busy", "failed", "no-answer", "canceled"})
NOBODY = ("machine", "fax")
"""How the provider says that an answering machine or a fax took our call: no message is left there."""
WAIT_SECONDS = 3
PHONE_KEYS = frozenset("0123456789*#")
"""What can be pressed. The letters of a tape come from its URL alone."""


def runtime() -> Runtime:
    """The runtime of this process."""
    found: Runtime = current_app.extensions["aftercall"]
    return found


def _xml(document: str) -> Response:
    return Response(document, 200, content_type="text/xml; charset=utf-8")


def _call(offer: Offer) -> calls.Call:
    fields = form()
    sid = record_id(fields.first("CallSid"))
    if sid is None:
        raise Lost("a call without a readable CallSid")
    here, there = fields.first("To"), fields.first("From")
    if fields.first("Direction").startswith("outbound"):
        here, there = there, here
    return calls.Call(sid, here, there, offer, partial(asked_texts.takes_texts, runtime()))


@door.post("/voice")
def begin() -> Response:
    """A call begins: the first prompt."""
    query = request.environ.get("QUERY_STRING", "")
    return _begin(turn_urls.offer(query), request.args.get("waits", 0, type=int))


def _begin(offer: Offer, waits: int) -> Response:
    if form().first("CallStatus") in FINAL:
        return _left(None)
    if form().first("AnsweredBy").startswith(NOBODY):
        return _xml(voice.goodbye(Voice(), []))
    try:
        return _prompt(calls.begin(runtime(), _call(offer)))
    except calls.NoSurvey as error:
        log.warning("call to a line that asks nothing", line=str(error))
        return _goodbye("no_survey")
    except Away as error:
        return _wait_to_begin(offer, waits, error)


@door.post("/voice/<session>/<int:turn>")
def answer(session: str, turn: int) -> Response:
    """One input of a call: the next prompt."""
    logs.bind(session_id=session)
    url = turn_urls.read(session, turn, request.environ.get("QUERY_STRING", ""))
    what = _input(url)
    final = form().first("CallStatus") in FINAL
    try:
        if final and isinstance(what, Silence):
            return _left(session)
        reply = _prompt(calls.answer(runtime(), _turn(url, what)), url)
        return _left(session) if final else reply
    except Away as error:
        return _wait(url, what, error)


@door.post("/voice/status")
def status() -> Response:
    """The call ended, or changed its state: a hang-up ends the session with what was answered.

    That comes first, so that it is kept whatever becomes of the report.
    """
    reply = _left(None) if form().first("CallStatus") in FINAL else _xml(twiml.EMPTY)
    try:
        take_call_report(runtime())
    except Away as error:
        log.warning("state of a call not kept; the provider's list tells it again", error=str(error))
    return reply


def _left(session: str | None) -> Response:
    try:
        calls.leave(runtime(), _call(DIRECT), session)
    except Away as error:
        log.warning("hang-up not kept; the deadline will end the session", error=str(error))
    return _xml(twiml.EMPTY)


@door.post("/voice/fallback")
def fallback() -> Response:
    """The provider could not use our answer: the call goes on where it stands, with the key if one came along."""
    log.error("voice fallback", error_code=form().first("ErrorCode"))
    try:
        url = turn_urls.of_address(form().first("ErrorUrl"))
    except BadTurnUrl:
        return _begin(turn_urls.offer_of_address(form().first("ErrorUrl")), 0)
    what = _input(url)
    take = calls.present if isinstance(what, Silence) else calls.answer
    try:
        return _prompt(take(runtime(), _turn(url, what)), url)
    except Away as error:
        return _wait(url, what, error)


@door.errorhandler(Exception)
def trouble(error: Exception) -> Response:
    """Whatever went wrong, the caller hears a polite goodbye."""
    known = isinstance(error, AftercallError | BadTurnUrl)
    log.error("call ended by a fault", error=str(error), exc_info=None if known else error)
    return _goodbye("trouble")


def _turn(url: TurnUrl, what: Keys | Silence | Said) -> calls.Turn:
    seal = partial(asked_texts.sealed, runtime(), _persons_number())
    return calls.Turn(url.session, url.turn, url.opening, url.tape, what, form().first("CallSid"), seal)


def _persons_number() -> str:
    return form().first("To" if form().first("Direction").startswith("outbound") else "From")


def _input(url: TurnUrl) -> Keys | Silence | Said:
    """The key in the URL beats ``Digits``; empty ``Digits`` are silence; two values that differ are none."""
    if url.key is not None:
        return turn_urls.unspelled(url.key)
    fields = form()
    digits, finished = set(fields.all("Digits")), fields.first("FinishedOnKey") == "#"
    if len(digits - {""}) > 1:
        return Keys("x")
    pressed = next(iter(digits - {""}), "")
    if not set(pressed) <= PHONE_KEYS:
        return Keys("x")
    if pressed or finished:
        return Keys(pressed, finished=True)
    speech = fields.first("SpeechResult")
    return Said(speech, _confidence(fields.first("Confidence"))) if speech else Silence()


def _confidence(given: str) -> float | None:
    try:
        return min(1.0, max(0.0, float(given)))
    except ValueError:
        return None


def _prompt(standing: Standing, url: TurnUrl | None = None) -> Response:
    asked, speech = spoken(standing)
    packed = None if url is None else url.packed
    action = turn_urls.action(runtime().settings.public_url, standing.session, packed)
    likely = hints(asked) if asked.speech else ""
    return _xml(voice.gather(standing.survey, asked, speech, action, likely, _played))


def _played(recording: Recording) -> str | None:
    """The URL of a recording; None where a session's survey is older than the files here and names others."""
    known = recording.address in runtime().catalogue.recordings
    return f"{runtime().settings.public_url}/audio/{recording.address}" if known else None


def _goodbye(name: str, language: str | None = None) -> Response:
    return _xml(voice.goodbye(Voice(), [_words(name, language)]))


def _words(name: str, language: str | None) -> voice.Speech:
    line = runtime().lines.by_number.get(form().first("To")) or runtime().lines.by_number.get(form().first("From"))
    spoken_in = language or (FALLBACK_LANGUAGE if line is None else line.languages[0])
    return voice.Speech(spoken_in, standard_phrase(name, "voice", line, spoken_in))


def _wait(url: TurnUrl, what: Keys | Silence | Said, error: Away) -> Response:
    """Redis and the database are away: the caller is asked for a moment, and the URL brings the same input again."""
    log.warning("call asked to wait", waits=url.waits, error=str(error))
    language, keys = calls.without_stores(runtime(), _turn(url, what))
    if url.waits >= MOST_WAITS:
        return _goodbye("trouble", language)
    again = turn_urls.waiting(runtime().settings.public_url, url, turn_urls.spelled(keys))
    return _xml(voice.wait_and_return(Voice(), [_words("one_moment", language)], again, WAIT_SECONDS))


def _wait_to_begin(offer: Offer, waits: int, error: Away) -> Response:
    log.warning("call asked to wait before it began", waits=waits, error=str(error))
    if waits >= MOST_WAITS:
        return _goodbye("trouble")
    again = turn_urls.beginning(runtime().settings.public_url, offer, waits + 1)
    return _xml(voice.wait_and_return(Voice(), [_words("one_moment", None)], again, WAIT_SECONDS))
