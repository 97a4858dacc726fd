"""Live sessions: begun, read, committed and left, each in one script. Design: docs/exactly-once.md."""

from __future__ import annotations

from dataclasses import dataclass

from app.live import keys
from app.live.breaker import Breaker
from app.live.second_look import SecondLook
from flows.session import Opening, Session

REMEMBERED_SECONDS = 7 * 86400
"""How long a session outlives its deadline here: a safety net, and the memory that a text conversation is closed."""

RECENT_SESSIONS = 1000
"""Sessions that a process keeps as it committed them, to save the reading of the next turn."""

CALL_MEMORY_SECONDS = 86400


@dataclass(frozen=True, slots=True)
class Stored:
    """A session as the store holds it, with its ending: "" while it is open."""

    session: Session
    ending: str


@dataclass(frozen=True, slots=True)
class Begun:
    """What became of a beginning: ``known`` is the session that stands (of a twin), ``routed`` or ``older`` another."""

    known: Session | None = None
    routed: str | None = None
    older: str | None = None


@dataclass(frozen=True, slots=True)
class TextState:
    """What a text meets: the session, whether this server's run wrote it, and when its question went out."""

    session: Session
    same_run: bool
    seconds_since_out: float | None
    """None: the question has not gone out yet."""
    accepted: str
    """The body last taken as an answer."""
    closed_said: bool
    early: int
    """Texts in a row that came within the settle time."""


@dataclass(frozen=True, slots=True)
class TextTurn:
    """What a text changes: the reply, the body if it was accepted, and whether the closing words are said."""

    sid: str
    reply: str
    """As a twin of the text will get it."""
    asks: bool = False
    """Whether a question goes out with it."""
    accepted: str = ""
    closed_said: bool = False
    take_up: bool = False
    early: int = 0


