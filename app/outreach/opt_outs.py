"""The opt-out register: who asked not to be invited. Whatever way the word came, it ends up here.

STOP and START texts and keys come through the recorder, the provider's refusals through deliveries, lists and single
numbers through here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from pydantic import AfterValidator
from sqlalchemy import ColumnElement, Connection, Row, select

from app.outreach import moves
from app.phone_numbers import e164
from app.records.contacts import WRONG_PERSON, Invitation, OptOut
from app.records.locks import lock_invitations
from app.records.upserts import upsert
from app.runtime import Runtime

LOOKED_BACK = timedelta(hours=1)
"""Older words were seen by earlier sweeps, or are seen right before each send."""


def _number(given: str) -> str:
    number = e164(given)
    if number is None:
        raise ValueError("is no phone number such as +12025550100")
    return number


Number = Annotated[str, AfterValidator(_number)]
"""A phone number in any usual spelling, made E.164; one without a country code is read as dialled in the US."""


@dataclass(frozen=True, slots=True)
class Changed:
    """What words on being invited changed: people who were new to the register, who said the other before, neither."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0


def add(connection: Connection, said: Mapping[str, datetime], how: str, now: datetime) -> Changed:
    """Put down that people want no invitations, by respondent key and when they said so; cancels what is planned.

    Of two words the newer one counts, so that a list may be given again. ``how`` says where it comes from.
    """
    lock_invitations(connection, *_planned_for(said))
    changed = _put_down(connection, said, how, lifted=False)
    cancel_planned(connection, said, now)
    return changed


def lift(connection: Connection, said: Mapping[str, datetime], how: str) -> Changed:
    """Put down that people may be invited again, by respondent key and when they said so."""
    return _put_down(connection, said, how, lifted=True)


def _put_down(connection: Connection, said: Mapping[str, datetime], how: str, *, lifted: bool) -> Changed:
    # In this order everywhere, so that two lists never wait for each other in a circle.
    found = select(OptOut).where(OptOut.respondent_key.in_(said)).order_by(OptOut.respondent_key).with_for_update()
    known = {row.respondent_key: row for row in connection.execute(found)}
    newer = sorted(key for key, at in said.items() if _is_newer(known.get(key), at, lifted=lifted))
    words: list[dict[str, Any]] = [
        {"respondent_key": key, "how": how, "at": said[key].timestamp(), "lifted": lifted} for key in newer
    ]
    upsert(connection, OptOut, words)
    new = sum(key not in known for key in newer)
    changed = sum(key in known and known[key].lifted != lifted for key in newer)
    return Changed(new, changed, len(said) - new - changed)


def _is_newer(row: Row[Any] | None, at: datetime, *, lifted: bool) -> bool:
    """Whether a word is newer than what stands, by the register's own rule; there is nothing to lift where none does.

    One that says the same again is kept too, with its time: an older word to the contrary may still come.
    """
    if row is None:
        return not lifted
    return bool(at > row.at or (at == row.at and row.lifted and not lifted))


def word_of(connection: Connection, respondent_key: str) -> Row[Any] | None:
    """The newest word of a person, None where they never said anything; ``lifted`` tells which."""
    return connection.execute(select(OptOut).where(OptOut.respondent_key == respondent_key)).first()


def cancel_planned(connection: Connection, respondent_keys: Collection[str], now: datetime) -> int:
    """End everything that is planned for people who opted out; how many invitations."""
    out = select(OptOut.respondent_key, OptOut.how).where(
        OptOut.respondent_key.in_(respondent_keys), OptOut.lifted.is_(False)
    )
    how = {row.respondent_key: row.how for row in connection.execute(out)}
    planned = lock_invitations(connection, *_planned_for(list(how)))
    if planned:
        theirs = _of_wrong_people(connection, planned, how)
        ends = {"wrong_number": theirs, "opted_out": [one for one in planned if one not in theirs]}
        moves.finish(connection, {final: ids for final, ids in ends.items() if ids}, now)
    return len(planned)


def _of_wrong_people(
    connection: Connection, invitation_ids: Collection[str], how: Mapping[str, str | None]
) -> Collection[str]:
    """Those of the invitations that went to numbers which are somebody else's."""
    theirs = [key for key, said in how.items() if said == WRONG_PERSON]
    found = select(Invitation.id).where(Invitation.id.in_(invitation_ids), Invitation.respondent_key.in_(theirs))
    return list(connection.execute(found).scalars())


def _planned_for(respondent_keys: Collection[str]) -> tuple[ColumnElement[bool], ...]:
    return Invitation.respondent_key.in_(respondent_keys), Invitation.state == "planned"


def cancel_for_opted_out(runtime: Runtime) -> int:
    """Cancel what is planned for those who opted out lately by text or key; how many. Raises DatabaseAway."""
    now = datetime.fromtimestamp(runtime.clock(), UTC)
    lately = select(OptOut.respondent_key).where(OptOut.at >= now - LOOKED_BACK, OptOut.lifted.is_(False))
    hit = lately.join(Invitation, Invitation.respondent_key == OptOut.respondent_key).where(
        Invitation.state == "planned"
    )
    with runtime.database.read() as connection:
        keys = connection.execute(hit.distinct()).scalars().all()
    if not keys:
        return 0
    with runtime.database.begin() as connection:
        return cancel_planned(connection, keys, now)
