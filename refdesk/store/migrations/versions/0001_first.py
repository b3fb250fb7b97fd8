"""The first tables.

Revision ID: 0001
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

# SQLite counts by itself only in a column it calls INTEGER.
COUNTED = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Create all tables, with the one desk that every library begins with."""
    _conversation()
    _log()
    _reading()
    _channel_in()
    _channel_out()
    _people()
    _entries()
    op.execute("INSERT INTO desk (library, id) VALUES ('main', 'main')")


def downgrade() -> None:
    """Refuse: an older server must not meet a newer schema."""
    raise RuntimeError("there is no way back: restore the backup made before the upgrade")


def text(name: str, *, absent: bool = False) -> sa.Column[Any]:
    """Give a column of text."""
    return sa.Column(name, sa.String, nullable=absent)


def number(name: str, *, absent: bool = False) -> sa.Column[Any]:
    """Give a column of 64-bit numbers; times are milliseconds since 1970."""
    return sa.Column(name, sa.BigInteger, nullable=absent)


def small(name: str) -> sa.Column[Any]:
    """Give a column of small numbers."""
    return sa.Column(name, sa.Integer, nullable=False)


def flag(name: str) -> sa.Column[Any]:
    """Give a column of yes or no."""
    return sa.Column(name, sa.Boolean, nullable=False)


def octets(name: str) -> sa.Column[Any]:
    """Give a column of bytes."""
    return sa.Column(name, sa.LargeBinary, nullable=False)


def index(name: str, table: str, columns: list[str], where: str = "") -> None:
    """Create an index, partial when `where` is given."""
    partial: dict[str, Any] = {
        f"{dialect}_where": sa.text(where) for dialect in ("sqlite", "postgresql") if where
    }
    op.create_index(name, table, columns, **partial)


def _conversation() -> None:
    """Create the projection with its partial indexes."""
    op.create_table(
        "conversation",
        text("library"),
        text("id"),
        text("patron"),
        text("desk"),
        text("channel"),
        text("language"),
        text("stage"),
        number("head"),
        number("public_head"),
        text("holder", absent=True),
        text("librarian", absent=True),
        number("fence"),
        text("offered_to"),
        text("declined"),
        number("offered_at", absent=True),
        number("waiting_since", absent=True),
        number("promised_at", absent=True),
        number("opened_at", absent=True),
        number("first_claimed_at", absent=True),
        number("first_answered_at", absent=True),
        number("last_said_at", absent=True),
        number("unanswered_since", absent=True),
        number("ended_at", absent=True),
        text("ended_why", absent=True),
        small("messages"),
        small("read_level"),
        text("question_type"),
        text("outcome"),
        small("rating"),
        text("preview"),
        text("name"),
        flag("suggested"),
        flag("purged"),
        sa.PrimaryKeyConstraint("id", name="pk_conversation"),
    )
    index(
        "ix_conversation_asked",
        "conversation",
        ["desk", "promised_at", "id"],
        where="stage = 'asked'",
    )
    index(
        "ix_conversation_claimed",
        "conversation",
        ["holder", "desk"],
        where="stage IN ('active', 'held')",
    )
    index(
        "ix_conversation_line",
        "conversation",
        ["desk", "waiting_since", "id"],
        where="stage IN ('waiting', 'offered')",
    )
    index("ix_conversation_opened", "conversation", ["opened_at", "id"])
    index(
        "ix_conversation_waited",
        "conversation",
        ["desk", "first_claimed_at"],
        where="first_claimed_at IS NOT NULL",
    )


def _log() -> None:
    """Create the durable log."""
    op.create_table(
        "event",
        text("library"),
        text("conversation"),
        number("seq"),
        number("public_seq", absent=True),
        text("id"),
        text("kind"),
        small("version"),
        text("party"),
        text("actor"),
        text("actor_name"),
        number("at"),
        text("data"),
        text("cid"),
        sa.PrimaryKeyConstraint("conversation", "seq", name="pk_event"),
    )
    op.create_table(
        "body",
        text("library"),
        text("conversation"),
        number("seq"),
        text("text"),
        sa.PrimaryKeyConstraint("conversation", "seq", name="pk_body"),
    )
    op.create_table(
        "command",
        text("library"),
        text("sender"),
        text("cid"),
        text("conversation"),
        number("seq"),
        number("public_seq"),
        number("at"),
        text("event"),
        octets("fingerprint"),
        sa.PrimaryKeyConstraint("sender", "cid", name="pk_command"),
    )


def _reading() -> None:
    """Create what readers have."""
    op.create_table(
        "access",
        text("library"),
        text("patron"),
        text("conversation"),
        sa.PrimaryKeyConstraint("patron", "conversation", name="pk_access"),
    )
    op.create_table(
        "mark",
        text("library"),
        text("conversation"),
        text("reader"),
        number("delivered"),
        number("seen"),
        sa.PrimaryKeyConstraint("conversation", "reader", name="pk_mark"),
    )
    op.create_table(
        "return_code",
        text("library"),
        octets("hash"),
        text("conversation"),
        number("until"),
        sa.PrimaryKeyConstraint("hash", name="pk_return_code"),
    )
    index("ix_return_code_conversation", "return_code", ["conversation"])
    op.create_table(
        "stream",
        text("library"),
        text("name"),
        number("version"),
        sa.PrimaryKeyConstraint("name", name="pk_stream"),
    )
    op.create_table(
        "desk",
        text("library"),
        text("id"),
        sa.PrimaryKeyConstraint("id", name="pk_desk"),
    )


