"""The kinds of cell that rows of counts and clearances are made of, the same for files and for the API."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from app.reporting.touchpoints.published_cells import volume

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOST = 2**31 - 1


class Row(BaseModel):
    """Base of the rows: frozen, blanks around texts dropped, and an unknown field is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


def _whole(given: Any) -> Any:
    if isinstance(given, bool):
        raise ValueError("is no number")  # noqa: TRY004 (pydantic tells a ValueError as the field's fault)
    return volume(given) if isinstance(given, str) else given


def _day(given: Any) -> Any:
    if isinstance(given, date) or (isinstance(given, str) and _DAY.fullmatch(given.strip())):
        return given
    raise ValueError("is no day such as 2026-01-31")


def _printable(given: str) -> str:
    if "\x00" in given:
        raise ValueError("holds a NUL character, which no database keeps")
    return given


Count = Annotated[int, Field(ge=0, le=_MOST), BeforeValidator(_whole)]
"""A number of people or answers; in a file also written ``9707552.0`` or ``1,234``."""

Day = Annotated[date, BeforeValidator(_day)]
"""A day, written ``2026-01-31``."""

Words = Annotated[str, Field(min_length=1, max_length=500), AfterValidator(_printable)]
"""A name or title."""
