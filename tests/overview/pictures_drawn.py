"""The pictures of pages of figures."""

from __future__ import annotations

from view_examples import LINES, view

from app.overview.drivers import drivers
from app.overview.funnel import funnel_page
from app.overview.overview import overview
from app.pictures.of_pages import of_drivers, of_funnel, of_overview


def pictures_of(database, **given):
    """All pictures of a view, by name."""
    asked = view(**given)
    with database.read() as connection:
        places = {
            **of_overview(overview(connection, LINES, asked), LINES),
            **of_drivers(drivers(connection, LINES, asked), LINES),
            **of_funnel(funnel_page(connection, LINES, asked), LINES),
        }
    return {picture.name: picture for pictures in places.values() for picture in pictures}


def marks(spec):
    """The kinds of mark of a specification."""
    return {layer["mark"]["type"] for layer in spec["layer"]}
