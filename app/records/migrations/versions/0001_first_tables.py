"""The first tables: surveys, contacts, invitations, messages, responses, answers, opt-outs and upkeep."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

DRIVERS = ("effectiveness", "ease", "efficiency", "transparency", "humanity", "employee")
SCORES = ("satisfaction", *DRIVERS)
INDICATORS = tuple(f"{sign}_{driver}" for sign in ("positive", "negative") for driver in (*DRIVERS, "other"))
MEASURES = ("trust", "satisfaction", *DRIVERS, "other", "drivers", "comment", "additional")
CHANNELS = [
    "computer",
    "mobile",
    "email",
    "chatbot",
    "phone",
    "automated_phone",
    "in_person",
    "paper",
    "postal_mail",
    "fax",
    "self_service_kiosk",
    "other_non_digital",
    "website",
    "mobile_app",
    "live_chat",
    "sms_text_messages",
    "social_media",
    "other_digital",
]
MISSING = [
    "not_offered",
    "not_applicable",
    "skipped",
    "not_sure",
    "no_input",
    "invalid",
    "broken_off",
    "expired",
    "opted_out",
    "not_reached",
]
TRUST = (
    "trust is null or (trust_scale is not null and ("
    "(trust_scale = 'likert_5' and trust between 1 and 5) or (trust_scale = 'thumbs' and trust between 0 and 1)))"
)
TIME = sa.DateTime(timezone=True)
JSON = sa.JSON(none_as_null=True)
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
UUID = sa.Uuid(as_uuid=False)


def _optional(kind: Any, *names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, kind) for name in names]


def _required(kind: Any, *names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, kind, nullable=False) for name in names]


def _one_of(table: str, column: str, words: Iterable[str]) -> sa.CheckConstraint:
    listed = ", ".join(f"'{word}'" for word in words)
    return sa.CheckConstraint(f"{column} in ({listed})", name=op.f(f"ck_{table}_{column}"))


def _between(table: str, column: str, low: int, high: int) -> sa.CheckConstraint:
    return sa.CheckConstraint(f"{column} between {low} and {high}", name=op.f(f"ck_{table}_{column}"))


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=op.f(f"pk_{table}"))


def _unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=op.f(f"uq_{table}_{'_'.join(columns)}"))


def _refers(table: str, column: str, other: str, key: str, **on: Any) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.{key}"], name=op.f(f"fk_{table}_{column}_{other}"), **on)


def _index(table: str, *columns: str) -> None:
    op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, list(columns))


def upgrade() -> None:
    _upkeep()
    _contacts()
    _texts()
    _responses()
    _answers()


def downgrade() -> None:
    for table in ["answers", "responses", "opt_outs", "messages", "invitations", "contacts"]:
        op.drop_table(table)
    for table in ["change_counter", "rejected_entries", "surveys"]:
        op.drop_table(table)


def _upkeep() -> None:
    op.create_table(
        "surveys",
        *_required(sa.Text(), "id"),
        *_required(sa.Integer(), "version"),
        *_required(sa.Text(), "sha256", "definition"),
        *_required(TIME, "first_seen_at"),
        _key("surveys", "id", "version"),
    )
    op.create_table(
        "rejected_entries",
        *_required(BIG_ID, "id"),
        *_required(sa.Integer(), "shard"),
        *_required(sa.Text(), "entry_id", "entry", "reason"),
        *_required(TIME, "at"),
        _key("rejected_entries", "id"),
        _unique("rejected_entries", "shard", "entry_id"),
    )
    counter = op.create_table(
        "change_counter",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False),
        *_required(sa.BigInteger(), "value"),
        sa.CheckConstraint("id = 1", name=op.f("ck_change_counter_one_row")),
        _key("change_counter", "id"),
    )
    op.bulk_insert(counter, [{"id": 1, "value": 0}])


def _contacts() -> None:
    op.create_table(
        "contacts",
        *_required(sa.Text(), "id"),
        *_optional(sa.Text(), "external_id"),
        *_required(sa.Text(), "reported_by"),
        *_optional(sa.Text(), "line_id", "respondent_key"),
        *_optional(JSON, "facts"),
        *_optional(sa.Text(), "reason", "queue", "agent_key"),
        *_optional(sa.Integer(), "wait_seconds", "handle_seconds"),
        *_optional(TIME, "ended_at"),
        *_required(TIME, "created_at"),
        _key("contacts", "id"),
        _unique("contacts", "external_id"),
        _one_of("contacts", "reported_by", ("center", "call", "text")),
    )
    op.create_table(
        "invitations",
        *_required(sa.Text(), "id", "contact_id", "kind", "line_id", "door"),
        *_optional(sa.Text(), "opening", "disposition"),
        *_required(sa.Integer(), "turn"),
        *_optional(TIME, "ended_at", "closes_at"),
        *_required(TIME, "created_at"),
        _key("invitations", "id"),
        _refers("invitations", "contact_id", "contacts", "id"),
        _one_of("invitations", "kind", ("direct", "text", "call")),
        _one_of("invitations", "door", ("voice", "text")),
    )
    _index("invitations", "contact_id")
    _index("invitations", "closes_at")


def _texts() -> None:
    op.create_table(
        "messages",
        *_required(sa.Text(), "sid", "direction"),
        *_optional(sa.Text(), "line_id", "respondent_key", "response_id", "body", "reply", "handling"),
        *_required(TIME, "at"),
        _key("messages", "sid"),
        _one_of("messages", "direction", ("in", "out")),
    )
    _index("messages", "response_id")
    _index("messages", "respondent_key", "at")
    op.create_table(
        "opt_outs",
        *_required(sa.Text(), "respondent_key"),
        *_optional(sa.Text(), "line_id", "how", "sid"),
        *_required(TIME, "at"),
        *_required(sa.Boolean(), "lifted"),
        _key("opt_outs", "respondent_key"),
    )


_SURVEY_COLUMNS = [
    *_required(BIG_ID, "id"),
    *_required(UUID, "response_id"),
    *_required(sa.Text(), "source", "source_id"),
    *_optional(sa.Text(), "line_id", "invitation_id"),
    *_required(sa.Integer(), "turn"),
    *_optional(sa.BigInteger(), "seed"),
    *_optional(JSON, "label_order"),
    *_optional(sa.Text(), "survey_hash"),
    *_required(sa.Text(), "entry", "survey_id"),
    *_optional(sa.Integer(), "survey_version"),
    *_required(sa.Text(), "instrument", "channel"),
    *_required(JSON, "channels_used"),
    *_optional(sa.Text(), "language"),
]
_PLACE_COLUMNS = [
    *_optional(sa.Text(), "agency", "bureau", "service", "touchpoint", "transaction_point", "service_stage"),
    *_optional(sa.Text(), "organizational_unit", "location_code", "queue", "agent_key", "contact_id"),
    *_optional(TIME, "contact_ended_at"),
    *_optional(sa.Text(), "contact_reason"),
    *_optional(sa.Integer(), "wait_seconds", "handle_seconds"),
    *_optional(sa.Text(), "stratum"),
    *_optional(sa.Double(), "draw_probability"),
    *_optional(sa.Text(), "respondent_key"),
]
_RESULT_COLUMNS = [
    *_optional(TIME, "offered_at", "started_at", "ended_at"),
    *_optional(sa.Double(), "duration_seconds"),
    *_required(sa.Text(), "status"),
    *_required(sa.Boolean(), "late"),
    *_required(sa.Integer(), "asked_count", "answered_count"),
    *_optional(sa.Integer(), "trust"),
    *_optional(sa.Text(), "trust_scale"),
    *_optional(sa.Integer(), *SCORES, *INDICATORS),
    *_optional(sa.Text(), "comment", "clearance"),
]
_CARE_COLUMNS = [
    *_required(JSON, "tags"),
    *_required(sa.Boolean(), "flagged", "spam", "archived", "deleted"),
    *_optional(TIME, "deleted_at"),
    *_required(sa.Boolean(), "test"),
    *_required(TIME, "created_at", "updated_at"),
    *_optional(sa.BigInteger(), "change_seq"),
]


def _responses() -> None:
    table = "responses"
    op.create_table(
        table,
        *_SURVEY_COLUMNS,
        *_PLACE_COLUMNS,
        *_RESULT_COLUMNS,
        *_CARE_COLUMNS,
        _key(table, "id"),
        _unique(table, "response_id"),
        _unique(table, "source", "source_id"),
        _unique(table, "change_seq"),
        _refers(table, "invitation_id", "invitations", "id"),
        _one_of(table, "entry", ("handed_over", "invited_text", "invited_call", "walk_in", "imported")),
        _one_of(table, "instrument", ("a11-likert", "a11-tapped")),
        _one_of(table, "channel", CHANNELS),
        _one_of(table, "status", ("in_progress", "complete", "partial", "broken_off", "declined")),
        _one_of(table, "trust_scale", ("likert_5", "thumbs")),
        sa.CheckConstraint(TRUST, name=op.f("ck_responses_trust")),
        *(_between(table, score, 1, 5) for score in SCORES),
        *(_between(table, indicator, 0, 1) for indicator in INDICATORS),
    )
    _index(table, "line_id", "respondent_key", "started_at")
    _index(table, "status", "started_at")
    _index(table, "invitation_id")


def _answers() -> None:
    table = "answers"
    op.create_table(
        table,
        *_required(UUID, "response_id"),
        *_required(sa.Text(), "question", "measure"),
        *_required(sa.Integer(), "turn"),
        *_required(sa.Text(), "channel"),
        *_optional(sa.Text(), "scale", "native"),
        *_optional(sa.Integer(), "value"),
        *_optional(sa.Text(), "missing", "text", "raw", "how"),
        *_optional(sa.Double(), "confidence"),
        *_required(sa.Integer(), "wrong", "silent", "repeats"),
        *_optional(sa.Integer(), "position"),
        *_optional(sa.Text(), "sid"),
        *_optional(TIME, "asked_at", "answered_at"),
        *_optional(sa.Integer(), "survey_version"),
        _key(table, "response_id", "question"),
        _refers(table, "response_id", "responses", "response_id", ondelete="CASCADE"),
        _one_of(table, "measure", MEASURES),
        _one_of(table, "channel", CHANNELS),
        _one_of(table, "missing", MISSING),
    )
