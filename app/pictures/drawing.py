"""Draws: from a Vega-Lite specification to SVG and PNG. Only processes that answer nobody import this.

It holds a whole JavaScript engine: docs/pictures.md says what that takes.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import vl_convert
from sqlalchemy import Row, select, update

from app.records.database import Database
from app.records.pictures import KeptPicture

_VEGA_LITE = "6.4"
_PNG_SCALE = 2.0
"""Dots of the PNG a point of the picture, so that it is sharp on screens and on paper."""


def svg_of(spec: str) -> str:
    """The picture of a specification in JSON. Raises ValueError for what is none."""
    # No address at all may be read from: a picture holds its numbers itself.
    return vl_convert.vegalite_to_svg(spec, vl_version=_VEGA_LITE, allowed_base_urls=[])


def png_of(svg: str) -> bytes:
    """A picture as dots."""
    return vl_convert.svg_to_png(svg, scale=_PNG_SCALE)


def draw(database: Database, key: str, now: datetime) -> str | None:
    """Draw the picture of that key unless that is done; None where nobody wants it any more."""
    row = _row(database, key)
    if row is None or row.svg is not None:
        return None if row is None else row.svg
    svg = svg_of(row.spec)
    _keep(database, key, svg=svg, spec=None, made_at=now)
    return svg


def draw_dots(database: Database, key: str, now: datetime) -> None:
    """Make the PNG of the picture of that key, which is drawn for it if that was not done."""
    svg = draw(database, key, now)
    if svg is not None:
        _keep(database, key, png=png_of(svg))


def _row(database: Database, key: str) -> Row[Any, Any] | None:
    with database.read() as connection:
        return connection.execute(select(KeptPicture.spec, KeptPicture.svg).where(KeptPicture.key == key)).first()


def _keep(database: Database, key: str, **values: Any) -> None:
    with database.begin() as connection:
        connection.execute(update(KeptPicture).where(KeptPicture.key == key).values(**values))
