"""The text of an event stands in its row.

Revision ID: 0015
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

# Event by event, in the order they lie in: SQLite keeps no list of them, nor a text in a file of
# its own, as it would for a join. A million take seconds.
_TEXT = "SELECT text FROM body WHERE conversation = event.conversation AND seq = event.seq"


def upgrade() -> None:
    """Add the column, move the texts into it, drop their table; no other column is touched."""
    op.add_column("event", sa.Column("text", sa.String, nullable=True))
    op.execute(f"UPDATE event SET text = ({_TEXT})")  # noqa: S608
    op.drop_table("body")


def downgrade() -> None:
    """Refuse: an older server must not meet a newer schema."""
    raise RuntimeError("there is no way back: restore the backup made before the upgrade")
