"""What the API puts into the audit: who read what, with which filters."""

from __future__ import annotations

from flask import request

from app.access import audit
from app.access.audit import Action, Actor
from app.phone_numbers import masked_within
from app.web.api.doors import bearer, moment, runtime

_LONGEST = 500


def note_seen(**details: int) -> None:
    """Put down that the program that asks was shown single responses, contacts or agents, and how many."""
    path = masked_within(request.full_path[:_LONGEST]).rstrip("?")
    actor = Actor(bearer().account, request.remote_addr)
    with runtime().database.begin() as connection:
        audit.note(connection, actor, Action.SEEN, moment(), path, **details)
