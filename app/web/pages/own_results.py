"""My results: the calls of the agent who is signed in, and how the people of these calls answered."""

from __future__ import annotations

from flask import Response, abort

from app.outreach.contacts import rules_of
from app.overview.own_results import own_results
from app.web.pages.guard import person, runtime
from app.web.pages.local_times import local_today, local_zone
from app.web.pages.shell import page


def show() -> Response:
    """By month; contact reports name the agent, and the records keep what stands for that name."""
    here, named = runtime(), person().access.agent_key
    if named is None:
        abort(403)
    keys = {named, rules_of(here).agent_key(named) or named}
    with here.database.read() as connection:
        found = own_results(connection, keys, local_zone(), local_today(), walk_ins=here.settings.local_mode)
    return page("own_results", found=found, named=named)
