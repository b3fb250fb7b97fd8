"""The library's facts, filled in by a form.

Revision ID: 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "library_fact",
        sa.Column("library", sa.String, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("indonesian", sa.String, nullable=False),
        sa.Column("english", sa.String, nullable=False),
        sa.Column("changed_at", sa.BigInteger, nullable=False),
        sa.Column("changed_by", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("library", "name", name="pk_library_fact"),
    )


def downgrade() -> None:
    """Refuse: an older server must not meet a newer schema."""
    raise RuntimeError("there is no way back: restore the backup made before the upgrade")
