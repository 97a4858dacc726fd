"""Outreach: what a contact report says, what is decided and planned on it, and each request to the provider."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)
OFFERS = ("accepted", "declined", "no_touch_tone", "transferred_away")
DECISIONS = (
    "ask",
    "invalid_number",
    "region_not_allowed",
    "unfit_number",
    "no_consent",
    "opted_out",
    "too_late",
    "quarantined",
    "no_clearance",
    "clearance_used_up",
    "not_drawn",
    "nothing_to_ask",
)
ACTIONS = ("invite", "remind", "fall_back")
DISPOSITIONS = (
    "complete partial broken_off declined opted_out left_at_welcome no_reply no_answer busy machine undelivered failed "
    "too_late not_handed_over wrong_number language superseded"
).split()
SEND_STATES = (
    "claimed refused unknown queued sent ringing answered delivered undelivered failed busy no_answer canceled machine "
    "completed"
).split()
CONTACT_TEXTS = (
    "sealed_number outcome caller_type language time_zone service touchpoint transaction_point service_stage "
    "organizational_unit location_code offer decision stratum"
).split()


def _listed(column: str, words: Iterable[str]) -> str:
    return f"{column} in ({', '.join(repr(word) for word in words)})"


def _one_of(table: str, column: str, words: Iterable[str]) -> sa.CheckConstraint:
    return sa.CheckConstraint(_listed(column, words), name=op.f(f"ck_{table}_{column}"))


def _optional(kind: Any, *names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, kind) for name in names]


def _required(kind: Any, *names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, kind, nullable=False) for name in names]


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=op.f(f"pk_{table}"))


def upgrade() -> None:
    _contacts()
    _invitations()
    _sends()
    _learned()
    _clearance_use()


def downgrade() -> None:
    op.drop_index(op.f("ix_responses_clearance_use"), "responses")
    for name in ["provider_marks", "unfit_numbers", "last_asked", "sends"]:
        op.drop_table(name)
    op.drop_index("ix_invitations_open", "invitations")
    with op.batch_alter_table("invitations") as table:
        table.drop_index(op.f("ix_invitations_state_sender_due_at"))
        table.drop_index(op.f("ix_invitations_respondent_key_state"))
        for check in ["state", "action", "final"]:
            table.drop_constraint(op.f(f"ck_invitations_{check}"), type_="check")
        for column in (
            "state action final final_at sender respondent_key agency language due_at not_after attempt delivered_at"
        ).split():
            table.drop_column(column)
    with op.batch_alter_table("contacts") as table:
        table.drop_index(op.f("ix_contacts_line_id_created_at"))
        table.drop_index(op.f("ix_contacts_respondent_key"))
        for check in ["state", "offer", "decision"]:
            table.drop_constraint(op.f(f"ck_contacts_{check}"), type_="check")
        for column in (
            *CONTACT_TEXTS,
            *"updated_at state started_at consent landline test decided_at draw_probability draw".split(),
        ):
            table.drop_column(column)
        table.drop_constraint(op.f("ck_contacts_reported_by"), type_="check")
        table.create_check_constraint(
            op.f("ck_contacts_reported_by"), _listed("reported_by", ("center", "call", "text"))
        )


def _contacts() -> None:
    with op.batch_alter_table("contacts") as table:
        for column in [
            *_optional(TIME, "updated_at"),
            *_optional(sa.Text(), "state"),
            *_optional(TIME, "started_at"),
            *_optional(sa.Text(), *CONTACT_TEXTS),
            *_optional(sa.Boolean(), "consent", "landline", "test"),
            *_optional(TIME, "decided_at"),
            *_optional(sa.Double(), "draw_probability", "draw"),
        ]:
            table.add_column(column)
        table.drop_constraint(op.f("ck_contacts_reported_by"), type_="check")
        table.create_check_constraint(
            op.f("ck_contacts_reported_by"), _listed("reported_by", ("center", "call", "text", "follow_up"))
        )
        table.create_check_constraint(op.f("ck_contacts_state"), _listed("state", ("started", "ended")))
        table.create_check_constraint(op.f("ck_contacts_offer"), _listed("offer", OFFERS))
        table.create_check_constraint(op.f("ck_contacts_decision"), _listed("decision", DECISIONS))
        table.create_index(op.f("ix_contacts_line_id_created_at"), ["line_id", "created_at"])
        table.create_index(op.f("ix_contacts_respondent_key"), ["respondent_key"])


def _invitations() -> None:
    with op.batch_alter_table("invitations") as table:
        for column in [
            *_optional(sa.Text(), "state", "action", "final"),
            *_optional(TIME, "final_at"),
            *_optional(sa.Text(), "sender", "respondent_key", "agency", "language"),
            *_optional(TIME, "due_at", "not_after"),
            sa.Column("attempt", sa.Integer(), nullable=False, server_default="0"),
            *_optional(TIME, "delivered_at"),
        ]:
            table.add_column(column)
        table.create_check_constraint(
            op.f("ck_invitations_state"), _listed("state", ("planned", "sending", "waiting", "done"))
        )
        table.create_check_constraint(op.f("ck_invitations_action"), _listed("action", ACTIONS))
        table.create_check_constraint(op.f("ck_invitations_final"), _listed("final", DISPOSITIONS))
        table.create_index(op.f("ix_invitations_state_sender_due_at"), ["state", "sender", "due_at"])
        table.create_index(op.f("ix_invitations_respondent_key_state"), ["respondent_key", "state"])
    unsettled = sa.text("final is null")
    op.create_index(
        "ix_invitations_open", "invitations", ["ended_at"], postgresql_where=unsettled, sqlite_where=unsettled
    )


def _sends() -> None:
    op.create_table(
        "sends",
        *_required(sa.Text(), "invitation_id"),
        sa.Column("attempt", sa.Integer(), nullable=False, autoincrement=False),
        *_required(sa.Text(), "action", "door", "sender", "line_id", "state"),
        *_optional(sa.Text(), "sid"),
        *_optional(sa.Integer(), "error_code"),
        *_optional(sa.Text(), "body_sha256"),
        *_optional(sa.Integer(), "segments", "seconds"),
        *_optional(sa.Double(), "price"),
        *_required(TIME, "claimed_at", "updated_at"),
        _key("sends", "invitation_id", "attempt"),
        sa.UniqueConstraint("sid", name=op.f("uq_sends_sid")),
        sa.ForeignKeyConstraint(["invitation_id"], ["invitations.id"], name=op.f("fk_sends_invitation_id_invitations")),
        _one_of("sends", "action", ACTIONS),
        _one_of("sends", "door", ("voice", "text")),
        _one_of("sends", "state", SEND_STATES),
    )
    op.create_index(op.f("ix_sends_state_claimed_at"), "sends", ["state", "claimed_at"])


def _learned() -> None:
    op.create_table(
        "last_asked",
        *_required(sa.Text(), "agency", "respondent_key"),
        *_required(TIME, "asked_at"),
        *_required(sa.Text(), "contact_id"),
        _key("last_asked", "agency", "respondent_key"),
    )
    op.create_table(
        "unfit_numbers",
        *_required(sa.Text(), "respondent_key", "why"),
        *_required(TIME, "learned_at"),
        _key("unfit_numbers", "respondent_key"),
        _one_of("unfit_numbers", "why", ("landline", "wrong_number")),
    )
    op.create_table(
        "provider_marks",
        *_required(sa.Text(), "kind"),
        *_required(TIME, "read_until"),
        _key("provider_marks", "kind"),
    )


def _clearance_use() -> None:
    false = "0" if op.get_bind().dialect.name == "sqlite" else "false"
    given = sa.text(f"answered_count > 0 and test is {false}")
    op.create_index(
        op.f("ix_responses_clearance_use"),
        "responses",
        ["clearance", "created_at"],
        postgresql_where=given,
        sqlite_where=given,
    )
