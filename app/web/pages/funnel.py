"""The funnel: where contacts stand, who hands over whom, who calls again, and what becomes of each question."""

from __future__ import annotations

from dataclasses import replace

from flask import Response

from app.access.people import listed
from app.access.roles import Permission
from app.overview.funnel import funnel_page
from app.pictures.keeping import show as show_pictures
from app.pictures.of_pages import of_funnel
from app.reporting.figures.outcome_rates import LABEL
from app.web.pages.filters import read_filters
from app.web.pages.guard import note_seen, person, runtime
from app.web.pages.shell import page


def show() -> Response:
    """Every line; agents for those who may see them, of lines that allow it."""
    filters, lines = read_filters(), runtime().lines
    if filters.view is None:
        return page("funnel", 422, filters=filters)
    may_see_agents = person().may(Permission.AGENTS_READ)
    agents_of = frozenset(line.id for line in lines.lines if line.agents_compared and may_see_agents)
    with runtime().database.read() as connection:
        found = funnel_page(connection, lines, replace(filters.view, agents_of=agents_of))
        people = listed(connection) if found.agents else ()
    if found.agents:
        note_seen()
    names = {one.access.agent_key: one.name for one in people}
    pictures = show_pictures(runtime(), of_funnel(found, lines), filters.view.units)
    return page(
        "funnel", filters=filters, found=found, pictures=pictures, by_id=lines.by_id, names=names, rates_label=LABEL
    )
