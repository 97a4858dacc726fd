"""How a conversation begins: the line, the person, the survey and the opening that everything later hangs on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from app.conversations import identity
from app.errors import RedisAway
from app.line_outreach import LONGEST_WITHIN
from app.lines import Direct, Line
from app.phone_numbers import e164, respondent_key
from app.runtime import Runtime
from flows.channels import AUTOMATED_PHONE, SMS_TEXT_MESSAGES, Door
from flows.session import Opening, Session
from flows.survey import Survey


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls or texts, and on which line: the E.164 number and its keyed hash, None where it is withheld."""

    line: Line
    number: str | None
    respondent: str | None
    sid: str
    """The provider's id of the call or message."""

    @property
    def shard(self) -> int:
        """The shard of the live store that this person's session is in."""
        return identity.shard(self.line.id, self.respondent, self.sid)


def caller(runtime: Runtime, line_number: str, person_number: str, sid: str) -> Caller | None:
    """The caller on a line; None where no line has that number."""
    line = runtime.lines.by_number.get(line_number) or runtime.lines.by_number.get(e164(line_number) or "")
    if line is None:
        return None
    number = e164(person_number)
    secret = runtime.settings.respondent_secret.get_secret_value().encode()
    return Caller(line, number, respondent_key(secret, number) if number else None, sid)


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def local_day(line: Line, at: float) -> date:
    """The local day of a line's agency at a time in seconds since 1970."""
    return datetime.fromtimestamp(at, UTC).astimezone(_zone(line.time_zone)).date()


def survey_for(runtime: Runtime, line: Line, door: Door, at: float) -> Survey | None:
    """The survey version that a new session on a line takes through a door; None where the line asks nothing now."""
    survey_id = line.surveys.get(door)
    return None if survey_id is None else runtime.catalogue.active(survey_id, local_day(line, at))


def lets_begin(runtime: Runtime, line: Line, at: float) -> bool:
    """Whether the line's clearance and its pauses let a new session begin."""
    return runtime.pauses.lets_begin(line.id, at) and runtime.clearances.lets_begin(line, at)


def may_begin(runtime: Runtime, line: Line, opened: Opening) -> bool:
    """Whether a call's session may begin on a line now; one that has begun goes on, whatever became of the line."""
    if lets_begin(runtime, line, opened.started_at):
        return True
    try:
        return runtime.live.load(opened.session) is not None
    except RedisAway:
        return False


@dataclass(frozen=True, slots=True)
class Offer:
    """What a call came with: the id of its invitation, or the center's own id of the contact, or neither."""

    contact: str | None = None
    invitation: str | None = None
    opening: Opening | None = None
    """How the session of the invitation begins, where the URL carries it."""


DIRECT = Offer()


def opening(runtime: Runtime, who: Caller, door: Door, survey: Survey, at: float, offer: Offer = DIRECT) -> Opening:
    """The opening of a session. Its ids are made of the first of invitation, contact, and the provider's id."""
    secret = runtime.settings.respondent_secret.get_secret_value().encode()
    kind, source = _made_of(who, door, offer)
    response_id = identity.derived_id(secret, f"response-{kind}", source)
    languages = tuple(name for name in who.line.languages if name in survey.languages) or survey.languages
    direct = who.line.direct.voice if door == "voice" else who.line.direct.text
    return Opening(
        session=identity.session_id(who.shard, response_id),
        line=who.line.id,
        survey=survey.id,
        version=survey.version,
        survey_hash=survey.sha256,
        channel=(AUTOMATED_PHONE if door == "voice" else SMS_TEXT_MESSAGES).name,
        language=None if door == "voice" and len(languages) > 1 else languages[0],
        seed=identity.seed(secret, response_id),
        entry=_entry(offer, direct),
        contact=identity.derived_id(secret, f"contact-{kind}", source),
        invitation=offer.invitation or identity.derived_id(secret, f"invitation-{kind}", source),
        respondent=who.respondent,
        source_sid=who.sid,
        started_at=at,
        languages=languages,
        contact_reported=offer.contact,
    )


def _made_of(who: Caller, door: Door, offer: Offer) -> tuple[str, str]:
    if offer.invitation:
        return "invitation", offer.invitation
    return ("contact", offer.contact) if offer.contact else ("call" if door == "voice" else "text", who.sid)


def _entry(offer: Offer, direct: Direct) -> str:
    if offer.invitation:
        return "invited_call"
    return "handed_over" if offer.contact or direct == "off" else direct


def closes_at(survey: Survey, session: Session) -> float:
    """When an open session closes if nothing more comes, in seconds since 1970. A function of the session alone."""
    limits, opening = survey.open_for, session.opening
    prompted = opening.started_at if session.prompted_at is None else session.prompted_at
    if session.door == "voice":
        return prompted + limits.voice
    return min(prompted + limits.after_last_text, _since(opening) + limits.text)


def _since(opening: Opening) -> float:
    """The end of the contact; the beginning of the session where nobody reported one, or where it is a later wave."""
    if opening.contact_ended is None:
        return opening.started_at
    ended = datetime.fromisoformat(opening.contact_ended).timestamp()
    return ended if opening.started_at - ended <= LONGEST_WITHIN else opening.started_at


def direct_session(runtime: Runtime, who: Caller, door: Door) -> str:
    """The id of the session that a call or text without contact or invitation begins."""
    secret = runtime.settings.respondent_secret.get_secret_value().encode()
    kind = "call" if door == "voice" else "text"
    return identity.session_id(who.shard, identity.derived_id(secret, f"response-{kind}", who.sid))


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a session stands after a webhook: all that a door needs to render its prompt."""

    survey: Survey
    line: Line
    session: Session