class LiveSessions:
    """The live store of sessions. Every method raises RedisAway where the store does not answer in time."""

    def __init__(self, breaker: Breaker) -> None:
        self._breaker = breaker
        self.second_look = SecondLook(breaker)
        self._recent: dict[str, Stored] = {}

    def begin(self, session: Session, entry: str, closes_at: float, reply: str = "", body: str = "") -> Begun:
        """Keep a new session, or say which stands.

        A call or an invitation takes its person's route over; a text that nobody invited gives way to what is there.
        """
        opening = session.opening
        sid = keys.message(opening.shard, opening.source_sid)
        takes = session.door == "voice" or opening.entry == "invited_text"
        way = "none" if opening.respondent is None else "take" if takes else "keep"
        answer = self._breaker.script(
            "begin",
            [*_places(opening), sid, _route(opening)],
            [
                opening.session,
                session.to_json(),
                session.ended or "",
                entry,
                closes_at,
                _seconds_kept(session, closes_at),
                opening.session if session.door == "voice" else reply,
                way,
                1 if session.door == "text" else 0,
                body,
                session.turn,
            ],
        )
        if answer[0] == "known":
            return Begun(known=Session.from_json(answer[1]))
        if answer[0] == "routed":
            return Begun(routed=answer[1])
        self.second_look.remember_session(opening.session, session.turn, entry)
        return Begun(older=answer[2] if answer[2] not in {"", opening.session} else None)

    def load(self, session_id: str, turn: int | None = None) -> Stored | None:
        """The session, or None where the store holds none.

        With ``turn``, what this process committed last is enough if it is of that turn: the commit compares it
        with the store, and where it is old answers with what stands there.
        """
        recent = self._recent.get(session_id) if turn is not None else None
        if recent is not None and recent.session.turn == turn:
            return recent
        json, ending = self._breaker.command("HMGET", keys.session(session_id), "json", "ending")
        return None if json is None else Stored(Session.from_json(json), str(ending or ""))

    def commit(
        self, before: Stored | None, after: Session, entry: str, closes_at: float, *, came_over: bool = False
    ) -> Stored | None:
        """Keep the session after a turn with its entry; None if done, else where the session really stands.

        ``before`` is what was loaded; None where the store held nothing and the session was rebuilt. ``came_over``:
        whether it goes on here on another channel.
        """
        answer = self._breaker.script(
            "commit",
            [
                *_places(after.opening),
                keys.message(after.opening.shard, after.opening.source_sid),
                _route(after.opening),
            ],
            [
                after.opening.session,
                "" if before is None else before.session.turn,
                "" if before is None else before.ending,
                after.turn,
                after.to_json(),
                after.ended or "",
                entry,
                closes_at,
                _seconds_kept(after, closes_at),
                1 if came_over else 0,
            ],
        )
        if answer[0] == "done":
            self._remember(Stored(after, after.ended or ""))
            self.second_look.remember_session(after.opening.session, after.turn, entry)
            return None
        if not answer[1]:
            raise SessionGone(after.opening.session)
        return Stored(Session.from_json(answer[1]), answer[2])

    def _remember(self, stored: Stored) -> None:
        self._recent[stored.session.opening.session] = stored
        while len(self._recent) > RECENT_SESSIONS:
            self._recent.pop(next(iter(self._recent)), None)

    def session_of_call(self, shard: int, call_sid: str) -> str | None:
        """The id of the session that a call began."""
        return self._get(keys.message(shard, call_sid))

    def session_of_person(self, shard: int, line: str, respondent: str) -> str | None:
        """The id of the session that a person has, or had last, on a line."""
        return self._get(keys.route(shard, line, respondent))

    def first_reply(self, shard: int, message_sid: str) -> str | None:
        """The reply that a text got when it came first; None for a text that is new."""
        return self._get(keys.message(shard, message_sid))

    def _get(self, key: str) -> str | None:
        found = self._breaker.command("GET", key)
        return None if found is None else str(found)

    def read_text(self, session_id: str) -> TextState | None:
        """What a text to this session meets; None where the store holds no such session."""
        json, same, since, accepted, closed, early = self._breaker.script("read_text", [keys.session(session_id)], [])
        if not json:
            return None
        out = float(since) if since else None
        return TextState(Session.from_json(json), same == "1", out, accepted, closed == "1", int(early))

    def commit_text(
        self, before: Session | None, after: Session, entry: str, closes_at: float, turn: TextTurn
    ) -> str | None:
        """Keep what a text changed; the first reply of a twin. Raises SessionMoved if another text came first."""
        shard = after.opening.shard
        answer = self._breaker.script(
            "commit_text",
            [*_places(after.opening), keys.message(shard, turn.sid), _route(after.opening)],
            [
                after.opening.session,
                "" if before is None else before.turn,
                "" if before is None else before.ended or "",
                after.turn,
                after.to_json(),
                after.ended or "",
                entry,
                closes_at,
                _seconds_kept(after, closes_at),
                turn.reply,
                turn.accepted,
                "1" if turn.closed_said else "",
                "1" if turn.take_up else "",
                "1" if turn.asks else "",
                turn.early,
            ],
        )
        if answer[0] == "moved":
            raise SessionMoved(after.opening.session)
        if answer[0] == "twin":
            return str(answer[1])
        self.second_look.remember_session(after.opening.session, after.turn, entry)
        return None

    def went_out(self, session_id: str, turn: int) -> bool:
        """The question of this turn leaves now: a text may answer it once the settle time is over.

        False where the session stands at another turn, or there is none.
        """
        return bool(self._breaker.script("went_out", [keys.session(session_id)], [turn]))

    def ask_again(self, session_id: str) -> None:
        """The person may have read something else last: their next text gets the present question, and answers none."""
        self._breaker.script("ask_again", [keys.session(session_id)], [])

    def note(self, shard: int, message_sid: str, entry: str, reply: str) -> str | None:
        """Keep an entry of a text that touches no session; the first reply if the text is a twin."""
        twin = self._breaker.script(
            "note", [keys.outbox(shard), keys.message(shard, message_sid)], [entry, reply, REMEMBERED_SECONDS]
        )
        if twin is not None:
            return str(twin)
        self.second_look.remember_note(shard, message_sid, entry)
        return None

    def mark_stopped(self, shard: int, respondent: str, *, stopped: bool) -> None:
        """Remember that a person opted out, or in again, until the database knows it."""
        name = keys.stopped(shard, respondent)
        self._breaker.call(lambda client: client.set(name, "1" if stopped else "0", ex=REMEMBERED_SECONDS))

    def is_stopped(self, shard: int, respondent: str) -> bool | None:
        """Whether a person has opted out lately, or in again; None for neither: then the database tells."""
        found = self._get(keys.stopped(shard, respondent))
        return None if found is None else found == "1"

    def tell_once(self, shard: int, line: str, what: str, respondent: str, message_sid: str) -> bool:
        """True for the first text in a day whose sender must be told ``what``, a wording, and for its twins."""
        name = keys.told(shard, line, what, respondent)
        first = self._breaker.call(lambda client: client.set(name, message_sid, ex=86400, nx=True))
        return bool(first) or self._get(name) == message_sid

    def due(self, shard: int, now: float, most: int) -> list[str]:
        """Ids of sessions of a shard whose deadline is over, oldest first."""
        found = self._breaker.call(
            lambda client: client.zrangebyscore(keys.deadlines(shard), "-inf", now, start=0, num=most)
        )
        return [str(name) for name in found]

    def forget_deadline(self, session_id: str) -> None:
        """Take a session that is gone from the deadlines."""
        shard = int(session_id.split("-", 1)[0])
        self._breaker.call(lambda client: client.zrem(keys.deadlines(shard), session_id))


class SessionMoved(Exception):
    """Another text of the same person was committed first; read again."""


class SessionGone(Exception):
    """The store lost the session between reading and committing; rebuild it."""


def _route(opening: Opening) -> str:
    """The route's key; of an anonymous caller, who has none, the key of the call in its place."""
    if opening.respondent is None:
        return keys.message(opening.shard, opening.source_sid)
    return keys.route(opening.shard, opening.line, opening.respondent)


def _places(opening: Opening) -> list[str]:
    return [keys.session(opening.session), keys.outbox(opening.shard), keys.deadlines(opening.shard)]


def _seconds_kept(session: Session, closes_at: float) -> int:
    memory = CALL_MEMORY_SECONDS if session.door == "voice" else REMEMBERED_SECONDS
    return int(closes_at - session.opening.started_at) + memory
