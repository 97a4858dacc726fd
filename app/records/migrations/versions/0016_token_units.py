"""Organizational units of API tokens, and what is found by agent for the results of one's own calls."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

BY_AGENT = (("contacts", "created_at"), ("responses", "created_at"))


def upgrade() -> None:
    op.add_column("api_tokens", sa.Column("units", sa.JSON()))
    for table, moment in BY_AGENT:
        condition = sa.text("agent_key is not null")
        op.create_index(
            op.f(f"ix_{table}_by_agent"),
            table,
            ["agent_key", moment],
            postgresql_where=condition,
            sqlite_where=condition,
        )


def downgrade() -> None:
    for table, _ in BY_AGENT:
        op.drop_index(op.f(f"ix_{table}_by_agent"), table)
    with op.batch_alter_table("api_tokens") as batch:
        batch.drop_column("units")
