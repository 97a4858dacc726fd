"""The tokens of programs that use the API. A token is shown once, when it is made; only its SHA-256 is kept.

A token holds 256 random bits, so its hash needs no salt, and looking the hash up tells nobody how close a guess came.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, or_, select, update

from app.access import audit
from app.access.audit import COMMAND, Action, Actor
from app.access.scopes import WHOLE_AGENCY, Scope
from app.access.sign_ins import sha256
from app.errors import BadInput
from app.records.access import ApiToken
from app.records.database import Database
from app.records.upserts import insert_absent

PREFIX = "aftercall_"
"""Marks a token for those who search logs and repositories for secrets."""

_RANDOM_BYTES = 32
_TOKEN = re.compile(re.escape(PREFIX) + r"[A-Za-z0-9_-]{43}")
_NAME = re.compile(r"[^\s].{0,98}[^\s]|[^\s]")


@dataclass(frozen=True, slots=True)
class Bearer:
    """A program that showed a valid token."""

    token_id: str
    name: str
    scopes: frozenset[str]
    units: frozenset[str] | None
    """The organizational units that it may see; None for all of them, and for what names no unit."""

    @property
    def account(self) -> str:
        """The name under which files are kept for it."""
        return f"token:{self.token_id}"


def create(
    database: Database,
    name: str,
    scopes: Iterable[Scope],
    now: datetime,
    *,
    units: Iterable[str] | None = None,
    actor: Actor = COMMAND,
) -> str:
    """A new token, which is shown here and never again; ``units`` None lets it see all organizational units.

    Raises BadInput for a name that is taken or no name, no scope, no unit, or a scope that no unit can have.
    """
    if not _is_name(name):
        raise BadInput(f"token name {name!a}: needs 1 to 100 printable characters without blanks around them")
    granted = sorted(set(scopes))
    seen = _units(units, granted)
    token = PREFIX + secrets.token_urlsafe(_RANDOM_BYTES)
    row = {"id": secrets.token_hex(8), "name": name, "sha256": sha256(token), "created_at": now}
    with database.begin() as connection:
        insert_absent(connection, ApiToken, [row | {"scopes": granted, "units": seen}])
        stands = connection.execute(select(ApiToken.id).where(ApiToken.name == name)).scalar_one()
        if stands != row["id"]:
            raise BadInput(f"token name {name!r}: is taken, also after the token is revoked")
        audit.note(connection, actor, Action.TOKEN_MADE, now, f"token:{stands}", name=name, scopes=granted, units=seen)
    return token


def _units(units: Iterable[str] | None, scopes: Sequence[str]) -> list[str] | None:
    """The units as they are kept. Raises BadInput."""
    if not scopes:
        raise BadInput("a token needs at least one scope")
    if units is None:
        return None
    named = sorted({unit.strip() for unit in units if unit.strip()})
    if not named or not all(unit.isprintable() for unit in named):
        raise BadInput("a token that is not for all organizational units needs the name of at least one")
    if whole := sorted(WHOLE_AGENCY.intersection(scopes)):
        raise BadInput(f"{', '.join(whole)}: is of the whole agency, and no token of single units can have it")
    return named


def listed(database: Database) -> Sequence[Row[Any]]:
    """All tokens, revoked ones included, oldest first."""
    with database.read() as connection:
        return connection.execute(select(ApiToken).order_by(ApiToken.created_at, ApiToken.name)).all()


def revoke(database: Database, name: str, now: datetime, actor: Actor = COMMAND) -> None:
    """From now on the token of that name opens nothing. Raises BadInput where no token has the name."""
    if not _is_name(name):
        raise BadInput(f"no token is called {name!a}; aftercall token list shows all")
    with database.begin() as connection:
        named = update(ApiToken).where(ApiToken.name == name)
        first = named.where(ApiToken.revoked_at.is_(None)).values(revoked_at=now)
        revoked = connection.execute(first).rowcount
        known = connection.execute(select(ApiToken.id).where(ApiToken.name == name)).first()
        if known is None:
            raise BadInput(f"no token is called {name!r}; aftercall token list shows all")
        if revoked:
            audit.note(connection, actor, Action.TOKEN_REVOKED, now, f"token:{known.id}", name=name)


def bearer(database: Database, token: str, now: datetime) -> Bearer | None:
    """Who shows this token; None where it is none of ours or was revoked. Notes its use, at most once an hour."""
    if not _TOKEN.fullmatch(token):
        return None
    with database.read() as connection:
        valid = select(ApiToken).where(ApiToken.sha256 == sha256(token), ApiToken.revoked_at.is_(None))
        found = connection.execute(valid).first()
    if found is None:
        return None
    hour = now.replace(minute=0, second=0, microsecond=0)
    if found.last_used_at is None or found.last_used_at < hour:
        _note_use(database, found.id, hour)
    units = None if found.units is None else frozenset(found.units)
    return Bearer(found.id, found.name, frozenset(found.scopes), units)


def _note_use(database: Database, token_id: str, hour: datetime) -> None:
    earlier = or_(ApiToken.last_used_at.is_(None), ApiToken.last_used_at < hour)
    with database.begin() as connection:
        connection.execute(update(ApiToken).where(ApiToken.id == token_id, earlier).values(last_used_at=hour))


def _is_name(name: str) -> bool:
    """Whether a token may be called so: in a list on a terminal a name must do nothing but be read."""
    return name.isprintable() and _NAME.fullmatch(name) is not None
