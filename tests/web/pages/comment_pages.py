"""A site whose first line asks whether callers may be called back and compares its agents, with responses on it."""

from __future__ import annotations

from commented import AGES_AGO, AGREES, BEGAN, save_surveys, store
from entry_examples import QUESTIONS, answer
from site_pages import Site

from app.lines import LOCAL_LINES


def lines_file(directory):
    """The lines of local mode with a call back on the first."""
    more = f"    direct: walk_in\n    agents_compared: true\n    call_back: {{question: {AGREES}}}\n"
    path = directory / "lines.yaml"
    path.write_text(LOCAL_LINES.read_text(encoding="utf-8").replace("    direct: walk_in\n", more, 1), encoding="utf-8")
    return path


def opened(directory, database_url, valkey_url):
    """The site, without responses."""
    site = Site(directory, database_url, valkey_url, LINES_FILE=str(lines_file(directory)))
    save_surveys(site.runtime.database)
    return site


COMMENTS = (
    (
        "I was on hold for two hours, then the call dropped. Call me back at (202) 555-0143 or ann.lee@example.com.",
        1,
        1,
    ),
    ("The agent was patient and explained form 21-526EZ step by step. My $1,200 came within 3 days.", 5, 5),
    ("¿Por qué nadie contesta? Mi seguro social es 078-05-1120 y todavía espero desde 2024.", 2, 1),
    ("Thanks, all good.", 4, 5),
    ("Website said one thing, the agent another. Nobody could tell me which is right.", 2, 3),
)


def fill(site):
    """The ids of responses of unit north, the first with everything; then one of south."""
    database, ids = site.runtime.database, []
    for number, (comment, trust, satisfaction) in enumerate(COMMENTS, start=1):
        scores = {"trust": trust, "satisfaction": satisfaction, "organizational_unit": "north", "agent_key": "agent-7"}
        given = [
            answer(one, turn, channel="sms_text_messages", asked_at=at(number, turn - 1), answered_at=at(number, turn))
            for turn, one in enumerate(QUESTIONS, start=1)
        ]
        language = "es" if comment.startswith("¿") else "en"
        more = {"answers": given, "language": language, **scores}
        ids.append(store(database, number, comment, agreed=number == 1, minutes=number * AGES_AGO, **more))
    ids.append(store(database, 9, "A comment of the south", agreed=True, organizational_unit="south"))
    return ids


def at(number, turn):
    """When the question of a turn was answered, in seconds since 1970."""
    return BEGAN.timestamp() + number * AGES_AGO * 60 + 9 * turn
