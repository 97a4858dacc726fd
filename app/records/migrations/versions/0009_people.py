"""People who sign in, what they may see, and what they did."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)
ROLE = "role in ('administrator', 'manager', 'analyst', 'agent', 'operator')"


def upgrade() -> None:
    _create_people()
    _create_what_people_have()
    op.create_table(
        "invited_domains",
        sa.Column("domain", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("units", sa.JSON()),
        sa.PrimaryKeyConstraint("domain", name=op.f("pk_invited_domains")),
        sa.CheckConstraint(ROLE, name=op.f("ck_invited_domains_role")),
    )
    op.create_table(
        "audit_events",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text()),
        sa.Column("source", sa.Text()),
        sa.Column("details", sa.JSON()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_events")),
    )
    op.create_index(op.f("ix_audit_events_at"), "audit_events", ["at"])
    op.create_index(op.f("ix_audit_events_actor_at"), "audit_events", ["actor", "at"])


def _create_people() -> None:
    op.create_table(
        "people",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("every_unit", sa.Boolean(), nullable=False),
        sa.Column("agent_key", sa.Text()),
        sa.Column("password_hash", sa.Text()),
        sa.Column("sealed_secret", sa.Text()),
        sa.Column("code_step", sa.BigInteger()),
        sa.Column("recovery_hashes", sa.JSON()),
        sa.Column("subject", sa.Text()),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failed_since", TIME),
        sa.Column("locked_until", TIME),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("active_at", TIME, nullable=False),
        sa.Column("disabled_at", TIME),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("email", name=op.f("uq_people_email")),
        sa.UniqueConstraint("subject", name=op.f("uq_people_subject")),
        sa.CheckConstraint("failures >= 0", name=op.f("ck_people_failures")),
    )


def _create_what_people_have() -> None:
    for table, column in (("person_roles", "role"), ("person_units", "unit")):
        op.create_table(
            table,
            sa.Column("person_id", sa.Text(), nullable=False),
            sa.Column(column, sa.Text(), nullable=False),
            sa.PrimaryKeyConstraint("person_id", column, name=op.f(f"pk_{table}")),
            _of_person(table),
            *([sa.CheckConstraint(ROLE, name=op.f("ck_person_roles_role"))] if column == "role" else []),
        )
    op.create_table(
        "sign_ins",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("begun_at", TIME, nullable=False),
        sa.Column("seen_at", TIME, nullable=False),
        sa.Column("ended_at", TIME),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_sign_ins")),
        _of_person("sign_ins"),
        sa.CheckConstraint("way in ('password', 'link', 'oidc')", name=op.f("ck_sign_ins_way")),
    )
    op.create_index(op.f("ix_sign_ins_person_id"), "sign_ins", ["person_id"])
    op.create_table(
        "sign_in_links",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("expires_at", TIME, nullable=False),
        sa.Column("used_at", TIME),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_sign_in_links")),
        _of_person("sign_in_links"),
        sa.CheckConstraint("purpose in ('sign_in', 'password')", name=op.f("ck_sign_in_links_purpose")),
    )
    op.create_index(op.f("ix_sign_in_links_person_id"), "sign_in_links", ["person_id"])


def _of_person(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_person_id_people")
    return sa.ForeignKeyConstraint(["person_id"], ["people.id"], ondelete="CASCADE", name=name)


def downgrade() -> None:
    for table in (
        "audit_events",
        "invited_domains",
        "sign_in_links",
        "sign_ins",
        "person_units",
        "person_roles",
        "people",
    ):
        op.drop_table(table)
