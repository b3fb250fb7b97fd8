"""Second factors, sign-ins with devices, links, API tokens, sealed secrets.

Revision ID: 0009
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Create the tables, empty; accounts and sign-ins go on as they are."""
    must_change = sa.Column("must_change", sa.Boolean, nullable=False, server_default=sa.false())
    op.add_column("staff", must_change)
    op.add_column("sign_in", sa.Column("used_at", sa.BigInteger, nullable=True))
    op.add_column("sign_in", sa.Column("device", sa.String, nullable=True))
    _table("second_factor", ["staff"], _text("staff"), _number("since"), _number("step"))
    _table("recovery_code", ["staff", "code_hash"], _text("staff"), _bytes("code_hash"))
    secret = (_text("place"), _bytes("box"))
    _table("service_secret", ["place"], *secret, belongs=False)
    recovers = sa.Column("recovers", sa.Boolean, nullable=False)
    link = (_bytes("token_hash"), _text("staff"), recovers, _number("expires_at"))
    _table("account_link", ["token_hash"], *link)
    op.create_index("ix_account_link_staff", "account_link", ["staff"])
    _table(
        "api_token",
        ["id"],
        *(_text("id"), _text("staff"), _text("name"), _bytes("token_hash"), _text("scopes")),
        *(_number("created_at"), _number("expires_at")),
        sa.Column("used_at", sa.BigInteger, nullable=True),
        sa.UniqueConstraint("token_hash", name="uq_api_token_token_hash"),
    )
    op.create_index("ix_api_token_staff", "api_token", ["staff"])


def _table(
    name: str, keys: list[str], *columns: sa.schema.SchemaItem, belongs: bool = True
) -> None:
    whole: list[sa.schema.SchemaItem] = [sa.PrimaryKeyConstraint(*keys, name=f"pk_{name}")]
    if belongs:
        whole.append(sa.ForeignKeyConstraint(["staff"], ["staff.id"], name=f"fk_{name}_staff"))
    op.create_table(name, _text("library"), *columns, *whole)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String, nullable=False)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger, nullable=False)


def _bytes(name: str) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary, nullable=False)


def downgrade() -> None:
    """Refuse: an older server must not meet a newer schema."""
    raise RuntimeError("there is no way back: restore the backup made before the upgrade")
