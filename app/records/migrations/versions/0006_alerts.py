"""Alerts: what staff has to know soon, and who was told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "alerts",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("line_id", sa.Text(), nullable=False),
        sa.Column("response_id", sa.Text()),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("words", sa.Text()),
        sa.Column("made_at", TIME, nullable=False),
        sa.Column("addressed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alerts")),
        sa.CheckConstraint("kind in ('distress', 'clearance')", name=op.f("ck_alerts_kind")),
    )
    op.create_index(op.f("ix_alerts_addressed_made_at"), "alerts", ["addressed", "made_at"])
    op.create_table(
        "alert_notices",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("alert_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("due_at", TIME, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("told_at", TIME),
        sa.Column("problem", sa.Text()),
        sa.PrimaryKeyConstraint("kind", "source", "name", "way", name=op.f("pk_alert_notices")),
        sa.ForeignKeyConstraint(["alert_id"], ["alerts.id"], name=op.f("fk_alert_notices_alert_id_alerts")),
        sa.CheckConstraint("way in ('text', 'mail')", name=op.f("ck_alert_notices_way")),
        sa.CheckConstraint("state in ('due', 'sent', 'failed')", name=op.f("ck_alert_notices_state")),
    )
    op.create_index(op.f("ix_alert_notices_state_due_at"), "alert_notices", ["state", "due_at"])


def downgrade() -> None:
    op.drop_table("alert_notices")
    op.drop_table("alerts")
