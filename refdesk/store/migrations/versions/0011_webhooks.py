"""Webhooks, what is to be announced to them, each attempt.

Revision ID: 0011
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Create the tables, empty."""
    paused = sa.Column("paused", sa.Boolean, nullable=False)
    _table(
        "webhook",
        ["id"],
        *(_text("id"), _text("address"), _text("kinds"), paused, _number("created_at")),
    )
    _table(
        "announcement",
        ["id"],
        *(_text("id"), _text("webhook"), _text("kind"), _text("conversation"), _text("body")),
        *(_number("at"), _text("state"), _whole("tries")),
        sa.Column("next_at", sa.BigInteger, nullable=True),
        sa.ForeignKeyConstraint(["webhook"], ["webhook.id"], name="fk_announcement_webhook"),
    )
    waiting = sa.text("state = 'waiting'")
    op.create_index(
        "ix_announcement_due",
        "announcement",
        ["next_at", "id"],
        sqlite_where=waiting,
        postgresql_where=waiting,
    )
    op.create_index("ix_announcement_webhook_at", "announcement", ["webhook", "at"])
    op.create_index("ix_announcement_at", "announcement", ["at"])
    _table(
        "announcement_attempt",
        ["announcement", "n"],
        *(_text("announcement"), _number("n"), _number("at"), _whole("status")),
        *(_number("took"), _text("said")),
    )


def _table(name: str, keys: list[str], *columns: sa.schema.SchemaItem) -> None:
    whole = sa.PrimaryKeyConstraint(*keys, name=f"pk_{name}")
    op.create_table(name, _text("library"), *columns, whole)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String, nullable=False)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger, nullable=False)


def _whole(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=False)


def downgrade() -> None:
    """Refuse: an older server must not meet a newer schema."""
    raise RuntimeError("there is no way back: restore the backup made before the upgrade")
