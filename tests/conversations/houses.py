"""A runtime on real parts: the live store on Valkey, the records on SQLite and PostgreSQL, a clock that tests turn."""

import json
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import servers
from service import environment_on

from app.assembly import build_runtime
from app.conversations import calls, texts
from app.conversations.beginnings import Offer
from app.conversations.inbound import Text
from app.conversations.wording import spoken
from app.errors import RedisAway
from app.live import keys
from app.records import queries
from app.records.entries import write_entries
from app.settings import Settings
from flows.session import Keys, Silence

LIKERT_LINE, TAPPED_LINE = "+12025550100", "+12025550101"
SETTLE_SECONDS = 0.05


@dataclass
class Clock:
    """Seconds since 1970 that go on only as told."""

    at: float = 1_795_400_000.0

    def __call__(self):
        return self.at


def settings_for(redis_url, database_url):
    own = {
        "AFTERCALL_LOCAL": "1",
        # Queues do not run on a cluster, and nothing here wakes a worker.
        "QUEUE_REDIS_URL": redis_url.replace("redis+cluster:", "redis:"),
        "TEXT_SETTLE_SECONDS": str(SETTLE_SECONDS),
    }
    return Settings.load(environment_on(database_url, redis_url, **own))


@dataclass
class House:
    """The runtime with the recorder's work done by hand, so that a test decides when SQL learns of a turn."""

    runtime: object
    clock: Clock
    written: int = field(default=0)

    def record(self):
        """Everything in the outbox into SQL, as the recorder does."""
        client = self.runtime.breaker.client
        for shard in range(keys.SHARDS):
            entries = [json.loads(item["e"]) for _, item in client.xrange(keys.outbox(shard))]
            if entries:
                with self.runtime.database.begin() as connection:
                    write_entries(connection, entries)

    def known(self, response_id):
        """The response's row and its answers: question to value, else missing code, else keys or words."""
        with self.runtime.database.read() as connection:
            found = queries.response_with_answers(connection, response_id)
        if found is None:
            return None, {}
        kept = {
            row.question: row.missing or (row.value if row.value is not None else row.native or row.text)
            for row in found.answers
        }
        return found.response, kept

    def flush(self):
        self.runtime.breaker.client.flushall()

    def settle_for(self, seconds):
        """Set the settle time, so that a slow machine changes nothing."""
        settings = self.runtime.settings.model_copy(update={"text_settle_seconds": seconds})
        self.runtime = replace(self.runtime, settings=settings)

    @contextmanager
    def without_the_store(self):
        """What runs within it has no live store."""
        breaker = self.runtime.breaker

        def away(*_):
            raise RedisAway("the store is away")

        names = ("call", "script", "command")
        breaker.__dict__.update(dict.fromkeys(names, away))
        try:
            yield
        finally:
            for name in names:
                del breaker.__dict__[name]

    def recover(self):
        """Wait until the breaker has found the store again."""
        servers.wait_until(self._reached)

    def _reached(self):
        try:
            return self.runtime.breaker.call(lambda client: client.ping())
        except RedisAway:
            return False

    def message(self, sid):
        with self.runtime.database.read() as connection:
            return queries.message_by_sid(connection, sid)


@contextmanager
def open_house(redis_url, database_url):
    clock = Clock()
    runtime = replace(build_runtime(settings_for(redis_url, database_url), redis_seconds=2.0), clock=clock)
    runtime.catalogue.publish()
    yield House(runtime, clock)
    runtime.database.close()
    runtime.breaker.client.close()


class Caller:
    """One call against the services: what Twilio would post, and where the call stands."""

    def __init__(self, house, sid="CA1", number="+12025550123", line=LIKERT_LINE, **offer):
        self.house, self.turned = house, []
        self.call = calls.Call(sid, line, number, Offer(**offer))
        self.standing = calls.begin(house.runtime, self.call)

    @property
    def session(self):
        return self.standing.session

    @property
    def response_id(self):
        return self.session.opening.response_id

    def turn(self, key):
        what = Silence() if key == "-" else Keys(key.rstrip("#") if len(key) > 1 else key, finished=True)
        session = self.session
        return calls.Turn(
            session.opening.session, session.turn, lambda: session.opening, session.tape, what, self.call.sid
        )

    def press(self, keys):
        for key in keys.split():
            self.house.clock.at += 10
            self.turned.append(self.turn(key))
            self.standing = calls.answer(self.house.runtime, self.turned[-1])
        return self

    def again(self, index=-1):
        """The twin of an earlier turn's webhook."""
        return calls.answer(self.house.runtime, self.turned[index])

    def hang_up(self):
        calls.leave(self.house.runtime, self.call)

    @property
    def hears(self):
        return " ".join(part.words for part in spoken(self.standing)[1])


class Texter:
    """One phone number that texts a line."""

    def __init__(self, house, number="+12025550124", line=LIKERT_LINE):
        self.house, self.number, self.line, self.count = house, number, line, 0

    def send(self, body, sid=None, media=0, *, settle=True):
        if settle:
            self.settle()
        self.count += 1
        self.house.clock.at += 1
        self.sid = sid or f"SM{self.line}{self.number}-{self.count}"
        return texts.receive(self.house.runtime, Text(self.sid, self.line, self.number, body, media)).body

    def settle(self):
        """Let the settle time go by, on the store's own clock."""
        runtime = self.house.runtime
        person = texts.caller(runtime, self.line, self.number, "")
        session = runtime.live.session_of_person(person.shard, person.line.id, person.respondent)
        state = None if session is None else runtime.live.read_text(session)
        while state is not None and state.seconds_since_out is not None and state.seconds_since_out < SETTLE_SECONDS:
            state = runtime.live.read_text(session)

    @property
    def response_id(self):
        with self.house.runtime.database.read() as connection:
            person = texts.caller(self.house.runtime, self.line, self.number, "")
            return queries.newest_response(connection, person.line.id, person.respondent).response.response_id
