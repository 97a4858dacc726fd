"""Invitations: the words of what is sent, and the session that begins once the provider has taken a text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import structlog
from sqlalchemy import Row

from app.conversations import identity
from app.conversations.beginnings import Standing, local_day
from app.conversations.coming_over import Begun, begun_session, come_over
from app.conversations.contacts import contact_ended, facts_of
from app.conversations.endings import supersede
from app.conversations.entries import as_json
from app.conversations.keeping import ATTEMPTS, commit, entry_for
from app.conversations.packing import as_text, of_text, packed
from app.conversations.wording import standard_phrase, written
from app.errors import RedisAway
from app.lines import Line
from app.live.sessions import SessionGone
from app.records import queries
from app.runtime import Runtime
from flows import engine, sms
from flows.channels import AUTOMATED_PHONE, SMS_TEXT_MESSAGES, Channel, Door
from flows.session import Opening, Session
from flows.survey import Survey

log = structlog.get_logger()

CHANNEL: dict[Door, Channel] = {"voice": AUTOMATED_PHONE, "text": SMS_TEXT_MESSAGES}


@dataclass(frozen=True, slots=True)
class Composed:
    """What is sent for an invitation, and how its session begins."""

    body: str
    """The text; "" for a call, whose words are asked for when somebody answers."""
    opening: str
    """What ``invitations.opening`` is to hold from now on, as JSON text."""
    survey: str
    """The id of the survey."""
    segments: int
    """That the text is billed as; 0 for a call."""
    turn: int
    """The turn of the session whose question it puts."""
    query: str = ""
    """What goes into the query of a call's URL beside ``invitation`` and ``attempt``, so that the survey can be asked
    without the database; "" for a text."""


def compose(runtime: Runtime, invitation: Row[Any], contact: Row[Any]) -> Composed | None:
    """The words of the due ``action`` of an invitation through its ``door``; None where nothing is left to ask.

    Rows have the columns of their tables as attributes. A reminder puts the present question again, and so do a way to
    fall back and a text that is sent once more; the session is found in the live store or in SQL. Raises DatabaseAway,
    UnknownSurvey, and RedisAway for a text that puts a question again: SQL may be behind the person.
    """
    line = runtime.lines.by_id.get(invitation.line_id)
    if line is None:
        return None
    is_first = invitation.action == "invite" and invitation.attempt == 0
    by_text = invitation.door == "text"
    begun = None if is_first else begun_session(runtime, invitation.opening, though_away=not by_text)
    if begun is None:
        return _first_words(runtime, line, invitation, contact)
    return _next_words(line, invitation, begun, runtime.clock())


def _first_words(runtime: Runtime, line: Line, invitation: Row[Any], contact: Row[Any]) -> Composed | None:
    survey = _survey_for(runtime, line, invitation.door, contact)
    if survey is None:
        return None
    opening = _opening(runtime, line, survey, invitation, contact)
    session = engine.begin(survey, opening).session
    return _composed(line, invitation, survey, session, opening)


def _next_words(line: Line, invitation: Row[Any], begun: Begun, at: float) -> Composed | None:
    survey, session = begun.survey, begun.session
    if session.place == "end" or session.ended in {"opted_out", "superseded"} or invitation.door not in survey.doors:
        return None
    if session.door == invitation.door:
        asked = _put_again(survey, session, invitation.action)
        return None if session.ended is not None else _composed(line, invitation, survey, asked, session.opening)
    if invitation.action == "invite":
        # They were handed over meanwhile, and are on the phone.
        return None
    over = engine.come_over(survey, session, CHANNEL[invitation.door].name, invitation.id, at).session
    return _composed(line, invitation, survey, over, session.opening)


def _put_again(survey: Survey, session: Session, action: str) -> Session:
    """The session as its question is put again: with the welcome where the text may be the first that arrives."""
    if action == "remind" or session.turn > session.opening.first_turn:
        return session._replace(lead=())
    return engine.begin(survey, session.opening).session


def _composed(line: Line, invitation: Row[Any], survey: Survey, asked: Session, kept: Opening) -> Composed:
    if asked.door == "voice":
        return Composed("", as_text(kept), survey.id, 0, asked.turn, f"b={packed(asked.opening)}")
    body = written(Standing(survey, line, asked))
    if invitation.action == "remind":
        body = f"{standard_phrase('reminder', 'text', line, asked.language)}\n{body}"
    return Composed(body, as_text(kept), survey.id, sms.segments(body), asked.turn)


def _survey_for(runtime: Runtime, line: Line, door: Door, contact: Row[Any]) -> Survey | None:
    """The survey version that an invitation asks; a follow-up has one of its own."""
    later = line.outreach.follow_up if contact.reported_by == "follow_up" else None
    survey_id = line.surveys.get(door) if later is None else later.survey
    return None if survey_id is None else runtime.catalogue.active(survey_id, local_day(line, runtime.clock()))


def _opening(runtime: Runtime, line: Line, survey: Survey, invitation: Row[Any], contact: Row[Any]) -> Opening:
    """How the session of an invitation begins. Its ids follow from the invitation, whichever way it is asked."""
    secret = runtime.settings.respondent_secret.get_secret_value().encode()
    response_id = identity.derived_id(secret, "response-invitation", invitation.id)
    door, wanted = invitation.door, invitation.language or contact.language
    languages = tuple(name for name in line.languages if name in survey.languages) or survey.languages
    chosen = None if door == "voice" and len(languages) > 1 else languages[0]
    return Opening(
        session=identity.session_id(identity.shard(line.id, invitation.respondent_key, invitation.id), response_id),
        line=line.id,
        survey=survey.id,
        version=survey.version,
        survey_hash=survey.sha256,
        channel=CHANNEL[door].name,
        language=wanted if wanted in languages else chosen,
        seed=identity.seed(secret, response_id),
        entry="invited_call" if door == "voice" else "invited_text",
        contact=invitation.contact_id,
        invitation=invitation.id,
        respondent=invitation.respondent_key,
        source_sid=invitation.id,
        started_at=runtime.clock(),
        languages=languages,
        facts=facts_of(contact),
        test=bool(contact.test),
        contact_reported=contact.external_id,
        contact_ended=contact_ended(contact, line),
    )


def begin(runtime: Runtime, invitation_id: str, turn: int | None = None) -> None:
    """What follows once the provider has taken a text: its session begins, comes over, or waits for the reply anew.

    ``turn`` is that of the question in the text; None where nobody knows it any more. It may be called again, or at the
    same time elsewhere. Raises Away; a reply then begins the session itself. None begins in SQL alone: the live store,
    once it is back, would take the reply for one to an older session.
    """
    invitation = _sent_by_text(runtime, invitation_id)
    if invitation is None:
        return
    opening = of_text(invitation.opening)
    begun = begun_session(runtime, invitation.opening)
    if begun is None:
        _begin_first(runtime, opening._replace(started_at=runtime.clock()))
    elif begun.session.door != "text":
        come_over(runtime, begun, SMS_TEXT_MESSAGES.name, invitation.id)
    elif invitation.action == "remind":
        _ask_anew(runtime, begun)
    _is_out(runtime, opening.session, turn)


def in_doubt(runtime: Runtime, invitation_id: str) -> None:
    """What follows where nobody knows whether the provider took a text: nothing begins.

    Whoever has a session already may have read its question or an older one last, so the present one is put again.
    Raises Away.
    """
    invitation = _sent_by_text(runtime, invitation_id)
    if invitation is not None:
        runtime.live.ask_again(of_text(invitation.opening).session)


def _sent_by_text(runtime: Runtime, invitation_id: str) -> Row[Any] | None:
    with runtime.database.read() as connection:
        invitation = queries.invitation(connection, invitation_id)
    if invitation is None or invitation.opening is None or invitation.door != "text":
        log.warning("no text of this invitation can have been taken", invitation_id=invitation_id)
        return None
    return invitation


def _begin_first(runtime: Runtime, opening: Opening) -> None:
    survey = runtime.catalogue.version(opening.survey, opening.version)
    step = engine.begin(survey, opening)
    entry, closing = entry_for(runtime, survey, step)
    begun = runtime.live.begin(step.session, as_json(entry), closing)
    if begun.older is not None:
        supersede(runtime, begun.older)


def _ask_anew(runtime: Runtime, begun: Begun) -> None:
    """The time to reply counts from the reminder; nothing else of the session changes."""
    stored = begun.stored
    for _ in range(ATTEMPTS):
        if stored is None or stored.ending:
            return
        asked = stored.session._replace(prompted_at=runtime.clock())
        try:
            stored = commit(runtime, begun.survey, stored, engine.Step(asked))
        except (SessionGone, RedisAway):
            return


def _is_out(runtime: Runtime, session_id: str, turn: int | None) -> None:
    """The settle time counts from here. If this is lost, the first reply is met with the question again.

    So is the next reply of a person who has moved on since the text was composed: it may be one to the older question,
    which they have read last. A text of which nobody knows the turn put the first.
    """
    try:
        if not runtime.live.went_out(session_id, turn or 0) and turn is not None:
            runtime.live.ask_again(session_id)
    except RedisAway as error:
        log.warning("text not marked as out", session_id=session_id, error=str(error))
