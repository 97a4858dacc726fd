"""Brings a database to the newest schema. The same migrations serve SQLite and PostgreSQL."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from app.records.database import Database, connect

MIGRATIONS = Path(__file__).with_name("migrations")
_ADVISORY_LOCK = 0x41667465  # "Afte": any number that nothing else in this database locks


def migrate(url: str) -> None:
    """Migrates to the newest revision in one transaction; does nothing where it stands already.

    Safe when several processes start it at once: one migrates, the others wait for it. Raises DatabaseAway.
    """
    database = connect(url, statement_seconds=0)
    try:
        if database.engine.dialect.name == "sqlite":
            _migrate_sqlite(database)
        else:
            with database.begin() as connection:
                connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
                upgrade(connection)
    finally:
        database.close()


def _migrate_sqlite(database: Database) -> None:
    """Batch mode copies tables, which enforced foreign keys forbid; they can be lifted only between transactions."""
    with database.read() as connection:
        driver = connection.connection.driver_connection
        if driver is None:
            raise RuntimeError("SQLAlchemy gave a connection that is closed")
        driver.execute("PRAGMA foreign_keys=OFF")
    with database.begin() as connection:
        upgrade(connection)
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        if broken is not None:
            raise RuntimeError(f"the migration would leave a row of {broken[0]} without the row it refers to")


def upgrade(connection: Connection) -> None:
    """Runs the outstanding migrations on a connection whose transaction the caller holds."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
