"""Pictures are kept for those who may see the same units, drawn once, and forgotten when no page shows them."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from api import Api
from rq import Queue
from rq.serializers import JSONSerializer
from servers import free_port
from service import Service
from sqlalchemy import select

from app import queues
from app.pictures import keeping
from app.pictures.drawing import draw, draw_dots
from app.pictures.keeping import UNUSED_FOR, fetch, remove_unused, show
from app.pictures.look import framed
from app.pictures.picture import Picture, Table
from app.records.pictures import KeptPicture

NORTH, SOUTH, NOBODY = frozenset({"North"}), frozenset({"South"}), frozenset()
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def bar(height=3):
    """A picture of one bar."""
    message = (f"The bar is {height} high (n = 9).",)
    encoding = {"y": {"field": "y", "type": "quantitative"}}
    spec = framed(message, 100, data={"values": [{"y": height}]}, mark="bar", encoding=encoding)
    return Picture("bar", message, spec, Table("Bars", ("Bar", "Height"), (("the bar", str(height)),)))


@pytest.fixture
def runtime(tmp_path, database_url, valkey):
    opened = Api(tmp_path, database_url, valkey.url)
    yield opened.runtime
    opened.close()


def shown(runtime, picture, units=None):
    """The key of a picture that a page shows."""
    ((one,),) = show(runtime, {"place": [picture]}, units).values()
    return one.key


def rows(runtime):
    with runtime.database.read() as connection:
        return {row.key: row for row in connection.execute(select(KeptPicture.__table__))}


def waiting(runtime):
    queue = Queue(queues.DRAWING, connection=runtime.queues.connection, serializer=JSONSerializer)
    return [(job.func_name, job.args[0]) for job in queue.jobs]


@pytest.fixture
def impatient(monkeypatch):
    """As if the time to wait were over."""
    monkeypatch.setattr(keeping, "PATIENCE_SECONDS", 0.0)


def test_a_picture_is_drawn_when_it_is_first_fetched_and_then_kept(runtime, impatient):
    key = shown(runtime, bar())
    assert waiting(runtime) == []
    assert fetch(runtime, key, "svg", None) is None
    assert waiting(runtime) == [(queues.DRAW_SVG, key)]
    draw(runtime.database, key, NOW)
    svg = fetch(runtime, key, "svg", None)
    assert svg.startswith("<svg")
    assert rows(runtime)[key].spec is None
    assert draw(runtime.database, key, NOW) == svg
    assert shown(runtime, bar()) == key
    assert fetch(runtime, key, "svg", None) == svg
    assert len(rows(runtime)) == len(waiting(runtime)) == 1


def test_dots_are_made_when_somebody_asks_for_them(runtime, impatient):
    key = shown(runtime, bar())
    assert fetch(runtime, key, "png", None) is None
    assert waiting(runtime) == [(queues.DRAW_PNG, key)]
    draw_dots(runtime.database, key, NOW)
    assert fetch(runtime, key, "png", None).startswith(b"\x89PNG")
    assert fetch(runtime, key, "svg", None).startswith("<svg")


@pytest.mark.parametrize("mine", [NORTH, NORTH | SOUTH, NOBODY, None])
def test_only_who_may_see_just_these_units_gets_the_picture(runtime, mine, impatient):
    keys = {units: shown(runtime, bar(), units) for units in (NORTH, NORTH | SOUTH, NOBODY, None)}
    assert len(set(keys.values())) == 4
    for units, key in keys.items():
        draw_dots(runtime.database, key, NOW)
        for kind in ("svg", "png"):
            if units == mine:
                assert fetch(runtime, key, kind, mine) is not None
            else:
                with pytest.raises(KeyError):
                    fetch(runtime, key, kind, mine)


def test_a_key_of_nothing_is_told_from_one_of_others_by_nobody(runtime):
    hidden = shown(runtime, bar(), NORTH)
    for key in (hidden, "0" * 64, "", "' or 1=1"):
        with pytest.raises(KeyError):
            fetch(runtime, key, "svg", SOUTH)
    assert waiting(runtime) == []


def test_who_waits_gets_the_picture_as_soon_as_it_is_drawn(runtime):
    key, found = shown(runtime, bar()), []
    waiter = threading.Thread(target=lambda: found.append(fetch(runtime, key, "svg", None)))
    waiter.start()
    svg = draw(runtime.database, key, NOW)
    waiter.join(10)
    assert found == [svg]


def test_no_more_than_a_few_wait_at_once(runtime):
    """Their threads are those that answer callers: with all places taken, the answer comes at once."""
    key = shown(runtime, bar())
    for _ in range(4):
        keeping._places.acquire()  # noqa: SLF001 (as four who wait)
    try:
        assert fetch(runtime, key, "svg", None) is None
    finally:
        for _ in range(4):
            keeping._places.release()  # noqa: SLF001


def test_while_the_queue_is_away_the_page_is_shown_and_the_picture_waits(tmp_path, sqlite_url, valkey, impatient):
    api = Api(tmp_path, sqlite_url, valkey.url, QUEUE_REDIS_URL=f"redis://127.0.0.1:{free_port()}/0")
    key = shown(api.runtime, bar())
    assert fetch(api.runtime, key, "svg", None) is None
    draw(api.runtime.database, key, NOW)
    assert fetch(api.runtime, key, "svg", None).startswith("<svg")
    api.close()


def at(runtime, moment):
    """The runtime at another time."""
    return replace(runtime, clock=moment.timestamp)


def test_a_picture_goes_a_week_after_a_page_last_showed_it(runtime):
    key, other = shown(at(runtime, NOW), bar()), shown(at(runtime, NOW), bar(5))
    two_days, week = NOW + timedelta(days=2), NOW + UNUSED_FOR
    assert shown(at(runtime, two_days), bar()) == key
    assert remove_unused(at(runtime, week)) == 0
    assert remove_unused(at(runtime, week + timedelta(seconds=1))) == 1
    assert set(rows(runtime)) == {key} != {other}
    assert rows(runtime)[key].used_at == two_days
    assert draw(runtime.database, other, NOW) is None


def test_a_page_that_is_looked_at_often_writes_once_a_day(runtime):
    key = shown(at(runtime, NOW), bar())
    assert shown(at(runtime, NOW + timedelta(hours=23)), bar()) == key
    assert rows(runtime)[key].used_at == NOW


def test_the_process_that_draws_does_what_is_waiting(tmp_path, sqlite_url, valkey):
    service = Service(tmp_path, sqlite_url, valkey.url)
    api = Api(tmp_path, sqlite_url, valkey.url)
    key = shown(api.runtime, bar())
    service.run("drawer")
    try:
        while fetch(api.runtime, key, "svg", None) is None:
            assert service.processes["drawer"].poll() is None, service.log_file.read_text()
        assert fetch(api.runtime, key, "png", None).startswith(b"\x89PNG")
        assert service.complaints() == []
    finally:
        service.stop()
        api.close()
