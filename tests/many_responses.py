"""Any number of finished responses in a database."""

from __future__ import annotations

from entry_examples import Conversation

from app.records.entries import write_entries
from app.records.queries import save_survey
from flows.load import SHIPPED_SURVEYS, load_surveys


def store_responses(database, count, first=1):
    """Keep the shipped surveys and ``count`` finished responses."""
    entries = [Conversation(number).entries()[-1] for number in range(first, first + count)]
    with database.begin() as connection:
        for survey in load_surveys(SHIPPED_SURVEYS):
            save_survey(connection, survey.id, survey.version, survey.sha256, survey.canonical)
        write_entries(connection, entries)
