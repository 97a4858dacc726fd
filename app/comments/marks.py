"""Tags and flags: what a reader puts at a response. Tags leave with exports; a flag changes no figure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, select, update

from app.access import audit
from app.access.audit import Action, Actor
from app.access.people import Person
from app.comments.places import visible
from app.errors import BadInput
from app.masking import mask
from app.records.comment_work import CommentWork, TagWord
from app.records.responses import Response
from app.records.upserts import insert_absent, number_changes

LONGEST_TAG, MOST_TAGS = 40, 20
MOST_OFFERED = 200


def spelled(written: str) -> str:
    """A tag without blanks around and between too many. Raises BadInput for what is no tag."""
    word = " ".join(written.split())
    if not 1 <= len(word) <= LONGEST_TAG or not word.isprintable():
        raise BadInput(f"A tag has 1 to {LONGEST_TAG} characters.")
    if mask(word).found:
        raise BadInput("A tag must not hold personal data, such as a phone number.")
    return word


def tag(connection: Connection, whom: Person, response_id: str, written: str, now: datetime, actor: Actor) -> bool:
    """Put a tag at a response, spelled as it was first in the units that ``whom`` sees; False for none that they see.

    Who tags at the same time waits, so that no tag is lost. Raises BadInput.
    """
    word = spelled(written)
    row = _locked(connection, whom, response_id)
    if row is None:
        return False
    agency, unit = row.agency or "", row.organizational_unit or ""
    mine = _known(frozenset({agency}), whom.access.units)
    known = connection.execute(select(TagWord.word).where(*mine).order_by(TagWord.used_at, TagWord.word)).scalars()
    word = next((one for one in known if one.casefold() == word.casefold()), word)
    if word in row.tags:
        return True
    if len(row.tags) >= MOST_TAGS:
        raise BadInput(f"A response has at most {MOST_TAGS} tags.")
    _keep_tags(connection, response_id, [*row.tags, word], now)
    insert_absent(connection, TagWord, [{"agency": agency, "unit": unit, "word": word, "used_at": now}])
    audit.note(connection, actor, Action.TAGGED, now, f"response:{response_id}", tag=word)
    return True


def untag(connection: Connection, whom: Person, response_id: str, word: str, now: datetime, actor: Actor) -> bool:
    """Take a tag away; False where ``whom`` sees no such response."""
    row = _locked(connection, whom, response_id)
    if row is None:
        return False
    if word in row.tags:
        _keep_tags(connection, response_id, [one for one in row.tags if one != word], now)
        audit.note(connection, actor, Action.TAG_REMOVED, now, f"response:{response_id}", tag=mask(word).words)
    return True


def flag(connection: Connection, whom: Person, response_id: str, now: datetime, actor: Actor, *, on: bool) -> bool:
    """Mark a response for a second look, or no more; False where ``whom`` sees no such response."""
    if _locked(connection, whom, response_id) is None:
        return False
    row = {"response_id": response_id, "flagged": False, "version": 0, "updated_at": now}
    insert_absent(connection, CommentWork, [row])
    other = (CommentWork.response_id == response_id) & CommentWork.flagged.is_(not on)
    if connection.execute(update(CommentWork).where(other).values(flagged=on, updated_at=now)).rowcount:
        action = Action.FLAGGED if on else Action.FLAG_REMOVED
        audit.note(connection, actor, action, now, f"response:{response_id}")
    return True


def offered(connection: Connection, agencies: frozenset[str] | None, units: frozenset[str] | None) -> list[str]:
    """The words with which responses of these agencies and units, or of all, were tagged, in their order."""
    words = select(TagWord.word).where(*_known(agencies, units)).distinct()
    return list(connection.execute(words.order_by(TagWord.word).limit(MOST_OFFERED)).scalars())


def _known(agencies: frozenset[str] | None, units: frozenset[str] | None) -> Iterator[ColumnElement[bool]]:
    if agencies is not None:
        yield TagWord.agency.in_(sorted(agencies))
    if units is not None:
        yield TagWord.unit.in_(sorted(units))


def _locked(connection: Connection, whom: Person, response_id: str) -> Any:
    query = select(Response.tags, Response.agency, Response.organizational_unit)
    mine = query.where(*visible(response_id, whom.access.units))
    return connection.execute(mine.with_for_update()).first()


def _keep_tags(connection: Connection, response_id: str, tags: list[str], now: datetime) -> None:
    """Whoever follows the changes of responses, or exports them, gets the tags too."""
    changed = update(Response).where(Response.response_id == response_id)
    connection.execute(changed.values(tags=tags, updated_at=now, change_seq=None))
    number_changes(connection)
