"""Requests about personal data, consent, own desks; an audit that only grows.

Revision ID: 0010
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

# Retention announces in `installation` up to when rows go; nothing else changes the audit.
_SQLITE = (
    """CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit
    BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END""",
    """CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
    WHEN NOT EXISTS (SELECT 1 FROM installation
        WHERE name = 'audit_ends_before' AND OLD.at < CAST(value AS INTEGER))
    BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END""",
)
_POSTGRES = (
    """CREATE FUNCTION audit_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' AND EXISTS (SELECT 1 FROM installation
            WHERE name = 'audit_ends_before' AND OLD.at < CAST(value AS BIGINT)) THEN
            RETURN OLD;
        END IF;
        RAISE EXCEPTION 'the audit is append-only';
    END $$""",
    """CREATE TRIGGER audit_only_grows BEFORE UPDATE OR DELETE ON audit
    FOR EACH ROW EXECUTE FUNCTION audit_only_grows()""",
)


def upgrade() -> None:
    """Add tables, columns without a value yet, indexes, triggers."""
    _table(
        "privacy_request",
        *(_key("id"), _text("kind"), _text("subject"), _text("conversation"), _text("reason")),
        *(_text("asked_by"), _number("asked_at"), _text("done_by"), _maybe_number("done_at")),
        *(_text("outcome"), sa.Column("conversations", sa.Integer, nullable=False)),
    )
    op.create_index("ix_privacy_request_asked_at", "privacy_request", ["asked_at"])
    op.create_index("ix_privacy_request_subject", "privacy_request", ["subject"])
    given = (sa.Column("given", sa.Boolean, nullable=False), _number("at"))
    _table("consent", _key("patron"), _key("purpose"), _text("version"), *given)
    _table("staff_desk", _key("staff"), _key("desk"))
    op.add_column("conversation", _maybe_number("restricted_at"))
    op.add_column("conversation", _maybe_number("alarmed_at"))
    alarmed = sa.text("alarmed_at IS NOT NULL")
    op.create_index(
        *("ix_conversation_alarmed", "conversation", ["alarmed_at"]),
        sqlite_where=alarmed,
        postgresql_where=alarmed,
    )
    op.create_index("ix_conversation_patron", "conversation", ["patron"])
    op.create_index("ix_access_conversation", "access", ["conversation"])
    op.create_index("ix_audit_at", "audit", ["at"])
    for column in ("actor", "action", "target"):
        op.create_index(f"ix_audit_{column}_id", "audit", [column, "id"])
    on_postgres = op.get_bind().dialect.name == "postgresql"
    for statement in _POSTGRES if on_postgres else _SQLITE:
        op.execute(statement)


def _table(name: str, *columns: sa.Column[str] | sa.Column[int] | sa.Column[bool]) -> None:
    keys = [column.name for column in columns if column.info.get("key")]
    whole = sa.PrimaryKeyConstraint(*keys, name=f"pk_{name}")
    op.create_table(name, _text("library"), *columns, whole)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String, nullable=False)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger, nullable=False)


def _maybe_number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger, nullable=True)


def _key(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String, nullable=False, info={"key": True})


def downgrade() -> None:
    """Refuse: an older server must not meet a newer schema."""
    raise RuntimeError("there is no way back: restore the backup made before the upgrade")
