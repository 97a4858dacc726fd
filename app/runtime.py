"""The one Runtime: everything that a service needs, built in one place (assembly.py) and handed down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.catalogue import Catalogue
from app.clearances.gate import Clearances
from app.lines import Lines
from app.live.breaker import Breaker
from app.live.sessions import LiveSessions
from app.pauses.gate import Pauses
from app.queues import Queues
from app.records.database import Database
from app.settings import Settings


@dataclass(frozen=True, slots=True)
class Runtime:
    """Settings and the ways to everything outside. ``clock`` gives seconds since 1970, UTC."""

    settings: Settings
    database: Database
    breaker: Breaker
    live: LiveSessions
    catalogue: Catalogue
    lines: Lines
    clearances: Clearances
    pauses: Pauses
    queues: Queues
    clock: Callable[[], float]
