"""The migrations make the schema of the models, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from app.records.database import connect
from app.records.migrate import migrate
from app.records.models import Base


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request, tmp_path):
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'new.db'}"
    return request.getfixturevalue("empty_postgres_url")


def checks(database, table):
    return {check["name"] for check in inspect(database.engine).get_check_constraints(table)}


def test_the_migrated_schema_equals_the_models(database):
    with database.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, Base.metadata) == []


def test_the_migrated_checks_equal_those_of_the_models(database):
    for table in Base.metadata.sorted_tables:
        named = {str(item.name) for item in table.constraints if type(item).__name__ == "CheckConstraint"}
        assert checks(database, table.name) == named


def test_the_migrated_checks_read_as_those_of_the_models(sqlite_database, tmp_path):
    made = connect(f"sqlite:///{tmp_path / 'made.db'}")
    with made.begin() as connection:
        Base.metadata.create_all(connection)

    def texts(database):
        return {
            (table.name, check["name"], check["sqltext"])
            for table in Base.metadata.sorted_tables
            for check in inspect(database.engine).get_check_constraints(table.name)
        }

    assert texts(sqlite_database) == texts(made)
    made.close()


def test_two_processes_may_migrate_at_once(empty_url):
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(migrate, [empty_url] * 4))
    database = connect(empty_url)
    with database.read() as connection:
        assert connection.execute(text("select value from change_counter")).scalars().all() == [0]
    database.close()
