"""Votes of readers of public pages, reasons of dismissed gaps, who edits an entry now.

Revision ID: 0008
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
Column = sa.Column[str] | sa.Column[int]


def upgrade() -> None:
    """Add the tables, empty, and the reason, "" for what was decided before."""
    _table("kb_page_vote", _text("entry"), _number("day"), _text("voter"), rest=[_text("verdict")])
    sums = [_number("helped"), _number("unhelped")]
    _table("kb_page_day", _text("entry"), _number("day"), rest=sums)
    _table("kb_hand", _text("entry"), _text("staff"), rest=[_number("at")])
    with op.batch_alter_table("kb_gap") as table:
        table.add_column(sa.Column("reason", sa.String, nullable=False, server_default=""))
    with op.batch_alter_table("kb_gap") as table:
        table.alter_column("reason", server_default=None)


def _table(name: str, *keys: Column, rest: Sequence[Column]) -> None:
    whole = sa.PrimaryKeyConstraint(*(key.name for key in keys), name=f"pk_{name}")
    op.create_table(name, _text("library"), *keys, *rest, whole)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String, nullable=False)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger, nullable=False)


def downgrade() -> None:
    """Refuse: an older server must not meet a newer schema."""
    raise RuntimeError("there is no way back: restore the backup made before the upgrade")
