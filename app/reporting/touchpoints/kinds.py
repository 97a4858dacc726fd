"""The kinds of respondent that a file for Touchpoints would hold: what it has no column for and ought not to mix."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, select

from app.errors import BadInput
from app.records.responses import KIND_COLUMNS, Response
from app.reporting.formats.streaming import literal
from app.reporting.selection import Selection

Kinds = Sequence[Row[Any]]
"""One row a kind, with the columns of ``KIND_COLUMNS``."""

_SCALES = {"likert_5": "1 to 5", "thumbs": "0 or 1"}
_ONE_A_FILE = ("service", "survey_id", "survey_version", "transaction_point", "service_stage", "channel")


def with_trust(selection: Selection) -> tuple[ColumnElement[bool], ...]:
    """The conditions of the responses that a file of version 2 holds: respondents with a trust answer."""
    return (*selection.respondents(), Response.trust.is_not(None))


def kinds_in(connection: Connection, form: str, selection: Selection) -> Kinds:
    """The kinds of the responses meant. Raises BadInput where trust is on two scales."""
    columns = [Response.__table__.c[name] for name in KIND_COLUMNS]
    # Without parameters, so that both databases see that the index of kinds holds all that is asked for.
    kinds = connection.execute(literal(connection, select(*columns).where(*with_trust(selection)).distinct())).all()
    _refuse_two_scales(form, kinds)
    return kinds


def mixed(kinds: Kinds) -> Iterator[str]:
    """Sentences that tell what the file mixes."""
    for name in _ONE_A_FILE:
        values = sorted({"none" if (value := getattr(kind, name)) is None else str(value) for kind in kinds})
        if len(values) > 1:
            yield f"The file mixes {name}: {', '.join(values)}. Touchpoints expects one file for each."


def _refuse_two_scales(form: str, kinds: Kinds) -> None:
    used: dict[str, set[str]] = {}
    for kind in kinds:
        version = "" if kind.survey_version is None else f" version {kind.survey_version}"
        used.setdefault(kind.trust_scale, set()).add(f"{kind.survey_id}{version} by {kind.channel}")
    if len(used) > 1:
        told = "; ".join(f"{_SCALES[scale]} ({scale}) in {', '.join(sorted(used[scale]))}" for scale in sorted(used))
        raise BadInput(
            f"{form}: trust is {told}. One file holds only one scale: choose with --survey, --channel, "
            "--line or --since and --until"
        )
