"""Responses, contacts and sends of two years made inside PostgreSQL, for the benchmark of pages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection

from app.records.database import Database
from app.records.queries import save_survey
from flows.load import SHIPPED_SURVEYS, load_surveys
from flows.survey import DRIVERS, Survey

LINES = 4
ENDS = datetime(2026, 10, 1, 4, tzinfo=UTC)
"""The first moment of a month in New York, after the last day."""
DAYS = 730
_LIKERT = ("satisfaction", "trust", "effectiveness", "ease", "efficiency", "transparency", "employee")
_SILENT = 0.5
"""Contacts without a response, for each that has one."""


def fill(database: Database, responses: int, *, days: int = DAYS, ends: datetime = ENDS, lines: int = LINES) -> None:
    """So many responses spread over ``days`` up to ``ends``, with their answers, contacts, invitations and sends."""
    begins = ends - timedelta(days=days)
    with database.begin() as connection:
        surveys = {survey.id: survey for survey in load_surveys(SHIPPED_SURVEYS)}
        for survey in surveys.values():
            save_survey(connection, survey.id, survey.version, survey.sha256, survey.canonical)
        seconds = days * 86400
        _people(
            connection, responses, f"timestamptz '{begins.isoformat()}' + random() * {seconds} * interval '1s'", lines
        )
        _contacts(connection)
        _responses(connection, surveys)
        _answers(connection)
        connection.exec_driver_sql("drop table people")
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("vacuum analyze")


def _people(connection: Connection, responses: int, moment: str, lines: int) -> None:
    """What is drawn of everybody, once."""
    scores = ", ".join(f"1 + floor(5 * sqrt(random()))::int as {name}" for name in _LIKERT)
    taps = ", ".join(f"(random() < 0.3)::int as tap_{driver}" for driver in DRIVERS)
    everybody = round(responses * (1 + _SILENT))
    connection.exec_driver_sql(
        f"create temporary table people as select gen_random_uuid() as id, n <= {responses} as responds, "
        f"{moment} as at, 'line-' || (1 + floor({lines} * random())::int) as line, random() < 0.5 as by_text, "
        "'queue-' || (1 + floor(3 * random())::int) as queue, 'Unit ' || (1 + floor(2 * random())::int) as unit, "
        "'agent-' || (1 + floor(60 * random())::int) as agent, "
        "case when random() < 0.85 then 'en' else 'es' end as language, random() < 0.1 as left_early, "
        f"{scores}, {taps} from generate_series(1, {everybody}) n"
    )


def _contacts(connection: Connection) -> None:
    run = connection.exec_driver_sql
    run(
        "insert into contacts (id, reported_by, state, line_id, queue, agent_key, organizational_unit, language, "
        "decision, draw, draw_probability, ended_at, created_at, respondent_key) select 'c' || id, 'center', 'ended', "
        "line, queue, agent, unit, language, case when responds or random() < 0.7 then 'ask' else 'not_drawn' end, "
        "0.1, 0.5, at, at, md5(id::text) from people"
    )
    run(
        "insert into invitations (id, contact_id, kind, line_id, door, turn, created_at, state, final, attempt, "
        "delivered_at, opening, disposition) select 'i' || p.id, 'c' || p.id, case when by_text then 'text' else "
        "'direct' end, line, case when by_text then 'text' else 'voice' end, 8, at, 'done', case when responds then "
        "case when left_early then 'broken_off' else 'complete' end when by_text then 'no_reply' else "
        "'not_handed_over' end, by_text::int, at, '[]', case when responds then 'completed' end "
        "from people p join contacts c on c.id = 'c' || p.id where c.decision = 'ask'"
    )
    run(
        "insert into sends (invitation_id, attempt, action, door, sender, line_id, state, segments, price, claimed_at, "
        "updated_at) select i.id, 1, 'invite', 'text', i.line_id, i.line_id, 'delivered', 2, 0.016, i.created_at, "
        "i.created_at from invitations i where i.door = 'text' and not exists "
        "(select 1 from sends s where s.invitation_id = i.id)"
    )


def _responses(connection: Connection, surveys: dict[str, Survey]) -> None:
    lists = [f"{sign}_{driver}" for sign in ("positive", "negative") for driver in DRIVERS]
    tapped = ", ".join(
        f"case when by_text and not left_early and trust {led} then tap_{driver} end"
        for led in ("> 3", "<= 3")
        for driver in DRIVERS
    )
    scored = ", ".join(f"case when not by_text then {name} end" for name in _LIKERT[2:])
    survey = "case when by_text then 'a11-tapped' else 'a11-likert' end"
    version = f"case when by_text then {surveys['a11-tapped'].version} else {surveys['a11-likert'].version} end"
    channel = "case when by_text then 'sms_text_messages' else 'automated_phone' end"
    connection.exec_driver_sql(
        "insert into responses (response_id, source, source_id, line_id, invitation_id, contact_id, turn, entry, "
        "survey_id, survey_version, instrument, channel, channels_used, language, service, organizational_unit, queue, "
        "agent_key, contact_ended_at, offered_at, started_at, ended_at, duration_seconds, status, late, asked_count, "
        "answered_count, trust_scale, tags, flagged, spam, archived, deleted, test, created_at, updated_at, "
        f"satisfaction, trust, {', '.join(_LIKERT[2:])}, {', '.join(lists)}, change_seq) select id, 'aftercall', id, "
        "line, i.id_of, 'c' || id, 8, case when by_text then 'invited_text' else 'handed_over' end, "
        f"{survey}, {version}, {survey}, {channel}, json_build_array({channel}), language, 'Benefits', unit, queue, "
        "agent, at, at, at, at + interval '80s', 60 + 40 * random(), case when left_early then 'partial' else "
        "'complete' end, false, 7, 7, 'likert_5', '[]', false, false, false, false, false, at, at, satisfaction, "
        f"trust, {scored}, {tapped}, (select coalesce(max(change_seq), 0) from responses) + row_number() over () "
        "from people, lateral (select 'i' || id as id_of) i where responds"
    )


def _answers(connection: Connection) -> None:
    """The answers of the seven scores by phone; of two scores and the lists by text."""
    run = connection.exec_driver_sql
    measures = ", ".join(f"({place}, '{name}')" for place, name in enumerate(_LIKERT, start=1))
    run(
        "insert into answers (response_id, question, measure, turn, channel, value, native, wrong, silent, repeats, "
        "position, asked_at, answered_at, missing) select p.id, q.name, q.name, q.place, case when by_text then "
        "'sms_text_messages' else 'automated_phone' end, 4, '4', (random() < 0.05)::int, (random() < 0.05)::int, "
        "(random() < 0.02)::int, q.place, at + q.place * interval '5s', at + q.place * interval '9s', null "
        f"from people p cross join (values {measures}) q(place, name) where responds and (not by_text or q.place < 3)"
    )
    run(
        "insert into answers (response_id, question, measure, turn, channel, native, wrong, silent, repeats, position, "
        "asked_at, answered_at, missing) select p.id, case when trust > 3 then 'went_well' else 'went_wrong' end, "
        "'drivers', 3, 'sms_text_messages', '0', 0, 0, 0, 3, at, at + interval '20s', case when left_early then "
        "'broken_off' end from people p where responds and by_text"
    )
