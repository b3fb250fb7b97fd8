"""Second factors, links, API tokens and sealed secrets of accounts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, update
from sqlmodel import col, select

from refdesk.domain.records import millis, moment
from refdesk.people.ports import AccountChange, ApiToken, Link, StaffRow
from refdesk.store.committing import Writer, write_alone
from refdesk.store.driver import Insert
from refdesk.store.reading import Reader
from refdesk.store.rows import json_value, names_text, time
from refdesk.store.staff import account, accounts, change_account, end_tokens, locked_account
from refdesk.store.streams import bump
from refdesk.store.tables.credentials import (
    AccountLinkRow,
    ApiTokenRow,
    RecoveryCodeRow,
    SecondFactorRow,
    SecretRow,
)
from refdesk.store.tables.people import StaffRow as Staff

_NEWEST = select(ApiTokenRow).order_by(col(ApiTokenRow.created_at).desc(), col(ApiTokenRow.id))
_keep = Insert(SecretRow, "ON CONFLICT (place) DO UPDATE SET box = excluded.box")


class StoredSecondFactors:
    """The port `refdesk.people.ports.SecondFactorStore`."""

    def __init__(self, writer: Writer, reader: Reader) -> None:
        self._writer = writer
        self._reader = reader

    async def turn_on(self, staff: str, now: datetime, step: int, codes: frozenset[bytes]) -> None:
        """Turn the second factor on, replacing any recovery codes; `step` has been used."""

        def job(connection: Connection) -> None:
            _turn_off(connection, staff)
            row = {"library": "main", "staff": staff, "since": millis(now), "step": step}
            connection.execute(insert(SecondFactorRow).values(**row))
            _add_codes(connection, staff, codes)
            bump(connection, ["staff"])

        await write_alone(self._writer, job)

    async def turn_off(self, staff: str) -> bool:
        """Turn it off, recovery codes included; False when it was off."""

        def job(connection: Connection) -> bool:
            was_on = _turn_off(connection, staff)
            bump(connection, ["staff"])
            return was_on

        return await write_alone(self._writer, job)

    async def use_step(self, staff: str, step: int) -> bool:
        """Use up a time step and all before; False when it was used up already."""
        row = SecondFactorRow
        newer = update(row).where(col(row.staff) == staff, col(row.step) < step).values(step=step)
        return await write_alone(self._writer, lambda c: c.execute(newer).rowcount > 0)

    async def use_code(self, staff: str, code_hash: bytes) -> bool:
        """Use up a recovery code; False when there is no such code."""
        row = RecoveryCodeRow
        gone = delete(row).where(col(row.staff) == staff, col(row.code_hash) == code_hash)
        return await write_alone(self._writer, lambda c: c.execute(gone).rowcount > 0)

    async def replace_codes(self, staff: str, codes: frozenset[bytes]) -> None:
        """Put other recovery codes in the place of those there are."""

        def job(connection: Connection) -> None:
            connection.execute(delete(RecoveryCodeRow).where(col(RecoveryCodeRow.staff) == staff))
            _add_codes(connection, staff, codes)

        await write_alone(self._writer, job)

    async def codes_left(self, staff: str) -> int:
        """Count the recovery codes not used yet."""
        mine = select(func.count()).where(col(RecoveryCodeRow.staff) == staff)
        return await self._reader.read(lambda c: int(c.execute(mine).scalar_one()))


class StoredLinks:
    """The port `refdesk.people.ports.LinkStore`."""

    def __init__(self, writer: Writer, reader: Reader) -> None:
        self._writer = writer
        self._reader = reader

    async def add(self, link: Link) -> None:
        """Store a link; those of the account from before are gone."""
        values = {
            "library": "main",
            "token_hash": link.token_hash,
            "staff": link.staff,
            "recovers": link.recovers,
            "expires_at": millis(link.expires_at),
        }

        def job(connection: Connection) -> None:
            connection.execute(
                delete(AccountLinkRow).where(col(AccountLinkRow.staff) == link.staff)
            )
            connection.execute(insert(AccountLinkRow).values(**values))

        await write_alone(self._writer, job)

    async def find(self, token_hash: bytes, now: datetime) -> Link | None:
        """Give a link that has not expired."""
        return await self._reader.read(lambda c: _link(c, token_hash, now))

    async def use(self, token_hash: bytes, now: datetime, password_hash: str) -> StaffRow | None:
        """Set the password by it, once, all in one commit; give the account as it was before.

        The link is gone with it; second factor and API tokens too where it recovers. None, and
        nothing has changed, where there is no such link any more, or its account is disabled.
        """
        this = delete(AccountLinkRow).where(col(AccountLinkRow.token_hash) == token_hash)
        change = AccountChange(password_hash=password_hash, must_change=False)

        def job(connection: Connection) -> StaffRow | None:
            link = _link(connection, token_hash, now)
            row = locked_account(connection, link.staff) if link else None
            usable = row is not None and not row.disabled
            if link is None or not usable or not connection.execute(this).rowcount:
                return None
            if link.recovers:
                _turn_off(connection, link.staff)
                end_tokens(connection, link.staff)
            change_account(connection, link.staff, change)
            return row

        return await write_alone(self._writer, job)


class StoredTokens:
    """The port `refdesk.people.ports.TokenStore`."""

    def __init__(self, writer: Writer, reader: Reader) -> None:
        self._writer = writer
        self._reader = reader

    async def add(self, token: ApiToken) -> bool:
        """Store a token; False, and nothing stored, for an account that is disabled or gone."""
        values = {
            "library": "main",
            "id": token.id,
            "staff": token.staff,
            "name": token.name,
            "token_hash": token.token_hash,
            "scopes": names_text(token.scopes),
            "created_at": millis(token.created_at),
            "expires_at": millis(token.expires_at),
        }
        adding = insert(ApiTokenRow).values(**values)

        def job(connection: Connection) -> bool:
            # Asked in the commit: who is disabled meanwhile must find no token when enabled again.
            owner = locked_account(connection, token.staff)
            if owner is None or owner.disabled:
                return False
            return connection.execute(adding).rowcount > 0

        return await write_alone(self._writer, job)

    async def of(self, staff: str) -> list[ApiToken]:
        """Give the tokens of an owner, the newest first, expired ones too."""
        mine = _NEWEST.where(col(ApiTokenRow.staff) == staff)
        return await self._reader.read(lambda c: [_token(row) for row in c.execute(mine)])

    async def of_everybody(self) -> list[ApiToken]:
        """Give all tokens, the newest first, expired ones too."""
        return await self._reader.read(lambda c: [_token(row) for row in c.execute(_NEWEST)])

    async def find(self, token_hash: bytes, now: datetime) -> tuple[ApiToken, StaffRow] | None:
        """Give a token that is neither expired nor of a disabled account, with its owner."""
        this = select(ApiTokenRow).where(
            col(ApiTokenRow.token_hash) == token_hash, col(ApiTokenRow.expires_at) > millis(now)
        )

        def read(connection: Connection) -> tuple[ApiToken, StaffRow] | None:
            row = connection.execute(this).first()
            if row is None:
                return None
            whose = accounts().where(col(Staff.id) == row.staff)
            owner = account(connection.execute(whose).first())
            return None if owner is None or owner.disabled else (_token(row), owner)

        return await self._reader.read(read)

    async def remove(self, staff: str, token: str) -> bool:
        """Delete a token of this owner; False when there is none such."""
        row = ApiTokenRow
        gone = delete(row).where(col(row.id) == token, col(row.staff) == staff)
        return await write_alone(self._writer, lambda c: c.execute(gone).rowcount > 0)

    async def touch(self, token: str, now: datetime) -> None:
        """Note that a token was used."""
        row = ApiTokenRow
        used = update(row).where(col(row.id) == token).values(used_at=millis(now))
        await write_alone(self._writer, lambda c: c.execute(used).rowcount)


class StoredSecrets:
    """The port `refdesk.privacy.ports.SecretBoxes`."""

    def __init__(self, writer: Writer, reader: Reader) -> None:
        self._writer = writer
        self._reader = reader

    async def box(self, place: str) -> bytes | None:
        """Give the box of a place."""
        query = select(SecretRow.box).where(col(SecretRow.place) == place)
        found = await self._reader.read(lambda c: c.execute(query).scalar())
        return None if found is None else bytes(found)

    async def put(self, boxes: dict[str, bytes]) -> None:
        """Put boxes in their places, instead of what is there."""
        rows = [("main", place, box) for place, box in sorted(boxes.items())]
        await write_alone(self._writer, lambda c: _keep(c, rows))

    async def drop(self, place: str) -> None:
        """Delete the box of a place."""
        gone = delete(SecretRow).where(col(SecretRow.place) == place)
        await write_alone(self._writer, lambda c: c.execute(gone).rowcount)

    async def sealed_otherwise(self, key: bytes, limit: int) -> dict[str, bytes]:
        """Give boxes by place that do not begin with `key`."""
        other = func.substr(col(SecretRow.box), 1, len(key)) != key
        query = select(SecretRow.place, SecretRow.box).where(other).limit(limit)
        return await self._reader.read(
            lambda c: {row.place: bytes(row.box) for row in c.execute(query)}
        )


def _turn_off(connection: Connection, staff: str) -> bool:
    connection.execute(delete(RecoveryCodeRow).where(col(RecoveryCodeRow.staff) == staff))
    gone = delete(SecondFactorRow).where(col(SecondFactorRow.staff) == staff)
    return connection.execute(gone).rowcount > 0


def _add_codes(connection: Connection, staff: str, codes: frozenset[bytes]) -> None:
    rows = [{"library": "main", "staff": staff, "code_hash": code} for code in sorted(codes)]
    connection.execute(insert(RecoveryCodeRow), rows)


def _link(connection: Connection, token_hash: bytes, now: datetime) -> Link | None:
    row = AccountLinkRow
    this = select(row).where(col(row.token_hash) == token_hash, col(row.expires_at) > millis(now))
    found = connection.execute(this).first()
    if found is None:
        return None
    expires = moment(found.expires_at)
    return Link(bytes(found.token_hash), found.staff, bool(found.recovers), expires)


def _token(row: Any) -> ApiToken:  # noqa: ANN401
    return ApiToken(
        id=row.id,
        staff=row.staff,
        name=row.name,
        token_hash=bytes(row.token_hash),
        scopes=frozenset(json_value(row.scopes)),
        created_at=moment(row.created_at),
        expires_at=moment(row.expires_at),
        used_at=time(row.used_at),
    )


class StoredCredentials:
    """All of them over one database."""

    def __init__(self, writer: Writer, reader: Reader) -> None:
        self.factors = StoredSecondFactors(writer, reader)
        self.links = StoredLinks(writer, reader)
        self.tokens = StoredTokens(writer, reader)
        self.secrets = StoredSecrets(writer, reader)
