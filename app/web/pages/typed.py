"""Days and numbers out of addresses and forms, where people can write anything."""

from __future__ import annotations

from datetime import date

from flask import abort, request

from app.errors import BadInput

_MOST_DIGITS = 18
"""What columns of ids hold in both databases."""
_MOST_VERSION_DIGITS = 9
"""What the narrower columns of versions hold."""
_SHOWN = 20


def day(written: str) -> date:
    """A day such as ``2026-03-31``. Raises BadInput."""
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        told = f"{written[:_SHOWN]!a} is no day. " if written else ""
        raise BadInput(f"{told}Please give the day, such as 2026-03-31.") from error


def number(written: str, most_digits: int = _MOST_DIGITS) -> int | None:
    """A whole number from 0 on; None for anything else."""
    fits = written.isascii() and written.isdecimal() and len(written) <= most_digits
    return int(written) if fits else None


def version(written: str) -> int | None:
    """The version that a form or an address gives; None for what none is."""
    return number(written, _MOST_VERSION_DIGITS)


def number_in_address(name: str) -> int | None:
    """The number of the address under this name, None where it has none. 404 for what is no number."""
    written = request.args.get(name)
    if not written:
        return None
    found = number(written)
    return abort(404) if found is None else found
