"""The full-text index of ended conversations, and the open ones by age.

Revision ID: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

# What SQLite calls INTEGER is the key of the table itself.
_KEY = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_OPEN = sa.text("stage <> 'ended'")


def upgrade() -> None:
    """Create the index, empty: the server fills it in the background from what has ended."""
    op.create_table(
        "transcript_place",
        sa.Column("place", _KEY, nullable=False, autoincrement=False),
        sa.Column("conversation", sa.String, nullable=False),
        sa.Column("head", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("place", name="pk_transcript_place"),
        sa.UniqueConstraint("conversation", name="uq_transcript_place_conversation"),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE TABLE transcript_words (rowid bigint PRIMARY KEY, words tsvector)")
        # Without a list of what is pending, whose turn would come in the midst of somebody's wait.
        op.execute(
            "CREATE INDEX ix_transcript_words ON transcript_words "
            "USING gin (words) WITH (fastupdate = off)"
        )
    else:
        op.execute(
            "CREATE VIRTUAL TABLE transcript_words USING fts5"
            "(words, columnsize = 0, tokenize = 'unicode61 remove_diacritics 0')"
        )
        op.execute("INSERT INTO transcript_words (transcript_words, rank) VALUES ('automerge', 0)")
    op.create_index(
        "ix_conversation_open",
        "conversation",
        ["opened_at", "id"],
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )


def downgrade() -> None:
    """Refuse: an older server must not meet a newer schema."""
    raise RuntimeError("there is no way back: restore the backup made before the upgrade")
