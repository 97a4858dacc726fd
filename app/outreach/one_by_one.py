"""One by one: work on many things that outsiders have a part in, of which none may hold up the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

import structlog

from app.errors import Away
from app.telephony.errors import ProviderError

log = structlog.get_logger()
Item = TypeVar("Item")

MOST_REFUSALS = 3
"""So many provider errors in a row are taken for a provider that is away: each may have taken its whole time-out."""


def one_by_one(
    items: Iterable[Item], act: Callable[[Item], object], *, what: str, name: Callable[[Item], str | None]
) -> int:
    """Do ``act`` for each item and tell for how many it did something: what it returns counts by its truth.

    One that fails is logged as ``what`` by its name and left to the next time, and so are the others once
    ``MOST_REFUSALS`` provider errors came in a row. Raises Away.
    """
    done = refusals = 0
    for item in items:
        try:
            done += bool(act(item))
            refusals = 0
        except Away:
            raise
        except ProviderError as error:
            log.warning("left to the next time", what=what, id=name(item), error=str(error))
            refusals += 1
            if refusals == MOST_REFUSALS:
                break
        except Exception:
            log.exception("alert: left to the next time", what=what, id=name(item))
    return done
