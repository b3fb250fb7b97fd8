"""What was written into an emptied conversation after it was emptied goes.

Revision ID: 0013
"""

from __future__ import annotations

from alembic import op

revision = "0013"
down_revision = "0012"

_EMPTIED = "SELECT id FROM conversation WHERE purged"
_LATE = f"conversation IN (SELECT conversation FROM body WHERE conversation IN ({_EMPTIED}))"  # noqa: S608
_STATEMENTS = (
    # What was derived from such a text is derived again, without it.
    f"UPDATE transcript_place SET head = 0 WHERE {_LATE}",  # noqa: S608
    f"UPDATE kb_lesson SET head = 0 WHERE {_LATE}",  # noqa: S608
    f"DELETE FROM sealed WHERE conversation IN ({_EMPTIED})",  # noqa: S608
    f"DELETE FROM body WHERE conversation IN ({_EMPTIED})",  # noqa: S608
)


def upgrade() -> None:
    """Delete, and have the rest made again."""
    for statement in _STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    """Refuse: an older server must not meet a newer schema."""
    raise RuntimeError("there is no way back: restore the backup made before the upgrade")
