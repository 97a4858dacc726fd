"""Reports that are made and sent by the calendar, and files found by who ordered them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)
RHYTHMS = "rhythm in ('daily', 'weekly', 'monthly', 'quarterly')"
ATTACHED = "attached in ('report-pdf', 'csv', 'xlsx', 'quarter')"
RUN_STATES = "state in ('due', 'making', 'sending', 'done', 'failed', 'skipped')"
WAYS = "way in ('mail', 'webhook')"
DELIVERY_STATES = "state in ('due', 'claimed', 'handing', 'sent', 'failed', 'unknown')"


def upgrade() -> None:
    _make_schedules()
    _make_runs()
    _make_deliveries()
    op.create_index(op.f("ix_files_requested_by_created_at"), "files", ["requested_by", "created_at"])
    op.create_index(op.f("ix_files_created_at"), "files", ["created_at"])


def _make_schedules() -> None:
    op.create_table(
        "schedules",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Text(), nullable=False),
        sa.Column("rhythm", sa.Text(), nullable=False),
        sa.Column("filters", sa.JSON(), nullable=False),
        sa.Column("attached", sa.Text()),
        sa.Column("mails", sa.JSON(), nullable=False),
        sa.Column("webhook", sa.Text()),
        sa.Column("sealed_secret", sa.Text()),
        sa.Column("next_at", TIME, nullable=False),
        sa.Column("paused_at", TIME),
        sa.Column("paused_why", sa.Text()),
        sa.Column("created_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schedules")),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["people.id"], name=op.f("fk_schedules_owner_id_people"), ondelete="CASCADE"
        ),
        sa.CheckConstraint(RHYTHMS, name=op.f("ck_schedules_rhythm")),
        sa.CheckConstraint(ATTACHED, name=op.f("ck_schedules_attached")),
    )
    op.create_index(op.f("ix_schedules_next_at"), "schedules", ["next_at"])
    op.create_index(op.f("ix_schedules_owner_id"), "schedules", ["owner_id"])


def _make_runs() -> None:
    op.create_table(
        "schedule_runs",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("schedule_id", sa.Text(), nullable=False),
        sa.Column("due_at", TIME, nullable=False),
        sa.Column("only_to", sa.Text()),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("file_id", sa.Text()),
        sa.Column("units", sa.JSON()),
        sa.Column("subject", sa.Text()),
        sa.Column("words", sa.Text()),
        sa.Column("figures", sa.JSON()),
        sa.Column("problem", sa.Text()),
        sa.Column("ended_at", TIME),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schedule_runs")),
        sa.UniqueConstraint("schedule_id", "due_at", name=op.f("uq_schedule_runs_schedule_id_due_at")),
        sa.ForeignKeyConstraint(
            ["schedule_id"], ["schedules.id"], name=op.f("fk_schedule_runs_schedule_id_schedules"), ondelete="CASCADE"
        ),
        sa.CheckConstraint(RUN_STATES, name=op.f("ck_schedule_runs_state")),
    )
    op.create_index(op.f("ix_schedule_runs_state"), "schedule_runs", ["state"])


def _make_deliveries() -> None:
    op.create_table(
        "schedule_deliveries",
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("due_at", TIME, nullable=False),
        sa.Column("claimed_at", TIME),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("told_at", TIME),
        sa.Column("problem", sa.Text()),
        sa.PrimaryKeyConstraint("run_id", "recipient", name=op.f("pk_schedule_deliveries")),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["schedule_runs.id"],
            name=op.f("fk_schedule_deliveries_run_id_schedule_runs"),
            ondelete="CASCADE",
        ),
        sa.CheckConstraint(WAYS, name=op.f("ck_schedule_deliveries_way")),
        sa.CheckConstraint(DELIVERY_STATES, name=op.f("ck_schedule_deliveries_state")),
        sa.CheckConstraint("tries >= 0", name=op.f("ck_schedule_deliveries_tries")),
    )
    op.create_index(op.f("ix_schedule_deliveries_state_due_at"), "schedule_deliveries", ["state", "due_at"])


def downgrade() -> None:
    op.drop_index(op.f("ix_files_created_at"), "files")
    op.drop_index(op.f("ix_files_requested_by_created_at"), "files")
    for table in ("schedule_deliveries", "schedule_runs", "schedules"):
        op.drop_table(table)
