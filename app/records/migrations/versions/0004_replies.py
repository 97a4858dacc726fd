"""What replies within a conversation cost: the segments of each."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("messages", sa.Column("segments", sa.Integer()))
    op.create_index(op.f("ix_messages_line_id_at"), "messages", ["line_id", "at"])


def downgrade() -> None:
    op.drop_index(op.f("ix_messages_line_id_at"), "messages")
    op.drop_column("messages", "segments")
