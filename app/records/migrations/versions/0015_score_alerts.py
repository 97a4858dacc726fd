"""Alerts on figures; staff may be told by webhook."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)
OPEN = sa.text("state = 'open'")
KINDS = "'score_fell', 'break_off_rose', 'responses_stopped', 'sending_fails', 'clearance'"


def upgrade() -> None:
    op.create_table(
        "score_alerts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("line_id", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("figures", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("opened_at", TIME, nullable=False),
        sa.Column("clear_since", TIME),
        sa.Column("closed_at", TIME),
        sa.Column("acknowledged_at", TIME),
        sa.Column("acknowledged_by", sa.Text()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score_alerts")),
        sa.CheckConstraint(f"kind in ({KINDS})", name=op.f("ck_score_alerts_kind")),
        sa.CheckConstraint("state in ('open', 'closed')", name=op.f("ck_score_alerts_state")),
    )
    of_one = ["kind", "line_id", "about"]
    op.create_index(
        "ix_score_alerts_open", "score_alerts", of_one, unique=True, postgresql_where=OPEN, sqlite_where=OPEN
    )
    op.create_table(
        "score_alert_units",
        sa.Column("alert_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("alert_id", "unit", name=op.f("pk_score_alert_units")),
        sa.ForeignKeyConstraint(
            ["alert_id"], ["score_alerts.id"], name=op.f("fk_score_alert_units_alert_id_score_alerts")
        ),
    )
    _check("alerts", "kind", "'distress', 'clearance', 'figures'")
    _check("alert_notices", "way", "'text', 'mail', 'webhook'")


def downgrade() -> None:
    op.execute("delete from alert_notices where kind = 'figures' or way = 'webhook'")
    op.execute("delete from alerts where kind = 'figures'")
    _check("alerts", "kind", "'distress', 'clearance'")
    _check("alert_notices", "way", "'text', 'mail'")
    op.drop_table("score_alert_units")
    op.drop_table("score_alerts")


def _check(table: str, column: str, words: str) -> None:
    with op.batch_alter_table(table) as changed:
        changed.drop_constraint(op.f(f"ck_{table}_{column}"), type_="check")
        changed.create_check_constraint(op.f(f"ck_{table}_{column}"), f"{column} in ({words})")
