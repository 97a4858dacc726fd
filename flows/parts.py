"""What the parts of a survey file are made of: their common base, names, keys and lengths of time."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

Key = Annotated[str, Field(pattern=r"^[0-9]$"), BeforeValidator(lambda key: str(key) if type(key) is int else key)]
ControlKey = Annotated[
    str, Field(pattern=r"^[0-9*#]$"), BeforeValidator(lambda key: str(key) if type(key) is int else key)
]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]*$", max_length=60)]

_UNITS = {"s": 1, "m": 60, "min": 60, "h": 3600, "d": 86400}


def _seconds(given: Any) -> Any:
    found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*(s|min|m|h|d)\s*", given) if isinstance(given, str) else None
    return float(found[1]) * _UNITS[found[2]] if found else given


Seconds = Annotated[float, Field(gt=0), BeforeValidator(_seconds)]
"""A number of seconds, or a string such as ``15m`` or ``72h``."""


class Part(BaseModel):
    """Base of all parts of a survey: frozen, and an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)
