"""Nobody sees another organizational unit's data by any door: a page, the API, a filter, a list, a guessed id, a count.

Two worlds are asked the same: in one the unit south has data, in the other it has none. Whoever is of the unit north
has to get the very same bytes in both, so that nothing can be read, counted or worked out by subtracting. Routes are
taken from where the application takes them: a new one is asked here as soon as it exists.
"""

import re
from itertools import chain
from urllib.parse import urlencode

import pytest
from sqlalchemy import func, select
from two_units import MARKS, T, ids_of, values_of

from app.pictures.report.ordered import of_pictures
from app.reporting.export import FORMATS
from app.reporting.orders.making import make
from app.reporting.orders.order import OF_THE_AGENCY, REPORT
from app.web.api.all_doors import DOORS
from app.web.api.doors import PREFIX
from app.web.pages.door import Admits
from app.web.pages.filters import DAYS, WORDS
from app.web.pages.routes import ROUTES

OWN_SECRETS = {"/account/second-factor": "shows a secret of one's own that is made anew each time"}
"""Pages that are never twice the same, each with the reason."""
PAGES = [route for route in ROUTES if "GET" in route.methods and route.path not in OWN_SECRETS]
OPERATIONS = [
    (door, view, operation) for door in DOORS for view, operation in door.operations.items() if operation.body is None
]
SOUTH, NORTH = ids_of("south"), ids_of("north")
MORE = (
    "units",
    "q",
    "search",
    "status",
    "tag",
    "tags",
    "state",
    "before",
    "after",
    "id",
    "page",
    "cursor",
    "sort",
    "owner",
)
"""Names that a page might listen to without saying so in a form or a link."""
ALLOWED = {"since": "2026-11-01", "until": "2026-11-25", "line": "shared-line", "fy": "2027", "q": "1"}
"""What operations of the API need to answer at all."""
OF_NO_UNIT = {
    "alert_notices": "whom the alerts of a line were told to; no door shows it",
    "counted_spend": "sends have no unit; told to nobody who has units",
    "dirty_days": "marks that are gone once their day is counted",
    "text_requests": "numbers of texts that are on their way; no door shows it",
}
KNOWS_UNITS = {"organizational_unit", "unit", "units", "line_id", "response_id", "contact_id", "invitation_id"}
ABOUT_ACCESS = {"people", "api_tokens", "person_units", "invited_domains"}
"""Tables of who may see which units, which only administrators are shown."""
EXCUSED = {
    "voice": "webhooks, signed by the provider",
    "offers": "webhooks, signed by the provider",
    "sms": "webhooks, signed by the provider",
    "health": "for the monitor of the machine, which sees the service as a whole",
    "notice": "what callers are told of a survey: the survey and the lines file alone",
    "audio": "recordings of the wording",
    "assets": "style, script and pictures of the pages",
    "api_openapi": "the description of the API",
    "provider": "the built-in provider of local mode, behind its account",
    "phone": "calls and texts of its own page; outside local mode behind lines:read",
}
"""Blueprints whose routes are not asked here, each with the reason."""


def test_every_route_says_whom_it_admits_or_why_it_shows_nothing_of_anybody(worlds):
    app = worlds[0].site.app
    doors = {door.name: door for door in DOORS}
    for rule in app.url_map.iter_rules():
        owner, _, view = rule.endpoint.rpartition(".")
        if owner == "pages":
            assert view in app.blueprints[owner].admits, rule
        elif owner in doors:
            assert doors[owner].operations[view].scope, rule
        else:
            assert EXCUSED.get(owner), f"{rule}: give it a permission or a scope, or say here why it needs none"


def test_the_south_has_rows_in_every_table_that_knows_units(worlds):
    """Else the other tests would ask for nothing: a new table needs rows in two_units.py."""
    both, alone = ({name: size_of(world, name) for name in T} for world in worlds)
    for name, table in T.items():
        if KNOWS_UNITS.intersection(table.columns.keys()) and not OF_NO_UNIT.get(name):
            assert both[name] > alone[name] or name in ABOUT_ACCESS, name


def size_of(world, table):
    with world.site.runtime.database.read() as connection:
        return connection.execute(select(func.count()).select_from(T[table])).scalar_one()


@pytest.mark.parametrize("route", PAGES, ids=lambda route: route.path)
def test_a_manager_of_the_north_gets_the_same_pages_whether_the_south_has_data_or_not(worlds, route):
    if route.admits is Admits.EVERYBODY:
        asked = [world.site.app.test_client().get(route.path, buffered=True) for world in worlds]
        assert same(route.path, asked)
        return
    for path in filled(route.path, NORTH[:1] + SOUTH + NORTH[1:]):
        answers = [world.page(path) for world in worlds]
        told = same(path, answers)
        if path not in {route.path, *filled(route.path, NORTH[:1])} or answers[0].status_code != 200:
            continue
        for query in queries(names_in(told)):
            asked = f"{path}?{urlencode(query, doseq=True)}"
            same(asked, [world.page(asked) for world in worlds])


