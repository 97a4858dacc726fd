"""Many responses made inside a database from a few hundred, for the benchmark of exports."""

from __future__ import annotations

import random
import uuid
from typing import Any

from sqlalchemy import Connection

from app.records.database import connect
from app.records.entries import write_entries
from app.records.migrate import migrate
from app.records.queries import save_survey
from app.records.responses import Answer, Response
from flows.load import SHIPPED_SURVEYS, load_surveys
from flows.survey import DRIVERS

PATTERNS = 400
_YEAR = 365 * 86400
_BEGAN = 1_760_000_000.0
_COMMENTS = ("Very helpful", "Long wait, but good", 'I was told to "wait"', "ok", "muchas gracias, señora")
_SCORES = ("satisfaction", "trust")
_OF_ITS_OWN = (
    "id",
    "response_id",
    "source_id",
    "change_seq",
    "started_at",
    "ended_at",
    "respondent_key",
    "wait_seconds",
)


def fill(url: str, rows: int) -> int:
    """Makes the tables and about so many responses with their answers; how many they are."""
    migrate(url)
    database = connect(url, statement_seconds=0)
    try:
        with database.begin() as connection:
            for survey in load_surveys(SHIPPED_SURVEYS):
                save_survey(connection, survey.id, survey.version, survey.sha256, survey.canonical)
            write_entries(connection, [_entry(random.Random(number)) for number in range(PATTERNS)])
            copies = max(0, rows // PATTERNS - 1)
            if copies:
                _multiply(connection, copies)
        if database.engine.dialect.name == "postgresql":
            with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql("vacuum analyze")
    finally:
        database.close()
    return PATTERNS * (copies + 1)


def _multiply(connection: Connection, copies: int) -> None:
    """Copies of every response, each with ids and times of its own, in an order in which they may have come."""
    postgres = connection.dialect.name == "postgresql"
    numbers = (
        f"select n from generate_series(1, {copies}) n"
        if postgres
        else f"with recursive s(n) as (select 1 union all select n + 1 from s where n < {copies}) select n from s"
    )
    new_id = "md5(response_id::text || n)::uuid" if postgres else "lower(hex(randomblob(16)))"
    shift = (
        "{0} + (hashtext(new_id::text) % 15000000) * interval '1 second'"
        if postgres
        else "strftime('%Y-%m-%d %H:%M:%f000', {0}, (abs(random()) % 30000000 - 15000000) || ' seconds')"
    ).replace("%", "%%" if postgres else "%")
    source_id = "new_id::text" if postgres else _dashed("new_id")
    own = {
        "response_id": "new_id",
        "source_id": source_id,
        "change_seq": f"{PATTERNS} + row_number() over (order by n)",
        "started_at": shift.format("started_at"),
        "ended_at": shift.format("ended_at"),
        "respondent_key": "md5(new_id::text) || md5(n::text)" if postgres else "new_id || new_id",
        "wait_seconds": "n % 900".replace("%", "%%" if postgres else "%"),
    }
    run = connection.exec_driver_sql
    made = f"select n, response_id as old_id, {new_id} as new_id from ({numbers}) s cross join responses"
    run(f"create temporary table made as {made}")
    columns = [column.name for column in Response.__table__.columns if column.name not in _OF_ITS_OWN]
    values = [*columns, *own.values()]
    joined = "made cross join responses" if not postgres else "made join responses"
    joined += " on response_id = old_id"
    run(f"insert into responses ({', '.join([*columns, *own])}) select {', '.join(values)} from {joined} order by n")
    named = [column.name for column in Answer.__table__.columns if column.name != "response_id"]
    run(
        f"insert into answers (response_id, {', '.join(named)}) select new_id, {', '.join(named)} "
        "from made join answers on response_id = old_id order by new_id"
    )
    run("drop table made")


def _dashed(column: str) -> str:
    return " || '-' || ".join(
        f"substr({column}, {first}, {long})" for first, long in ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))
    )


_EVERY = {
    "source": "aftercall",
    "line_id": "benefits",
    "turn": 3,
    "entry": "handed_over",
    "survey_id": "a11-tapped",
    "survey_version": 1,
    "instrument": "a11-tapped",
    "agency": "Department of Example",
    "bureau": "Bureau of Examples",
    "service": "Benefits enrollment",
    "transaction_point": "post_interaction",
    "location_code": "DC",
    "trust_scale": "likert_5",
    "clearance": "1234-0001",
    "duration_seconds": 60.5,
    "asked_count": 3,
}
"""What is the same in all of them."""


def _entry(draw: random.Random) -> dict[str, Any]:
    """One response to the tapped survey: by phone or text, nine of ten past their list, some with a comment."""
    channel = draw.choice(["sms_text_messages", "automated_phone"])
    trust, left = draw.randint(1, 5), draw.random() < 0.1
    led, other = ("went_well", "went_wrong") if trust > 3 else ("went_wrong", "went_well")
    response_id = str(uuid.UUID(int=draw.getrandbits(128)))
    about = {"label_order": {led: [*draw.sample("123456", 6), "7"]}, "channel": channel, "channels_used": [channel]}
    scores = [
        _answer(name, name, turn, channel, value=trust, native=str(trust)) for turn, name in enumerate(_SCORES, 1)
    ]
    return {
        "v": 1,
        "session": f"00-{response_id}",
        "turn": 3,
        "response": {
            "response_id": response_id,
            "source_id": response_id,
            **_EVERY,
            **about,
            **_call(draw),
            **_given(draw, trust, left, channel),
        },
        "answers": [
            *scores,
            _answer(led, "drivers", 3, channel, missing="broken_off" if left else None, native=None if left else "0"),
            _answer(other, "drivers", 3, channel, missing="not_applicable"),
        ],
    }


def _call(draw: random.Random) -> dict[str, Any]:
    """What the contact brings along, and its times."""
    began = _BEGAN + draw.random() * _YEAR
    return {
        "seed": draw.getrandbits(31),
        "survey_hash": f"{draw.getrandbits(256):064x}",
        "language": draw.choice(["en", "es"]),
        "organizational_unit": f"Unit {draw.randint(1, 9)}",
        "queue": f"queue-{draw.randint(1, 5)}",
        "agent_key": f"agent-{draw.randint(1, 300)}",
        "contact_id": f"contact-{draw.getrandbits(40)}",
        "contact_ended_at": began - 5,
        "wait_seconds": draw.randint(0, 900),
        "handle_seconds": draw.randint(30, 900),
        "respondent_key": f"{draw.getrandbits(256):064x}",
        "offered_at": began - 2,
        "started_at": began,
        "ended_at": began + 60,
    }


def _given(draw: random.Random, trust: int, left: bool, channel: str) -> dict[str, Any]:  # noqa: FBT001
    """What the person said; who left chose nothing from the list."""
    sign = "positive" if trust > 3 else "negative"
    chosen = {driver for driver in DRIVERS if draw.random() < 0.3}
    says_more = channel == "sms_text_messages" and not left and draw.random() < 0.5
    return {
        "status": "partial" if left else "complete",
        "answered_count": 2 if left else 3,
        **dict.fromkeys(_SCORES, trust),
        "comment": draw.choice(_COMMENTS) if says_more else None,
        **({} if left else {f"{sign}_{driver}": int(driver in chosen) for driver in DRIVERS}),
    }


def _answer(question: str, measure: str, turn: int, channel: str, **given: Any) -> dict[str, Any]:
    return {"question": question, "measure": measure, "turn": turn, "channel": channel, **given}
