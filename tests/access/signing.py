"""What tests of people share: a moment and a good password."""

from datetime import UTC, datetime

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
PASSWORD = "a sentence that is long"
