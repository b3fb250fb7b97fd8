"""Sealed originals of personal data; ended conversations by age, until their bodies go.

Revision ID: 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the table and the index."""
    op.create_table(
        "sealed",
        sa.Column("library", sa.String, nullable=False),
        sa.Column("conversation", sa.String, nullable=False),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("n", sa.BigInteger, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("box", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("conversation", "seq", "n", name="pk_sealed"),
    )
    kept = sa.text("stage = 'ended' AND NOT purged")
    op.create_index(
        "ix_conversation_kept",
        "conversation",
        ["ended_at", "id"],
        sqlite_where=kept,
        postgresql_where=kept,
    )


def downgrade() -> None:
    """Refuse: an older server must not meet a newer schema."""
    raise RuntimeError("there is no way back: restore the backup made before the upgrade")
