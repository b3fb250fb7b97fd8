"""What use teaches the knowledge base.

Revision ID: 0007
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Create the tables, empty: the server learns in the background from what has ended."""
    _table("kb_lesson", _key("conversation"), _number("head"))
    _table(
        "kb_vote",
        *(_key("conversation"), _key("entry"), _key("voter"), _text("verdict"), _number("at")),
    )
    op.create_index("ix_kb_vote_entry", "kb_vote", ["entry"])
    wording = (_text("lang"), _text("patron"), _number("at"))
    _table("kb_wording", _key("conversation"), _number_key("seq"), _key("entry"), *wording)
    op.create_index("ix_kb_wording_entry_lang_at", "kb_wording", ["entry", "lang", "at"])
    gap = (_text("lang"), _text("weights"), _text("state"), _text("entry"), _text("rejected"))
    _table("kb_gap", _key("id"), *gap, _text("decided_by"), _number("decided_at"))
    missing = (_text("gap"), _text("lang"), _text("fate"), _number("at"))
    _table("kb_missing", _key("conversation"), _number_key("seq"), *missing)
    op.create_index("ix_kb_missing_gap_at", "kb_missing", ["gap", "at"])


def _table(name: str, *columns: sa.Column[str] | sa.Column[int]) -> None:
    keys = [column.name for column in columns if column.info.get("key")]
    whole = sa.PrimaryKeyConstraint(*keys, name=f"pk_{name}")
    op.create_table(name, _text("library"), *columns, whole)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String, nullable=False)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger, nullable=False)


def _key(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String, nullable=False, info={"key": True})


def _number_key(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger, nullable=False, info={"key": True})


def downgrade() -> None:
    """Refuse: an older server must not meet a newer schema."""
    raise RuntimeError("there is no way back: restore the backup made before the upgrade")
