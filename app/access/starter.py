"""The administrator of local mode, who is let in by a link that is printed when the service starts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from app.access import links, people
from app.access.audit import COMMAND
from app.access.links import Purpose
from app.access.people import Access
from app.access.roles import Role

EMAIL = "you@localhost"


def starter(connection: Connection, now: datetime) -> str:
    """The id of the administrator of this machine, who is added if need be."""
    known = people.by_email(connection, EMAIL)
    if known is None:
        everything = Access(frozenset({Role.ADMINISTRATOR, Role.OPERATOR}))
        return people.add(connection, EMAIL, "Administrator of this machine", everything, now, COMMAND)
    if known.disabled:
        # Whoever starts the service could also write into its database.
        people.enable(connection, known.id, now, COMMAND)
    return known.id


def let_in(connection: Connection, sha256: str, now: datetime) -> None:
    """Keep the link of this start, of whose token the SHA-256 is given."""
    links.keep(connection, sha256, starter(connection, now), Purpose.SIGN_IN, links.STARTED_FOR, now, COMMAND)
