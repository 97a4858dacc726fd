"""An order carries what whoever asks may see: no file holds a row of another unit, nor a comment that is kept back."""

import io
import zipfile
from datetime import UTC, datetime

import pytest
from fixed_responses import entries, store
from sqlalchemy import text

from app.access.columns import Columns, columns_for
from app.access.roles import PERMITTED, Role
from app.access.scopes import Scope
from app.errors import BadInput
from app.lines import LOCAL_LINES, load_lines
from app.reporting.export import FORMATS, export
from app.reporting.orders.order import OF_THE_AGENCY, BoundOrder, Order

LINES = load_lines(LOCAL_LINES)
WORDS = ("Long wait", "Núñez", "HYPERLINK", "said by")


@pytest.fixture
def full(database):
    """The fixed responses, the first of unit north, the others of unit south, all with words of their own."""
    store(database, entries())
    with database.begin() as connection:
        words = "comment = coalesce(comment, 'said by somebody')"
        connection.execute(text(f"update responses set organizational_unit = 'south', {words}"))
        connection.execute(text("update responses set organizational_unit = 'north' where id = 1"))
        connection.execute(
            text("update answers set text = 'said by somebody', measure = 'additional' where question = 'trust'")
        )
    return database


def made(database, order):
    """Everything that can be read in a file, and how many responses it holds."""

    out = io.BytesIO()
    done = export(database, order.format, order.asked(LINES, datetime(2026, 9, 22, tzinfo=UTC)), out)
    data = out.getvalue()
    if data[:2] == b"PK":
        archive = zipfile.ZipFile(io.BytesIO(data))
        data = b"".join(archive.read(name) for name in archive.namelist())
    return data, done


ROWS = [form for form in FORMATS if form not in OF_THE_AGENCY]


@pytest.mark.parametrize("form", ROWS)
def test_no_file_holds_rows_of_another_unit_or_of_none(full, form):
    order = Order(format=form, survey="a11-tapped")
    bound = BoundOrder.bind(order, {"north"}, comments=True)
    assert made(full, bound)[1].responses == 1
    assert made(full, BoundOrder.bind(order, set(), comments=True))[1].responses == 0
    assert made(full, BoundOrder.bind(order, None, comments=True))[1].responses > 1
    if form not in {"parquet", "xlsx"}:
        assert b"south" not in made(full, bound)[0]


@pytest.mark.parametrize("form", [*ROWS, "quarter"])
def test_no_file_holds_a_comment_that_is_kept_back(full, form):
    quarter = {"quarter": "2026-Q4"} if form == "quarter" else {"survey": "a11-tapped"}
    kept = BoundOrder.bind(Order(format=form, **quarter), None, comments=False)
    data, done = made(full, kept)
    assert not [word for word in WORDS if word.encode() in data]
    assert any("Comments are left out" in note for note in done.notes) or form == "quarter"
    open_to_all, _ = made(full, BoundOrder.bind(Order(format=form, **quarter), None, comments=True))
    if form != "parquet":  # which is compressed
        assert b"said by" in open_to_all


@pytest.mark.parametrize("form", sorted(OF_THE_AGENCY))
def test_files_of_the_whole_agency_cannot_be_bound_to_units(form):
    with pytest.raises(BadInput, match="those who see all units"):
        BoundOrder.bind(Order(format=form, quarter="2026-Q4"), {"north"}, comments=True)


def test_a_file_may_be_had_only_by_those_who_see_all_that_it_holds():
    order = BoundOrder(format="csv", units=("north",))
    assert order.within({"north", "south"}, identifying=False, comments=True)
    assert order.within(None, identifying=False, comments=True)
    assert not order.within({"south"}, identifying=True, comments=True)
    assert not order.within({"north"}, identifying=True, comments=False)
    assert not BoundOrder(format="csv").within({"north"}, identifying=True, comments=True)
    assert not BoundOrder(format="csv", identifying=True).within(None, identifying=False, comments=True)


def test_which_columns_leave_follows_from_what_one_may():
    assert columns_for(PERMITTED[Role.ANALYST]) == Columns(identifying=False, comments=False)
    assert columns_for(PERMITTED[Role.MANAGER]) == Columns(identifying=False, comments=True)
    assert columns_for(PERMITTED[Role.ADMINISTRATOR]) == Columns(identifying=True, comments=True)
    assert columns_for({Scope.EXPORTS_READ}) == Columns(identifying=False, comments=True)
    both = {Scope.EXPORTS_READ, Scope.EXPORTS_IDENTIFYING}
    assert columns_for(both) == Columns(identifying=True, comments=True)
