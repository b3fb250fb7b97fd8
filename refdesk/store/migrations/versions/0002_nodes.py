"""What several servers on one database need.

Revision ID: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create what servers hear of librarians, and the facts they agree on; both empty at first."""
    op.create_table(
        "sign",
        sa.Column("library", sa.String, nullable=False),
        sa.Column("node", sa.String, nullable=False),
        sa.Column("staff", sa.String, nullable=False),
        sa.Column("connections", sa.Integer, nullable=False),
        sa.Column("heard", sa.BigInteger, nullable=False),
        sa.Column("acted", sa.BigInteger, nullable=False),
        sa.Column("beat", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("node", "staff", name="pk_sign"),
    )
    op.create_table(
        "installation",
        sa.Column("library", sa.String, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("value", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_installation"),
    )


def downgrade() -> None:
    """Refuse: an older server must not meet a newer schema."""
    raise RuntimeError("there is no way back: restore the backup made before the upgrade")
