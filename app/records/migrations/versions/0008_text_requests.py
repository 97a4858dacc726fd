"""Texts that callers asked for by a key."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "text_requests",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("invitation_id", sa.Text(), nullable=False),
        sa.Column("sealed_number", sa.Text()),
        sa.Column("at", TIME, nullable=False),
        sa.Column("taken_at", TIME),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_text_requests")),
    )
    op.create_index(op.f("ix_text_requests_taken_at_at"), "text_requests", ["taken_at", "at"])


def downgrade() -> None:
    op.drop_table("text_requests")
