"""Pauses of lines, and invitations that staff had sent to their own phones."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)
COUNTED = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "line_pauses",
        sa.Column("id", COUNTED, nullable=False),
        sa.Column("line_id", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("begins_at", TIME, nullable=False),
        sa.Column("ends_at", TIME, nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("lifted_at", TIME),
        sa.Column("lifted_by", sa.Text()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_line_pauses")),
        sa.CheckConstraint("ends_at > begins_at", name=op.f("ck_line_pauses_ends_after_it_begins")),
    )
    op.create_index(op.f("ix_line_pauses_ends_at"), "line_pauses", ["ends_at"])
    op.create_index(op.f("ix_line_pauses_line_id_begins_at"), "line_pauses", ["line_id", "begins_at"])
    op.create_table(
        "phone_trials",
        sa.Column("invitation_id", sa.Text(), nullable=False),
        sa.Column("line_id", sa.Text(), nullable=False),
        sa.Column("door", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("invitation_id", name=op.f("pk_phone_trials")),
        sa.ForeignKeyConstraint(
            ["invitation_id"], ["invitations.id"], name=op.f("fk_phone_trials_invitation_id_invitations")
        ),
        sa.CheckConstraint("door in ('voice', 'text')", name=op.f("ck_phone_trials_door")),
    )
    op.create_index(op.f("ix_phone_trials_asked_by_asked_at"), "phone_trials", ["asked_by", "asked_at"])
    too_late = sa.text("final = 'too_late'")
    op.create_index(
        "ix_invitations_too_late",
        "invitations",
        ["line_id", "final_at"],
        postgresql_where=too_late,
        sqlite_where=too_late,
    )


def downgrade() -> None:
    op.drop_index("ix_invitations_too_late", "invitations")
    op.drop_table("phone_trials")
    op.drop_table("line_pauses")
