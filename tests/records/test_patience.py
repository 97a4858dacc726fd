import os
import signal

import pytest
from sqlalchemy import text

from app.errors import DatabaseAway
from app.records.database import connect
from app.records.patience import AWAY_SECONDS, PROBE_SECONDS, Fuse


def test_a_hanging_server_is_given_up_and_used_again_once_it_goes_on(postgres_url):
    database = connect(postgres_url, statement_seconds=0.2)
    with database.read() as connection:
        backend = connection.execute(text("select pg_backend_pid()")).scalar_one()
    os.kill(backend, signal.SIGSTOP)
    try:
        with pytest.raises(DatabaseAway), database.read() as connection:
            connection.execute(text("select 1"))
    finally:
        os.kill(backend, signal.SIGCONT)
    with database.read() as connection:
        assert connection.execute(text("select 2")).scalar_one() == 2
    database.close()


def test_what_the_server_itself_ends_or_refuses_does_not_burn_the_fuse(postgres_url):
    database = connect(postgres_url, statement_seconds=0.1, fuse=Fuse())
    for _ in range(2):
        with pytest.raises(DatabaseAway, match="statement timeout"), database.read() as connection:
            connection.execute(text("select pg_sleep(20)"))
    database.close()


def test_while_the_fuse_is_burnt_one_caller_at_a_time_tries_again():
    now = [100.0]
    fuse = Fuse(lambda: now[0])
    fuse.check()
    fuse.burn()
    with pytest.raises(DatabaseAway, match="is away"):
        fuse.check()
    now[0] += AWAY_SECONDS
    fuse.check()
    with pytest.raises(DatabaseAway):
        fuse.check()
    now[0] += PROBE_SECONDS
    fuse.check()
    fuse.mend()
    fuse.check()
    fuse.check()


def test_a_database_with_a_fuse_says_at_once_that_it_is_away():
    database = connect("postgresql+psycopg://postgres@127.0.0.1:1/none", fuse=Fuse())
    for words in ("refused", "the database is away"):
        with pytest.raises(DatabaseAway, match=words), database.read():
            pass
