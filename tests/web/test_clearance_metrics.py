"""Where clearances stand, as ``/metrics`` tells it."""

from datetime import UTC, date, datetime

from sqlalchemy import insert

from app.records.clearances import Clearance


def metrics(api):
    """The gauges of clearances, by name."""
    told = api.app.test_client().get("/metrics").text
    rows = [line.rsplit(" ", 1) for line in told.splitlines() if line.startswith("aftercall_clearance_")]
    return {name.removeprefix("aftercall_clearance_"): float(value) for name, value in rows}


def test_a_clearance_is_told_with_its_days_and_what_is_used(api):
    now = datetime.now(UTC)
    limit = {"control_number": "1234-5678", "expires_on": date(2099, 5, 31), "approved_responses": 500}
    with api.runtime.database.begin() as connection:
        connection.execute(insert(Clearance).values(**limit, source="the API", created_at=now, updated_at=now))
    assert metrics(api) == {}
    api.runtime.clearances.refresh(now)
    told = metrics(api)
    number = '{control_number="1234-5678"}'
    assert told.pop(f"days_left{number}") > 20_000
    assert told == {f"responses{number}": 0, f"responses_approved{number}": 500, f"sampling{number}": 1}


def test_a_clearance_without_a_limit_has_none_to_tell(sqlite_api):
    sqlite_api.runtime.clearances.refresh(datetime.now(UTC))
    assert not any(name.startswith("responses_approved") for name in metrics(sqlite_api))
