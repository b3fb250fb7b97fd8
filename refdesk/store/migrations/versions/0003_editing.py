"""Entries under edit: what readers have meanwhile, how each revision came to be.

Revision ID: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the columns; what is there already was imported, and its text is as old as it."""
    with op.batch_alter_table("kb_entry") as table:
        table.add_column(sa.Column("shown", sa.String, nullable=True))
        table.add_column(sa.Column("text_at", sa.BigInteger, nullable=False, server_default="0"))
        table.add_column(sa.Column("origin", sa.String, nullable=False, server_default=""))
    op.execute("UPDATE kb_entry SET text_at = changed_at")
    with op.batch_alter_table("kb_entry") as table:
        table.alter_column("text_at", server_default=None)
        table.alter_column("origin", server_default=None)
    with op.batch_alter_table("kb_revision") as table:
        table.add_column(sa.Column("step", sa.String, nullable=False, server_default="imported"))
        table.add_column(sa.Column("note", sa.String, nullable=False, server_default=""))
    with op.batch_alter_table("kb_revision") as table:
        table.alter_column("step", server_default=None)
        table.alter_column("note", server_default=None)


def downgrade() -> None:
    """Refuse: an older server must not meet a newer schema."""
    raise RuntimeError("there is no way back: restore the backup made before the upgrade")
