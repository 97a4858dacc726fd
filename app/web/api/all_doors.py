"""All doors of the API, and what happens beside them."""

from __future__ import annotations

from flask import Flask, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound

from app.web.api import (
    clearances,
    contacts,
    exports,
    funnel,
    invitations,
    opt_outs,
    reports,
    responses,
    volumes,
)
from app.web.api.doors import PREFIX
from app.web.api.problems import plain_response

DOORS = (
    contacts.door,
    invitations.door,
    funnel.door,
    opt_outs.door,
    exports.door,
    reports.door,
    responses.door,
    volumes.door,
    clearances.door,
)


def answer_unknown_paths(app: Flask) -> None:
    """Have paths under the API that no door has, and methods that a path has not, answered as problems too."""
    for kind in (NotFound, MethodNotAllowed):
        app.register_error_handler(kind, _unknown)


def _unknown(error: HTTPException) -> ResponseReturnValue:
    return plain_response(error) if f"{request.path}/".startswith(f"{PREFIX}/") else error
