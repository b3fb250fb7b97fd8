"""The use of entries is summed by month.

Revision ID: 0014
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Add the table, empty: nobody counted before."""
    op.create_table(
        "kb_entry_use",
        sa.Column("library", sa.String, nullable=False),
        sa.Column("entry", sa.String, nullable=False),
        sa.Column("month", sa.BigInteger, nullable=False),
        sa.Column("viewed", sa.BigInteger, nullable=False),
        sa.Column("offered", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("entry", "month", name="pk_kb_entry_use"),
    )


def downgrade() -> None:
    """Refuse: an older server must not meet a newer schema."""
    raise RuntimeError("there is no way back: restore the backup made before the upgrade")
