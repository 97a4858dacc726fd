"""Sums of money in SQL that come to the same in whatever order a database adds."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Float, Numeric, cast, func

MILLIONTHS = 6
"""Decimal places of a dollar that are kept; a text costs some thousandths."""


def summed_dollars(dollars: Any) -> Any:
    """The sum of a column of floats, 0 of none, rounded: the last digits of it would depend on the order."""
    whole = func.round(cast(func.coalesce(func.sum(dollars), 0), Numeric(asdecimal=False)), MILLIONTHS)
    return cast(whole, Float)
