"""What has to be done about people now and then."""

from __future__ import annotations

from datetime import UTC, datetime

from app.access import people
from app.runtime import Runtime


def disable_inactive_people(runtime: Runtime) -> int:
    """Disable whoever has not signed in for too long; how many they were."""
    with runtime.database.begin() as connection:
        return people.disable_inactive(connection, datetime.fromtimestamp(runtime.clock(), UTC))
