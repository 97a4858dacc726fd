"""Every page that the application has, as an administrator sees it in Chromium: a new route is looked at by itself."""

import pytest
from browser import WIDTHS, overflows, violations
from pages_served import served, sign_in
from two_units import World, response_id

from app.web.pages.routes import ROUTES

EXAMPLES = {
    "/notes/<note_id>": "/notes/alderleaf-note0",
    "/surveys/<survey_id>": "/surveys/a11-likert",
    "/surveys/<survey_id>/script": "/surveys/a11-likert/script?version=2&line=north-line",
    "/lines/<line_id>": "/lines/north-line",
    "/responses/<response_id>": f"/responses/{response_id('north', 1)}",
    "/exports/<file_id>": "/exports/alderleaf-file0",
    "/schedules/<schedule_id>": "/schedules/alderleaf-schedule0",
}
"""One page of each route that takes an id."""
NO_PAGES = {
    "/sign-in/code": "leads to the first step",
    "/sign-in/link": "opens once, by a token",
    "/sign-in/password": "opens once, by a token",
    "/sign-in/provider": "there is no identity provider",
    "/sign-in/provider/return": "there is no identity provider",
    "/sign-in/provider/out": "there is no identity provider",
    "/sign-in/left": "a number of seconds",
    "/pictures/<key>.svg": "a file",
    "/pictures/<key>.png": "a file",
    "/surveys/<survey_id>/script.txt": "a file",
    "/plan.csv": "a file",
    "/exports/<file_id>/file": "a file",
    "/exports/<file_id>/state": "a piece of the page of the file",
    "/health/queues/": "RQ's own dashboard",
    "/health/queues/<path:rest>": "RQ's own dashboard",
    "/my-results": "for agents alone",
}
"""Routes that show no page of their own to an administrator, each with the reason."""
PEOPLE = "/people/<person_id>"
"""Its id is made as the person is."""
LEFT = "net::ERR_ABORTED"
"""How a picture further down fails that was still being loaded when the page was left."""


@pytest.fixture
def world(tmp_path, sqlite_url, valkey):
    """A small filling of every table, seen by an administrator."""
    opened = World(tmp_path / "world", sqlite_url, valkey.url, both=True)
    yield opened
    opened.close()


@pytest.fixture
def address(world):
    """Where the pages are served."""
    with served(world.site.app) as address:
        yield address


@pytest.fixture
def listened(address, chromium):
    """A page of a browser, and what its console said and which of its requests failed."""
    page, told = chromium.new_page(base_url=address), []
    page.on("console", lambda line: told.append(line.text) if line.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: told.append(str(error)))
    page.on("requestfailed", lambda request: told.append(f"failed: {request.url}") if request.failure != LEFT else None)
    page.on("response", lambda answer: told.append(f"{answer.status}: {answer.url}") if answer.status > 399 else None)
    yield page, told
    page.close()


def test_every_page_is_sound_at_each_width(world, listened):
    page, told = listened
    person_id = world.site.person()
    wrong = {path: found for path in ("/", "/sign-in", "/sign-in/forgotten") if (found := unsound(page, path, told))}
    sign_in(page)
    for path in pages(person_id):
        if found := unsound(page, path, told):
            wrong[path] = found
    assert wrong == {}


def pages(person_id):
    """A path of every route that shows a page."""
    examples = EXAMPLES | {PEOPLE: f"/people/{person_id}"}
    routes = [route.path for route in ROUTES if "GET" in route.methods and route.path not in NO_PAGES]
    return [examples[path] if "<" in path else path for path in routes]


def unsound(page, path, told):
    """What is wrong with a page, nothing if all is well: by width what axe finds and "too wide", then what was told."""
    told.clear()
    page.goto(path)
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        found += [(width, rule, where) for rule, where in violations(page).items()]
        found += [(width, "too wide")] if overflows(page) else []
    return found + told
