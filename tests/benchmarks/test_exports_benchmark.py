"""The benchmark of exports measures what it says, on few rows."""

from __future__ import annotations

import subprocess
import sys

import pytest
from sqlalchemy import func, select

from app.records.database import connect
from app.records.responses import Answer, Response
from benchmarks.export_rows import PATTERNS, fill
from benchmarks.exports import Compared, Run, measured


def test_the_rows_made_are_responses_with_ids_of_their_own_and_their_answers(empty_url):
    assert fill(empty_url, 3 * PATTERNS) == 3 * PATTERNS
    database = connect(empty_url)
    with database.read() as connection:
        assert connection.execute(select(func.count(Response.source_id.distinct()))).scalar_one() == 3 * PATTERNS
        assert connection.execute(select(func.count()).select_from(Answer)).scalar_one() == 4 * 3 * PATTERNS
    database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request, tmp_path):
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'new.db'}"
    return request.getfixturevalue("empty_postgres_url")


def test_a_run_is_the_bytes_of_a_whole_command():
    run = measured([sys.executable, "-c", "print('x' * 9999)"])
    assert run.size == 10_000
    assert 0 < run.first <= run.seconds


def test_a_command_that_fails_is_no_result():
    with pytest.raises(subprocess.CalledProcessError):
        measured([sys.executable, "-c", "print('x' * 9999); raise SystemExit(3)"])


@pytest.mark.parametrize(
    ("ours", "within"),
    [
        (Run(0.5, 2.0, 1, 100), True),
        (Run(0.5, 2.1, 1, 100), False),
        (Run(1.1, 2.0, 1, 100), False),
        (Run(0.5, 2.0, 1, 151), False),
    ],
)
def test_each_limit_counts(ours, within):
    assert Compared([ours], [Run(0.1, 1.0, 1, 1)]).within is within
