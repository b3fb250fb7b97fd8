"""Tables of what is derived from the log: no part of it, never moved, built again when lost.

`transcript_place` says which conversation stands where in the full-text index and how much of it;
`transcript_words` is the index itself: an FTS5 table of SQLite, a `tsvector` of PostgreSQL.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Integer, MetaData, String, Table, UniqueConstraint
from sqlalchemy import column as plain
from sqlalchemy import table as words_table

DERIVED = MetaData()
PLACE = Table(
    "transcript_place",
    DERIVED,
    Column(
        "place",
        # What SQLite calls INTEGER is the key of the table itself: one search less.
        BigInteger().with_variant(Integer, "sqlite"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("conversation", String, nullable=False),
    Column("head", BigInteger, nullable=False),
    UniqueConstraint("conversation", name="uq_transcript_place_conversation"),
)
# FTS5 calls its key rowid; PostgreSQL's table has a column of that name, so that queries agree.
WORDS = words_table("transcript_words", plain("rowid"), plain("words"))
FTS5_TABLE = (
    (
        "CREATE VIRTUAL TABLE transcript_words USING fts5"
        "(words, columnsize = 0, tokenize = 'unicode61 remove_diacritics 0')"
    ),
    # The server merges in small steps of its own (`refdesk.store.transcript_index`).
    "INSERT INTO transcript_words (transcript_words, rank) VALUES ('automerge', 0)",
)
PREFIX = "transcript_"
"""What the names of these tables, and of those that FTS5 keeps beside its own, begin with."""
