"""The door of the pages: every route declares who may use it, and its page is imported when it is first asked for.

The web process also answers callers, who should not wait for what only pages need.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache
from importlib import import_module

from flask import Blueprint
from flask.typing import ResponseReturnValue

from app.access.roles import Permission

View = Callable[..., ResponseReturnValue]


class Admits(Enum):
    """Who may use a route that needs no permission."""

    EVERYBODY = auto()
    SIGNED_IN = auto()


@dataclass(frozen=True, slots=True)
class Route:
    """A path of the pages."""

    path: str
    view: str
    """Module below ``app.web.pages`` and function in it, such as ``home.show``; also the endpoint."""
    admits: Admits | Permission
    methods: tuple[str, ...] = ("GET",)


class PageDoor(Blueprint):
    """A blueprint whose routes cannot be registered without saying whom they admit."""

    def __init__(self, name: str, routes: tuple[Route, ...]) -> None:
        super().__init__(name, __name__, template_folder="../templates")
        self.admits: dict[str, Admits | Permission] = {}
        """By endpoint within the door."""
        for route in routes:
            endpoint = route.view.replace(".", "_")
            self.admits[endpoint] = route.admits
            view, methods = _lazily(route.view), list(route.methods)
            super().add_url_rule(route.path, endpoint, view, provide_automatic_options=False, methods=methods)

    def add_url_rule(self, *given: object, **_: object) -> None:
        """Raises TypeError: a route without its permission would be open to all."""
        raise TypeError(f"{given[0]}: routes of the pages stand in app/web/pages/routes.py")


def _lazily(view: str) -> View:
    def show(**parts: str) -> ResponseReturnValue:
        return found(view)(**parts)

    return show


@cache
def found(view: str) -> View:
    """The function that shows a route."""
    module, _, name = view.partition(".")
    shown: View = getattr(import_module(f"app.web.pages.{module}"), name)
    return shown