def _channel_in() -> None:
    """Create the channel's way in."""
    op.create_table(
        "thread",
        text("library"),
        text("channel"),
        text("thread"),
        text("conversation"),
        text("person"),
        number("n"),
        sa.PrimaryKeyConstraint("channel", "thread", name="pk_thread"),
    )
    index("ix_thread_conversation", "thread", ["conversation"])
    op.create_table(
        "intake",
        text("library"),
        text("channel"),
        text("source"),
        text("thread"),
        text("person"),
        text("conversation"),
        number("seq"),
        number("public_seq"),
        number("message"),
        number("at"),
        text("event"),
        octets("fingerprint"),
        text("note"),
        sa.PrimaryKeyConstraint("channel", "source", name="pk_intake"),
    )
    op.create_table(
        "stumble",
        text("library"),
        text("channel"),
        text("source"),
        small("tries"),
        text("reason"),
        sa.PrimaryKeyConstraint("channel", "source", name="pk_stumble"),
    )


def _channel_out() -> None:
    """Create the channel's way out."""
    op.create_table(
        "outgoing",
        text("library"),
        text("channel"),
        text("thread"),
        number("n"),
        text("conversation"),
        number("seq"),
        number("at"),
        text("state"),
        small("part"),
        number("settled_at", absent=True),
        text("why"),
        sa.PrimaryKeyConstraint("channel", "thread", "n", name="pk_outgoing"),
    )
    index(
        "ix_outgoing_unsettled", "outgoing", ["channel", "thread", "n"], where="settled_at IS NULL"
    )
    op.create_table(
        "channel_part",
        text("library"),
        text("channel"),
        text("part"),
        text("holder"),
        number("fence"),
        number("until"),
        sa.PrimaryKeyConstraint("channel", "part", name="pk_channel_part"),
    )
    op.create_table(
        "channel_wait",
        text("library"),
        text("channel"),
        text("chat"),
        number("until"),
        sa.PrimaryKeyConstraint("channel", "chat", name="pk_channel_wait"),
    )
    op.create_table(
        "message_ref",
        text("library"),
        text("channel"),
        text("thread"),
        text("conversation"),
        number("public_seq"),
        text("ref"),
        sa.PrimaryKeyConstraint(
            "channel", "thread", "conversation", "public_seq", name="pk_message_ref"
        ),
    )


def _people() -> None:
    """Create staff with what hangs on it."""
    op.create_table(
        "staff",
        text("library"),
        text("id"),
        text("login"),
        text("login_key"),
        text("name"),
        text("password_hash"),
        text("roles"),
        text("languages"),
        small("capacity"),
        flag("disabled"),
        number("created_at", absent=True),
        sa.UniqueConstraint("library", "login_key", name="uq_staff_library_login_key"),
        sa.PrimaryKeyConstraint("id", name="pk_staff"),
    )
    op.create_table(
        "sign_in",
        text("library"),
        octets("token_hash"),
        text("staff"),
        text("csrf"),
        number("created_at"),
        number("expires_at"),
        sa.ForeignKeyConstraint(["staff"], ["staff.id"], name="fk_sign_in_staff"),
        sa.PrimaryKeyConstraint("token_hash", name="pk_sign_in"),
    )
    index("ix_sign_in_staff", "sign_in", ["staff"])
    op.create_table(
        "desk_duty",
        text("library"),
        text("desk"),
        text("staff"),
        number("since"),
        sa.ForeignKeyConstraint(["staff"], ["staff.id"], name="fk_desk_duty_staff"),
        sa.PrimaryKeyConstraint("desk", "staff", name="pk_desk_duty"),
    )
    op.create_table(
        "audit",
        text("library"),
        sa.Column("id", COUNTED, nullable=False),
        number("at"),
        text("actor"),
        text("action"),
        text("target"),
        text("detail"),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
    )


def _entries() -> None:
    """Create the knowledge base."""
    op.create_table(
        "kb_entry",
        text("library"),
        text("id"),
        text("lang"),
        text("kind"),
        text("state"),
        text("audience"),
        small("revision"),
        number("changed_at"),
        text("changed_by"),
        text("data"),
        sa.PrimaryKeyConstraint("library", "id", "lang", name="pk_kb_entry"),
    )
    op.create_table(
        "kb_revision",
        text("library"),
        text("id"),
        text("lang"),
        small("revision"),
        number("changed_at"),
        text("changed_by"),
        text("data"),
        sa.PrimaryKeyConstraint("library", "id", "lang", "revision", name="pk_kb_revision"),
    )
