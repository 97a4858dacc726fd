"""Whatever a valid file of the 17 columns holds, it comes in and goes out again byte for byte."""

from __future__ import annotations

import shutil
import uuid

import pytest
from entry_examples import Conversation
from first_versions import first_versions
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from import_examples import HEADER, bring_in, exported, responses, told, v2_file, v2_row
from sqlalchemy import update

from app.records.database import connect
from app.records.entries import write_entries
from app.records.queries import save_survey
from app.records.responses import Response
from app.reporting.imports.web_cells import is_phone_number

WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=15)
ODD = ["", " ", '"', "a,b", "a\nb", "a\r\nb", "\r", '"quoted"', "=1+1", "👍🏽 ñ", "null"]
COMMENTS = st.none() | WORDS | st.sampled_from(ODD)
IDS = (
    st.integers(1, 10**9).map(str)
    | st.uuids().map(str)
    | WORDS.filter(lambda text: text.strip() and not is_phone_number(text))
)
SCALES = {"likert_5": "12345", "thumbs": "01"}


@st.composite
def files(draw):
    """A trust scale and rows of a valid file."""
    scale = draw(st.sampled_from(sorted(SCALES)))
    ids = draw(st.lists(IDS, unique=True, max_size=5))
    patterns = st.text("01-", min_size=14, max_size=14)
    rows = [v2_row(one, draw(st.sampled_from(SCALES[scale])), draw(patterns), draw(COMMENTS)) for one in ids]
    return scale, rows


@pytest.fixture
def second(_sqlite_template, tmp_path):
    """Another database than ``database``."""
    opened = connect(f"sqlite:///{shutil.copy(_sqlite_template, tmp_path / 'second.db')}")
    yield opened
    opened.close()


def recorded(database, *changes):
    """Stores complete calls of the seven statements, each with changes to its columns."""
    with database.begin() as connection:
        for survey in first_versions():
            save_survey(connection, survey.id, survey.version, survey.sha256, survey.canonical)
        for number, changed in enumerate(changes, 1):
            entries = Conversation(number).entries()
            write_entries(connection, [entry | {"response": entry["response"] | changed} for entry in entries])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(file=files())
def test_a_file_comes_in_and_goes_out_the_same_also_by_way_of_another_database(database, second, tmp_path, file):
    scale, rows = file
    survey = str(uuid.uuid4())
    said = told(trust_scale=scale, survey=survey, source=f"touchpoints:{survey}")
    came = v2_file(tmp_path / "came.csv", *rows)
    assert bring_in(database, came, said=said) == (len(rows), 0, 0)
    went = tmp_path / "went.csv"
    went.write_bytes(exported(database, survey=survey))
    assert went.read_bytes() == came.read_bytes()
    assert bring_in(second, went, said=said) == (len(rows), 0, 0)
    assert exported(second, survey=survey) == came.read_bytes()
    assert bring_in(database, went, said=said) == (0, 0, len(rows))


def test_what_calls_and_texts_answered_comes_in_and_goes_out_the_same(database, second, tmp_path):
    recorded(database, {}, {}, {})
    went = tmp_path / "went.csv"
    went.write_bytes(exported(database))
    assert bring_in(second, went, said=told(channel="automated_phone", survey="a11-likert")) == (3, 0, 0)
    assert exported(second) == went.read_bytes()


def test_a_combined_file_of_ours_comes_in_with_its_times_and_marks(database, second, tmp_path):
    recorded(database, {"location_code": "DC"}, {}, {"archived": True})
    with database.begin() as connection:
        connection.execute(update(Response).where(Response.archived).values(tags=["a", 'b "c"', "d, #{e}"]))
    went = tmp_path / "went.csv"
    went.write_bytes(exported(database, "touchpoints-combined"))
    said = told(channel="automated_phone", survey="a11-likert", quarter=None)
    assert bring_in(second, went, said=said) == (3, 0, 0)
    assert exported(second) == exported(database)
    ours, theirs = responses(database), responses(second)
    for row, same in zip(ours, theirs, strict=True):
        assert same.created_at == row.started_at.replace(microsecond=0)
        marks = ("location_code", "tags", "flagged", "archived", "deleted", "deleted_at")
        assert [getattr(same, name) for name in marks] == [getattr(row, name) for name in marks]


def test_a_survey_version_that_is_not_kept_here_is_no_hindrance(database, tmp_path):
    came = v2_file(tmp_path / "came.csv", v2_row("a", indicators="10-----" + "0" * 7))
    bring_in(database, came, said=told(about={"survey_version": 9}))
    assert exported(database) == came.read_bytes()


def test_an_export_without_rows_is_a_file_too(sqlite_database, tmp_path):
    empty = v2_file(tmp_path / "empty.csv", header=HEADER)
    assert exported(sqlite_database) == empty.read_bytes()
    assert bring_in(sqlite_database, empty) == (0, 0, 0)
