"""The database, the live store, and the recorder that moves answers from one to the other."""

from __future__ import annotations

import time

from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, func, select

from app.errors import Away
from app.health.part import Part, State, judged, span
from app.live import outbox
from app.live.breaker import Breaker
from app.records.migrate import MIGRATIONS
from app.records.upkeep import RejectedEntry

MOST_LAG_SECONDS = 60.0


def schema(connection: Connection) -> Part:
    """That the database answers, and whether its tables are those of this version."""
    stands = MigrationContext.configure(connection).get_current_revision()
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    newest = ScriptDirectory.from_config(config).get_current_head()
    words = f"{connection.dialect.name} answers; its tables are of migration {stands}"
    if stands == newest:
        return judged("Database", "Database", f"{words}, the newest.", "")
    todo = "Run the release step: python -m workers release."
    return judged("Database", "Database", f"{words}, and this version needs {newest}.", todo, wrong=True)


def live_store(breaker: Breaker) -> Part:
    """Whether Redis or Valkey answers and keeps what it is given."""
    name = "Live store"
    try:
        policy = breaker.call(lambda client: client.info("memory")).get("maxmemory_policy")
    except Away as error:
        todo = "Calls go on without it, texts wait. Start the server, or mend the way to it."
        return Part(name, name, State.WRONG, f"It does not answer: {error}.", todo)
    todo = "Set maxmemory-policy to noeviction, or answers may be lost when its memory is full."
    return judged(
        name, name, f"It answers; maxmemory-policy is {policy}.", todo, wrong=policy not in {"noeviction", None}
    )


def recorder(breaker: Breaker) -> Part:
    """Whether a recorder lives, and how far behind it is."""
    name, todo = "Recorder", "Start python -m workers recorder. Nothing is lost: entries wait in the live store."
    try:
        lag = breaker.call(outbox.lag)
        beat = breaker.call(lambda client: client.get(outbox.HEARTBEAT))
    except Away:
        return Part(name, name, State.LOOK, "Not known while the live store does not answer.", "Mend the live store.")
    waiting = (
        "No entry waits" if not lag.entries else f"{lag.entries:,} entries wait, the oldest for {span(lag.seconds)}"
    )
    if beat is None:
        return judged(name, name, f"No recorder is running. {waiting}.", todo, wrong=True)
    seen = span(max(0.0, time.time() - float(beat)))
    late = lag.seconds > MOST_LAG_SECONDS
    return judged(name, name, f"{waiting}; its last sign of life was {seen} ago.", todo, wrong=late)


def rejected(connection: Connection) -> Part:
    """Entries that the database refused."""
    count = connection.execute(select(func.count()).select_from(RejectedEntry)).scalar_one()
    name, todo = "Refused entries", "Have somebody read the table rejected_entries: each holds answers of a person."
    return judged(name, name, f"{count:,} entries were refused and kept." if count else "None.", todo, look=count > 0)