@pytest.mark.parametrize(("door", "view", "operation"), OPERATIONS, ids=lambda given: getattr(given, "name", given))
def test_a_token_of_the_north_gets_the_same_answers_whether_the_south_has_data_or_not(worlds, door, view, operation):
    (rule,) = (rule for rule in worlds[0].site.app.url_map.iter_rules() if rule.endpoint == f"{door.name}.{view}")
    if "GET" not in rule.methods:
        assert rule.methods <= {"DELETE"}
        return
    fields = [] if operation.query is None else list(operation.query.model_fields)
    needed = {name: value for name, value in ALLOWED.items() if name in fields}
    for path in filled(rule.rule, ["1234-5678", *SOUTH, *NORTH]):
        for query in chain([{}], queries(fields)):
            asked = f"{path}?{urlencode(needed | query, doseq=True)}"
            same(asked, [world.api(asked) for world in worlds])


@pytest.mark.parametrize("form", sorted(set(FORMATS) - OF_THE_AGENCY))
def test_a_file_that_a_token_of_the_north_orders_holds_nothing_of_the_south(worlds, form):
    orders = [{}, {"unit": "south"}, {"line": "shared-line"}, {"since": "2026-11-01", "identifying": True}]
    for order in orders:
        made = []
        for world in worlds:
            wanted = {"format": form, "survey": "a11-likert", **order}
            ordered = world.api(f"{PREFIX}/exports", method="POST", json=wanted)
            if ordered.status_code != 202:
                made.append(ordered)
                continue
            assert ordered.json["order"]["units"] == ["north"]
            make(world.site.runtime, ordered.json["id"], lambda: False)
            made.append(world.api(ordered.json["links"]["self"] + "/file"))
        same(f"{form} {order}", made)


@pytest.mark.parametrize("narrowed", [{}, {"unit": "south"}, {"line": "shared-line"}])
def test_a_report_that_a_manager_of_the_north_orders_holds_nothing_of_the_south(worlds, narrowed):
    made = []
    for world in worlds:
        ordered = world.browser.send("/exports/new", format=REPORT, quarter="2027-Q1", **narrowed)
        assert ordered.status_code == 303
        address = ordered.headers["Location"]
        make(world.site.runtime, address.rpartition("/")[2], lambda: False, of_pictures)
        made.append(world.page(f"{address}/file"))
    assert made[0].data.startswith(b"%PDF-")
    same(f"{REPORT} {narrowed}", made)


@pytest.mark.parametrize("form", sorted(OF_THE_AGENCY))
def test_a_file_of_the_whole_agency_is_refused_to_a_token_of_the_north(worlds, form):
    answer = worlds[0].api(f"{PREFIX}/exports", method="POST", json={"format": form, "quarter": "2027-Q1"})
    assert answer.status_code == 403, answer.text


def test_the_worlds_do_differ_for_whoever_sees_everything(worlds):
    """The probe itself: were the rows of the south not there, or not asked for, nothing here could fail."""
    both, alone = worlds
    with both.site.runtime.database.read() as connection:
        seen = connection.execute(select(T["responses"].c.comment)).scalars().all()
    assert any(MARKS["south"] in comment for comment in seen)
    north = both.api(f"{PREFIX}/responses?limit=1000").text
    assert MARKS["north"] in north
    assert MARKS["south"] not in north
    assert size_of(both, "responses") == 2 * size_of(alone, "responses")


def filled(path, ids):
    """The path with every id in place of its parts, or as it is where it has none."""
    if "<" not in path:
        return [path]
    return [re.sub(r"<[^>]+>", one, path) for one in dict.fromkeys(ids)]


def names_in(page):
    """The names that a page's forms and links give to what they ask for."""
    return set(re.findall(r'name="(\w+)"', page)) | set(re.findall(r"[?;&](\w+)=", page))


def queries(names):
    """Each name with what the south calls its own, in another case, as a wildcard and in a list."""
    south, north = values_of("south"), values_of("north")
    for name in sorted({*names, *WORDS, *DAYS, *MORE} - {"csrf_token"} if names else ()):
        value = south.get(name, "south")
        for given in (value, value.upper(), "%", [north.get(name, "north"), value]):
            yield {name: given}


def same(asked, answers):
    """What both worlds answer, which has to be the same, and to be no fault."""
    both, alone = answers
    assert both.status_code == alone.status_code < 500, (asked, both.status_code, alone.status_code)
    told = [plain(answer) for answer in answers]
    assert told[0] == told[1], difference(asked, *told)
    if MARKS["south"] not in asked.lower():
        assert MARKS["south"].encode() not in told[0], asked
    return told[0].decode("utf-8", "replace")


def plain(answer):
    """The bytes without what differs from one request to the next."""
    hidden = re.sub(rb'(name="(?:csrf_token|key)" value=")[^"]*', rb"\1", answer.data)
    # Where a token of units goes on: a mark under a key, of which nobody can make a number.
    return re.sub(rb'("next": )[0-9]+', rb"\1", hidden)


def difference(asked, both, alone):
    place = next((at for at, pair in enumerate(zip(both, alone, strict=False)) if len(set(pair)) > 1), 0)
    return asked, both[max(0, place - 200) : place + 200], alone[max(0, place - 200) : place + 200]
