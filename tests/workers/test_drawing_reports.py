"""A report with pictures that was ordered is drawn once and whole, by the drawer alone, whoever cancels or dies."""

import re
from contextlib import contextmanager
from datetime import timedelta

import pytest
from api import Api
from ordered_files import age, kept, never, order, row, waiting
from pydantic import ValidationError
from rq import Queue
from rq.serializers import JSONSerializer
from servers import wait_until
from service import Service
from sqlalchemy import text
from view_examples import BEGINS, response, store

from app import queues
from app.pictures.report.ordered import of_pictures
from app.records.counted import RESPONSES
from app.records.database import connect
from app.reporting.orders import taking
from app.reporting.orders.making import make
from app.reporting.orders.order import REPORT, BoundOrder
from app.reporting.orders.upkeep import wake_due


def answered(number, unit, **scores):
    at = BEGINS + timedelta(days=1, hours=8)
    when = {"started_at": at, "offered_at": at, "created_at": at}
    return response(number, line_id="demo-likert", organizational_unit=unit, **when, **scores)


def fill(database):
    """Six who are content with the north, five who are not with the south."""
    north = [answered(number, "north", trust=5) for number in range(6)]
    store(database, north + [answered(50 + number, "south", trust=1) for number in range(5)])


@pytest.fixture
def counted(tmp_path, database_url, valkey):
    api = Api(tmp_path, database_url, valkey.url)
    fill(api.runtime.database)
    yield api.runtime
    api.close()


def report(**given):
    return BoundOrder(format=REPORT, **({"quarter": "2026-Q1"} | given))


def drawn(runtime, stopping=never, **given):
    """The row of a report that is ordered and drawn."""
    file_id = order(runtime, report(**given))
    make(runtime, file_id, stopping, of_pictures)
    return row(runtime, file_id)


def told(runtime, file):
    """What stands below the pictures for those who do not see them."""
    return re.findall(rb"/Alt \((.*?)\)\n", taking.place(runtime, file.id).read_bytes(), re.DOTALL)


def test_a_report_is_drawn_and_kept_as_any_file(counted):
    file = drawn(counted)
    assert (file.state, file.error) == ("done", None)
    assert file.written == file.expected == len(told(counted, file)) > 3
    assert re.fullmatch(r"report-pdf-2026-Q1-\d{8}T\d{6}Z\.pdf", file.name)
    assert (taking.media_type(file.name), file.expires_at - file.ended_at) == ("application/pdf", timedelta(hours=24))
    assert taking.place(counted, file.id).read_bytes().startswith(b"%PDF-")
    assert kept(counted) == {file.id}


def test_a_report_holds_the_units_of_the_order_alone_and_names_lines_by_their_program(counted):
    words = b" ".join(told(counted, drawn(counted, units=("north",))))
    assert b"100.0% gave 4 or 5" in words
    assert b"n = 11" not in words
    assert counted.lines.by_id["demo-likert"].program.encode() in words
    assert b"n = 11" in b" ".join(told(counted, drawn(counted)))
    assert drawn(counted, units=()).written == 0


def test_the_drawer_is_woken_and_no_exporter_at_once_and_by_the_clock(counted):
    file_id = order(counted, report())
    queue = Queue(queues.DRAWING_REPORTS, connection=counted.queues.connection, serializer=JSONSerializer)
    assert ([job.args[0] for job in queue.jobs], waiting(counted)) == ([file_id], [])
    counted.queues.connection.flushdb()
    age(counted, file_id, minutes=1)
    assert wake_due(counted) == 1
    assert ([job.func_name for job in queue.jobs], waiting(counted)) == ([queues.DRAW_REPORT], [])


def test_a_report_that_is_cancelled_while_it_is_drawn_leaves_no_half(counted):
    file_id = order(counted, report())

    def cancel():
        assert row(counted, file_id).expected > 3
        taking.take_back(counted, file_id, "test")
        return False

    make(counted, file_id, cancel, of_pictures)
    assert (row(counted, file_id).state, kept(counted)) == ("cancelled", set())


def test_a_drawer_that_stops_leaves_the_report_to_the_next(counted):
    stopped = drawn(counted, stopping=lambda: True)
    assert (stopped.state, kept(counted)) == ("queued", set())
    make(counted, stopped.id, never, of_pictures)
    assert row(counted, stopped.id).state == "done"


def test_days_that_are_too_many_are_told(counted):
    failed = drawn(counted, quarter=None, since="2001-01-01", until="2026-01-01")
    assert (failed.state, "not a period of 1 to" in failed.error, kept(counted)) == ("failed", True, set())


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"quarter": None}, "fiscal quarter, or both days"),
        ({"quarter": None, "since": "2026-01-01"}, "fiscal quarter, or both days"),
        ({"status": "complete"}, "please leave out: status"),
        ({"identifying": True, "include_test": True}, "please leave out: identifying, include_test"),
    ],
)
def test_what_a_report_cannot_be_is_not_taken(given, said):
    with pytest.raises(ValidationError, match=said):
        report(**given)


def test_a_report_has_no_comments_so_that_nobody_loses_it_who_may_not_read_them_any_more():
    bound = BoundOrder.bind(report(), {"north"}, comments=True)
    assert bound.within({"north"}, identifying=False, comments=False)
    assert not bound.within({"south"}, identifying=False, comments=False)


@contextmanager
def drawing(service):
    service.run("drawer")
    try:
        yield
    finally:
        service.kill("drawer")


def test_a_report_whose_drawer_is_killed_in_the_midst_is_drawn_by_the_next(tmp_path, postgres_url, valkey):
    api, database = Api(tmp_path, postgres_url, valkey.url), connect(postgres_url)
    fill(database)
    service = Service(tmp_path, postgres_url, valkey.url)
    file_id = order(api.runtime, report())
    with database.begin() as connection, drawing(service):
        connection.execute(text(f"lock table {RESPONSES.name} in access exclusive mode"))
        wait_until(lambda: row(api.runtime, file_id).state == "running" and kept(api.runtime), 60)
    assert file_id not in kept(api.runtime)
    # The minute has passed: the queue holds no job of it any more, and the drawer was not seen.
    api.runtime.queues.connection.flushdb()
    age(api.runtime, file_id, minutes=2)
    assert wake_due(api.runtime) == 1
    with drawing(service):
        wait_until(lambda: row(api.runtime, file_id).state == "done", 60)
    assert kept(api.runtime) == {file_id}
    assert service.complaints() == []
    database.close()
    api.close()
