"""An audit that is neither cut off whole nor written over.

Revision ID: 0012
"""

from __future__ import annotations

from alembic import op

revision = "0012"
down_revision = "0011"

# A row that is replaced is deleted without asking the trigger of deletions.
_SQLITE = (
    """CREATE TRIGGER audit_no_replace BEFORE INSERT ON audit
    WHEN EXISTS (SELECT 1 FROM audit WHERE id = NEW.id)
    BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END""",
)
# TRUNCATE asks no trigger of rows. The function of 0010 refuses whatever is not a due deletion.
_POSTGRES = (
    """CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION audit_only_grows()""",
)


def upgrade() -> None:
    """Add a trigger."""
    on_postgres = op.get_bind().dialect.name == "postgresql"
    for statement in _POSTGRES if on_postgres else _SQLITE:
        op.execute(statement)


def downgrade() -> None:
    """Refuse: an older server must not meet a newer schema."""
    raise RuntimeError("there is no way back: restore the backup made before the upgrade")
