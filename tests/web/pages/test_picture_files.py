"""The addresses of pictures: whose they are, and what stands there until they are drawn."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime

import pytest

from app.access import people
from app.access.audit import COMMAND
from app.access.people import Access
from app.access.roles import Role
from app.pictures import keeping
from app.pictures.drawing import draw_dots
from app.pictures.keeping import show
from app.pictures.look import framed
from app.pictures.picture import Picture, Table

NORTH, SOUTH = frozenset({"North"}), frozenset({"South"})


def kept(site, units):
    """The key of a picture that a page shows to those who see these units."""
    spec = framed(["A bar."], 100, data={"values": [{"y": 1}]}, mark="bar")
    picture = Picture("bar", ("A bar.",), spec, Table("Bars", ("Bar",), ()))
    ((one,),) = show(site.runtime, {"place": [picture]}, units).values()
    return one.key


def drawn(site, units):
    key = kept(site, units)
    draw_dots(site.runtime.database, key, datetime.now(UTC))
    return key


def reader(site, name, role, units=frozenset(), agent=None):
    site.person(f"{name}@agency.gov", Access(frozenset({role}), units, agent))
    return site.inside(f"{name}@agency.gov")


def test_whoever_sees_one_unit_gets_its_pictures_and_nobody_elses_by_any_key(site):
    keys = {name: drawn(site, units) for name, units in {"north": NORTH, "south": SOUTH, "all": None}.items()}
    browsers = {
        "north": reader(site, "north", Role.MANAGER, NORTH),
        "south": reader(site, "south", Role.ANALYST, SOUTH),
        "all": reader(site, "ann", Role.ADMINISTRATOR),
    }
    for whose, key in keys.items():
        for who, browser in browsers.items():
            answers = [browser.get(f"/pictures/{key}.{kind}").status_code for kind in ("svg", "png")]
            assert answers == ([200, 200] if who == whose else [404, 404]), (who, whose)


def test_who_lost_a_unit_gets_its_pictures_no_more(site):
    key, browser = drawn(site, NORTH | SOUTH), reader(site, "both", Role.MANAGER, NORTH | SOUTH)
    assert browser.get(f"/pictures/{key}.svg").status_code == 200
    site.person()
    with site.runtime.database.begin() as connection:
        whom = people.by_email(connection, "both@agency.gov")
        people.change(connection, whom.id, Access(frozenset({Role.MANAGER}), NORTH), site.moment, COMMAND)
    assert browser.get(f"/pictures/{key}.svg").status_code == 404


def test_roles_without_results_and_strangers_get_none(site):
    key = drawn(site, None)
    assert site.browser().get(f"/pictures/{key}.svg").status_code == 302
    assert reader(site, "bob", Role.AGENT, None, "A").get(f"/pictures/{key}.svg").status_code == 403
    assert reader(site, "eve", Role.OPERATOR, None).get(f"/pictures/{key}.png").status_code == 403


def test_a_picture_comes_as_what_it_is_and_is_not_stored_on_the_way(site):
    key, browser = drawn(site, None), reader(site, "ann", Role.ADMINISTRATOR)
    svg, png = (browser.get(f"/pictures/{key}.{kind}") for kind in ("svg", "png"))
    assert (svg.mimetype, svg.data[:4], png.mimetype, png.data[:4]) == (
        "image/svg+xml",
        b"<svg",
        "image/png",
        b"\x89PNG",
    )
    for answer in (svg, png):
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'self'")


def test_until_it_is_drawn_words_stand_in_its_place(site, monkeypatch):
    monkeypatch.setattr(keeping, "PATIENCE_SECONDS", 0.0)
    key, browser = kept(site, None), reader(site, "ann", Role.ADMINISTRATOR)
    svg, png = (browser.get(f"/pictures/{key}.{kind}") for kind in ("svg", "png"))
    assert (svg.status_code, svg.mimetype, svg.headers["Retry-After"]) == (202, "image/svg+xml", "2")
    assert "This picture is being drawn" in svg.text
    assert (png.status_code, png.mimetype, png.headers["Retry-After"]) == (503, "text/html", "2")
    assert "The picture is not ready" in png.text


@pytest.mark.parametrize(
    "module",
    ["app.assembly", "app.web.pages.pictures", "workers.sweeps", "workers.recorder", "workers.exporting"],
)
def test_what_draws_is_in_no_process_that_answers_or_exports(module):
    code = f"import sys, {module}; print([name for name in ('vl_convert', 'fpdf') if name in sys.modules])"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
