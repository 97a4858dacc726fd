"""What reports need: clearances, volumes, published figures, tokens of the API, and files made on request."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

CHANNELS = (
    "computer mobile email chatbot phone automated_phone in_person paper postal_mail fax self_service_kiosk "
    "other_non_digital website mobile_app live_chat sms_text_messages social_media other_digital"
).split()
FILE_STATES = ("queued", "running", "done", "failed", "cancelled", "expired")
TIME = sa.DateTime(timezone=True)
JSON = sa.JSON(none_as_null=True)
BIG = sa.BigInteger()
BIG_ID = BIG.with_variant(sa.Integer(), "sqlite")


def _optional(kind: Any, *names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, kind) for name in names]


def _required(kind: Any, *names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, kind, nullable=False) for name in names]


def _check(table: str, name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))


def _at_least_0(table: str, *columns: str) -> list[sa.CheckConstraint]:
    return [_check(table, column, f"{column} >= 0") for column in columns]


def _one_of(table: str, column: str, words: Any) -> sa.CheckConstraint:
    listed = ", ".join(f"'{word}'" for word in words)
    return _check(table, column, f"{column} in ({listed})")


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=op.f(f"pk_{table}"))


def _unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=op.f(f"uq_{table}_{'_'.join(columns)}"))


def upgrade() -> None:
    _counts()
    _published()
    _access()
    _indexes()


def downgrade() -> None:
    op.drop_index(op.f("ix_answers_passed_lists"), "answers")
    op.drop_index(op.f("ix_responses_kinds"), "responses")
    for table in ["files", "api_tokens", "published_items", "published_surveys", "volumes", "clearances"]:
        op.drop_table(table)


def _counts() -> None:
    op.create_table(
        "clearances",
        *_required(sa.Text(), "control_number"),
        *_optional(sa.Text(), "title"),
        *_optional(sa.Date(), "issued_on"),
        *_required(sa.Date(), "expires_on"),
        *_optional(sa.Double(), "burden_minutes"),
        *_optional(sa.Integer(), "approved_responses"),
        *_optional(sa.Text(), "federal_register_url"),
        *_required(sa.Text(), "source"),
        *_required(TIME, "created_at", "updated_at"),
        _key("clearances", "control_number"),
        *_at_least_0("clearances", "approved_responses"),
        _check("clearances", "burden_minutes", "burden_minutes > 0"),
    )
    op.create_table(
        "volumes",
        *_required(BIG_ID, "id"),
        *_required(sa.Date(), "day"),
        *_required(sa.Text(), "service", "channel"),
        *_required(sa.Integer(), "customers"),
        *_optional(sa.Integer(), "abandoned"),
        *_optional(sa.Double(), "speed_of_answer_seconds"),
        *_optional(sa.Integer(), "offered"),
        *_required(sa.Text(), "source"),
        *_required(TIME, "created_at", "updated_at"),
        _key("volumes", "id"),
        _unique("volumes", "day", "service", "channel"),
        _one_of("volumes", "channel", CHANNELS),
        *_at_least_0("volumes", "customers", "abandoned", "speed_of_answer_seconds", "offered"),
    )


def _published() -> None:
    table = "published_surveys"
    op.create_table(
        table,
        *_required(BIG_ID, "id"),
        *_required(sa.Text(), "source", "source_id"),
        *_optional(sa.Text(), "organization", "organization_abbreviation", "service_provider", "service"),
        *_optional(sa.Text(), "service_provided", "transaction_point", "channel"),
        *_required(sa.Integer(), "fiscal_year", "quarter"),
        *_optional(BIG, "customers", "offered", "respondents"),
        *_optional(sa.Text(), "clearance", "federal_register_url", "operational_metrics"),
        *_required(TIME, "created_at", "updated_at"),
        _key(table, "id"),
        _unique(table, "source", "source_id"),
        _check(table, "quarter", "quarter between 1 and 4"),
        *_at_least_0(table, "customers", "offered", "respondents"),
    )
    points = [f"n{point}" for point in range(1, 6)]
    op.create_table(
        "published_items",
        *_required(BIG, "survey_id"),
        sa.Column("number", sa.Integer(), nullable=False, autoincrement=False),
        *_optional(sa.Text(), "text"),
        *_required(BIG, *points),
        *_optional(sa.Text(), "stated_point_scale"),
        _key("published_items", "survey_id", "number"),
        sa.ForeignKeyConstraint(
            ["survey_id"],
            ["published_surveys.id"],
            name=op.f("fk_published_items_survey_id_published_surveys"),
            ondelete="CASCADE",
        ),
        _check("published_items", "number", "number between 1 and 11"),
        *_at_least_0("published_items", *points),
    )


def _access() -> None:
    op.create_table(
        "api_tokens",
        *_required(sa.Text(), "id", "name", "sha256"),
        *_required(JSON, "scopes"),
        *_required(TIME, "created_at"),
        *_optional(TIME, "last_used_at", "revoked_at"),
        _key("api_tokens", "id"),
        _unique("api_tokens", "name"),
        _unique("api_tokens", "sha256"),
    )
    op.create_table(
        "files",
        *_required(sa.Text(), "id", "state", "format", "name"),
        *_required(JSON, "parameters"),
        *_optional(sa.Text(), "requested_by"),
        *_required(BIG, "written"),
        *_optional(BIG, "expected", "size_bytes"),
        *_optional(sa.Text(), "sha256", "error"),
        *_optional(JSON, "notes"),
        *_required(TIME, "created_at"),
        *_optional(TIME, "beat_at", "ended_at", "expires_at"),
        _key("files", "id"),
        _one_of("files", "state", FILE_STATES),
        *_at_least_0("files", "written", "size_bytes"),
    )
    op.create_index(op.f("ix_files_state"), "files", ["state"])


def _indexes() -> None:
    false = "0" if op.get_bind().dialect.name == "sqlite" else "false"
    respondents = sa.text(
        f"deleted is {false} and test is {false} and status != 'in_progress' and flagged is {false} "
        f"and spam is {false} and entry != 'walk_in' and answered_count > 0 and trust is not null"
    )
    kinds = "service survey_id survey_version transaction_point service_stage channel trust_scale entry".split()
    op.create_index(
        op.f("ix_responses_kinds"), "responses", kinds, postgresql_where=respondents, sqlite_where=respondents
    )
    passed = sa.text("measure = 'drivers' and missing in ('skipped', 'no_input', 'invalid', 'not_sure')")
    op.create_index(
        op.f("ix_answers_passed_lists"), "answers", ["response_id"], postgresql_where=passed, sqlite_where=passed
    )
