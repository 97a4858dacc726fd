"""Since when new sessions take a version of a survey."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("surveys", sa.Column("active_since", sa.DateTime(timezone=True)))


def downgrade() -> None:
    op.drop_column("surveys", "active_since")
