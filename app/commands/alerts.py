"""``aftercall alerts``: what staff had to know, and who was told when."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import click
from sqlalchemy import Row, select

from app.records.alerts import Alert, AlertNotice
from app.records.database import connect
from app.records.queries import require_tables
from app.settings import Settings

NEWEST = 100


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.option("--number", default=NEWEST, show_default=True, type=click.IntRange(1, 100_000), help="How many at most.")
def alerts(number: int, *, as_json: bool) -> None:
    """List the alerts, the newest first, with who was told."""
    database = connect(Settings.of_command().database_url)
    try:
        with database.read() as connection:
            require_tables(connection)
            found = connection.execute(select(Alert).order_by(Alert.made_at.desc(), Alert.id).limit(number)).all()
            mine = AlertNotice.source.in_([alert.source for alert in found])
            order = (AlertNotice.name, AlertNotice.way)
            notices = connection.execute(select(AlertNotice).where(mine).order_by(*order)).all()
    finally:
        database.close()
    for alert in found:
        told = [notice for notice in notices if (notice.kind, notice.source) == (alert.kind, alert.source)]
        for line in _as_json(alert, told) if as_json else _as_words(alert, told):
            click.echo(line)
    click.echo(f"{len(found)} alert(s)", err=True)


def _as_words(alert: Row[Any], told: list[Row[Any]]) -> Iterator[str]:
    about = f"response {alert.response_id}" if alert.response_id else alert.words or alert.source
    yield f"{alert.made_at:%Y-%m-%d %H:%M:%S} UTC  {alert.kind}  line {alert.line_id}  {about}"
    for notice in told:
        when = "" if notice.told_at is None else f" at {notice.told_at:%H:%M:%S}"
        why = "" if notice.problem is None else f": {notice.problem}"
        yield f"  {notice.name} by {notice.way}: {notice.state}{when}, {notice.tries} time(s) tried{why}"
    if not told and alert.addressed:
        yield "  nobody was told: the line has no staff in the lines file"


def _as_json(alert: Row[Any], told: list[Row[Any]]) -> Iterator[str]:
    names = ("id", "kind", "line_id", "response_id", "source", "words")
    notices = [
        {name: getattr(notice, name) for name in ("name", "way", "state", "tries", "problem")}
        | {"told_at": None if notice.told_at is None else notice.told_at.isoformat()}
        for notice in told
    ]
    plain = {name: getattr(alert, name) for name in names} | {"made_at": alert.made_at.isoformat(), "told": notices}
    yield json.dumps(plain, ensure_ascii=False)
