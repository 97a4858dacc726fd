"""The names of the live keys. One person's keys share a hash tag, so that one script can change them together."""

from __future__ import annotations

import zlib

SHARDS = 16
"""A constant: the shard is part of every session id."""


def shard_of(line: str, person: str) -> int:
    """The shard of a line and a respondent key, or of a line and a call id where the caller is anonymous."""
    return zlib.crc32(f"{line}:{person}".encode()) % SHARDS


def tag(shard: int) -> str:
    """The hash tag of a shard."""
    return f"{{s{shard:02d}}}"


def session(session_id: str) -> str:
    """A session: a hash of its JSON, turn, ending and what texts need."""
    return f"{tag(int(session_id.split('-', 1)[0]))}:session:{session_id}"


def route(shard: int, line: str, respondent: str) -> str:
    """The session that a person has on a line."""
    return f"{tag(shard)}:route:{line}:{respondent}"


def message(shard: int, sid: str) -> str:
    """The first reply to a text, or the session of a call, by the provider's id."""
    return f"{tag(shard)}:sid:{sid}"


def stopped(shard: int, respondent: str) -> str:
    """Whether a person has opted out (1) or in again (0), while the database may not know it yet."""
    return f"{tag(shard)}:stopped:{respondent}"


def told(shard: int, line: str, what: str, respondent: str) -> str:
    """The text in whose reply a person has been told ``what`` on a line, such as that it asks nothing."""
    return f"{tag(shard)}:told:{line}:{what}:{respondent}"


def deadlines(shard: int) -> str:
    """When each open session of a shard closes: a sorted set of session ids by epoch seconds."""
    return f"{tag(shard)}:deadlines"


def outbox(shard: int) -> str:
    """The stream of entries on their way to the database."""
    return f"{tag(shard)}:outbox"


def survey(survey_id: str, version: int) -> str:
    """The canonical JSON of a survey version."""
    return f"survey:{survey_id}:{version}"
