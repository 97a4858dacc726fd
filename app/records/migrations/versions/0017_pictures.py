"""Pictures that were asked for and drawn."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "pictures",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("units", sa.JSON()),
        sa.Column("spec", sa.Text()),
        sa.Column("svg", sa.Text()),
        sa.Column("png", sa.LargeBinary()),
        sa.Column("made_at", TIME),
        sa.Column("used_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_pictures")),
    )
    op.create_index(op.f("ix_pictures_used_at"), "pictures", ["used_at"])


def downgrade() -> None:
    op.drop_table("pictures")
