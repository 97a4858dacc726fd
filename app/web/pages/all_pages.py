"""The pages and what they load, ready to be registered."""

from __future__ import annotations

from flask import Blueprint, Flask, Response

from app.settings import Settings
from app.web.pages import shell
from app.web.pages.door import PageDoor
from app.web.pages.routes import ROUTES

assets = Blueprint("assets", __name__, static_folder="../static", static_url_path="/assets")
"""Style, script, fonts and pictures; there is nothing private in them."""


@assets.after_request
def _as_it_says(response: Response) -> Response:
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def build(app: Flask, settings: Settings) -> PageDoor:
    """The door of the pages, with the app prepared for it."""
    door = PageDoor("pages", ROUTES)
    shell.prepare(app, door, settings)
    return door
