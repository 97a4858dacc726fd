"""What staff does about comments."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)
COMMENTED = {
    "contact_ended_at": "contact_ended_at is not null and comment is not null",
    "started_at": "contact_ended_at is null and comment is not null",
    "created_at": "contact_ended_at is null and started_at is null and comment is not null",
}


def upgrade() -> None:
    op.create_table(
        "comment_work",
        sa.Column("response_id", sa.Uuid(), nullable=False),
        sa.Column("flagged", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text()),
        sa.Column("owner_id", sa.Text()),
        sa.Column("due_on", sa.Date()),
        sa.Column("outcome", sa.Text()),
        sa.Column("updated_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("response_id", name=op.f("pk_comment_work")),
        sa.ForeignKeyConstraint(
            ["response_id"],
            ["responses.response_id"],
            name=op.f("fk_comment_work_response_id_responses"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name=op.f("fk_comment_work_owner_id_people")),
        sa.CheckConstraint("state in ('open', 'done')", name=op.f("ck_comment_work_state")),
        sa.CheckConstraint("version >= 0", name=op.f("ck_comment_work_version")),
    )
    op.create_index(op.f("ix_comment_work_state_due_on"), "comment_work", ["state", "due_on"])
    op.create_index(op.f("ix_comment_work_owner_id_state"), "comment_work", ["owner_id", "state"])
    op.create_table(
        "tag_words",
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("used_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("agency", "unit", "word", name=op.f("pk_tag_words")),
    )
    for column, when in COMMENTED.items():
        op.create_index(
            f"ix_responses_comments_by_{column}",
            "responses",
            [column, "id"],
            postgresql_where=sa.text(when),
            sqlite_where=sa.text(when),
        )


def downgrade() -> None:
    for column in COMMENTED:
        op.drop_index(f"ix_responses_comments_by_{column}", "responses")
    op.drop_table("tag_words")
    op.drop_table("comment_work")
