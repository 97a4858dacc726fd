"""Time zones as settings and contacts name them."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator

_NO_PLACE = "Factory"
"""What the time zone database calls a machine whose zone nobody has set."""


def zone(name: str) -> ZoneInfo:
    """The zone of that name in the time zone database. Raises ValueError where there is none.

    Names that a machine adds by itself, such as ``localtime``, are none: they mean another zone on the next one.
    """
    if name not in _names():
        raise ValueError(f"{name} is no time zone, such as America/Chicago")
    return ZoneInfo(name)


@cache
def _names() -> frozenset[str]:
    listed = resources.files("tzdata").joinpath("zones").read_text(encoding="utf-8")
    return frozenset(listed.split()) - {_NO_PLACE}


def _known_zone(name: str) -> str:
    zone(name)
    return name


Zone = Annotated[str, AfterValidator(_known_zone)]
"""The name of a time zone."""
