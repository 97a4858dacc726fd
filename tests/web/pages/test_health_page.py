"""Health: each part in words, what to do where it is not well, and no row that operators are not to see."""

from datetime import timedelta

import pytest
from planned_invitations import plan
from site_pages import Site
from sqlalchemy import insert, text

from app.access.people import Access
from app.access.roles import Role
from app.health.part import State, span
from app.health.whole import health
from app.live import outbox
from app.queues import CLOCK_LEASE
from app.records.outreach import ProviderMark, Send


@pytest.fixture
def site(tmp_path, database_url, valkey):
    opened = Site(tmp_path, database_url, valkey.url)
    yield opened
    opened.close()


def parts(site):
    return {part.name: part for part in health(site.runtime).parts}


def sent(site, state, at, code=None):
    with site.runtime.database.begin() as connection:
        plan(connection, [1], at)
        name = "invitation-1"
        row = {"invitation_id": name, "attempt": 1, "action": "invite", "door": "text", "sender": "benefits"}
        row |= {"line_id": "benefits", "state": state, "claimed_at": at, "updated_at": at, "error_code": code}
        connection.execute(insert(Send).values(**row))


def test_an_operator_reads_the_page_and_managers_do_not(site):
    site.person(access=Access(frozenset({Role.OPERATOR})))
    told = site.inside().get("/health").text
    assert "What to do" in told
    assert "No clock is running" in told
    assert "/health/queues/" in told
    site.person("m@agency.gov", Access(frozenset({Role.MANAGER}), None))
    assert site.inside("m@agency.gov").get("/health").status_code == 403


def test_without_any_other_process_each_is_named_with_what_to_do(site):
    found = parts(site)
    for name, command in (
        ("Recorder", "python -m workers recorder"),
        ("Clock", "python -m workers clock"),
        ("Process worker", "python -m workers worker"),
        ("Process exporter", "python -m workers exporter"),
    ):
        assert (found[name].state, command in found[name].todo) == (State.WRONG, True), name
    assert found["Database"].state is State.WELL
    assert found["Database"].words.endswith("the newest.")


def test_what_lives_is_well_and_says_when_it_was_heard_of(site):
    client = site.runtime.breaker.client
    client.set(outbox.HEARTBEAT, "1")
    site.runtime.queues.connection.set(CLOCK_LEASE, "x")
    found = parts(site)
    assert found["Clock"].state is State.WELL
    assert "its last sign of life was" in found["Recorder"].words


def test_tables_of_another_migration_are_wrong(site):
    with site.runtime.database.begin() as connection:
        connection.execute(text("update alembic_version set version_num = '0009'"))
    found = parts(site)["Database"]
    assert found.state is State.WRONG
    assert "of migration 0009, and this version needs" in found.words


def test_due_invitations_are_counted_with_the_oldest(site):
    assert parts(site)["Due invitations"].words == "None waits to be sent."
    with site.runtime.database.begin() as connection:
        plan(connection, [1, 2], site.moment - timedelta(minutes=20))
    found = parts(site)["Due invitations"]
    assert found.state is State.LOOK
    assert found.words.startswith("2 are due; the oldest since ")


def test_provider_errors_are_told_by_code_and_by_hour_and_day(site):
    sent(site, "refused", site.moment - timedelta(hours=3), 30007)
    found = parts(site)
    assert found["Provider errors, last hour"].words == "None."
    assert found["Provider errors, last day"].words == "1 sends were refused or not answered (30007: 1)."


def test_lists_of_the_provider_are_well_while_they_are_read(site):
    with site.runtime.database.begin() as connection:
        connection.execute(insert(ProviderMark).values(kind="messages", read_until=site.moment - timedelta(minutes=1)))
        connection.execute(insert(ProviderMark).values(kind="calls", read_until=site.moment - timedelta(hours=3)))
    found = {name: part for name, part in parts(site).items() if name.startswith("List of")}
    assert [(part.state, part.words) for part in found.values()] == [
        (State.WELL, "Read 60 s ago."),
        (State.LOOK, "Read 3 h ago."),
    ]


def test_a_live_store_and_queues_that_are_away_are_told_on_the_page(site, valkey):
    site.person(access=Access(frozenset({Role.OPERATOR})))
    browser = site.inside()
    valkey.stop()
    told = browser.get("/health")
    assert told.status_code == 200
    assert "It does not answer" in told.text
    assert "Start the server of QUEUE_REDIS_URL" in told.text


@pytest.mark.parametrize(
    ("seconds", "told"), [(0.4, "0 s"), (119, "119 s"), (120, "2 min"), (7200, "2 h"), (172800, "2 days")]
)
def test_a_span_is_told_in_the_unit_that_fits(seconds, told):
    assert span(seconds) == told
