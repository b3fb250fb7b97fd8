"""Staff accounts with their sign-ins, with the audit."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy
from sqlalchemy import Connection, Label, Select, delete, insert, update
from sqlmodel import col, select

from refdesk.domain.actors import StaffRole
from refdesk.domain.records import millis, moment
from refdesk.errors import BadRequest
from refdesk.people.ports import AccountChange, AuditRow, SignIn, StaffRow
from refdesk.store.committing import Writer, write_alone
from refdesk.store.reading import Reader
from refdesk.store.rows import json_value, ms, names_text, time
from refdesk.store.streams import bump
from refdesk.store.tables import people
from refdesk.store.tables.credentials import AccountLinkRow, ApiTokenRow, SecondFactorRow

Staff = people.StaffRow
SignInRow = people.SignInRow


class Accounts:
    """The port `refdesk.people.ports.StaffStore`."""

    def __init__(self, writer: Writer, reader: Reader) -> None:
        self._writer = writer
        self._reader = reader

    async def by_login(self, login: str) -> StaffRow | None:
        """Give the account of a login (compared case-insensitively)."""
        query = accounts().where(col(Staff.login_key) == login.casefold())
        return await self._reader.read(lambda c: account(c.execute(query).first()))

    async def by_id(self, staff: str) -> StaffRow | None:
        """Give the account of a staff id."""
        query = accounts().where(col(Staff.id) == staff)
        return await self._reader.read(lambda c: account(c.execute(query).first()))

    async def everyone(self) -> list[StaffRow]:
        """Give all accounts by name, disabled ones too."""
        query = accounts().order_by(col(Staff.name), col(Staff.id))

        def read(connection: Connection) -> list[StaffRow]:
            return [row for row in map(account, connection.execute(query)) if row is not None]

        return await self._reader.read(read)

    async def add(self, row: StaffRow) -> None:
        """Add an account; raises `BadRequest("login_taken")` when the login exists."""

        def job(connection: Connection) -> None:
            _refuse_taken(connection, row)
            connection.execute(insert(Staff).values(id=row.id, **_columns(row)))
            bump(connection, ["staff"])

        await write_alone(self._writer, job)

    async def change(self, staff: str, change: AccountChange) -> StaffRow | None:
        """Change what is named, nothing else; give the account as it was, None for no account.

        Its sign-ins end when it is disabled, its password or its roles are changed; its links when
        it is disabled or its password changed; its API tokens when it is disabled. Raises
        `BadRequest("last_admin")` when no enabled administrator would be left.
        """
        return await write_alone(self._writer, lambda c: change_account(c, staff, change))

    async def keep_sign_in(self, sign_in: SignIn, checked: StaffRow | None = None) -> bool:
        """Store a sign-in; False, and nothing stored, where the account is not as it was `checked`.

        What counts is its password, its second factor, and whether it is disabled. Those of the
        account that have expired go.
        """
        over = delete(SignInRow).where(
            col(SignInRow.staff) == sign_in.staff,
            col(SignInRow.expires_at) <= millis(sign_in.created_at),
        )

        def job(connection: Connection) -> bool:
            if checked is not None:
                present = locked_account(connection, sign_in.staff)
                if present is None or _proved_by(present) != _proved_by(checked):
                    return False
            connection.execute(over)
            connection.execute(
                insert(SignInRow).values(
                    library="main",
                    token_hash=sign_in.token_hash,
                    staff=sign_in.staff,
                    csrf=sign_in.csrf,
                    created_at=millis(sign_in.created_at),
                    expires_at=millis(sign_in.expires_at),
                    used_at=ms(sign_in.used_at),
                    device=sign_in.device,
                )
            )
            return True

        return await write_alone(self._writer, job)

    async def sign_in(self, token_hash: bytes, now: datetime) -> tuple[SignIn, StaffRow] | None:
        """Give a sign-in that is neither expired nor of a disabled account."""
        found = select(SignInRow).where(
            col(SignInRow.token_hash) == token_hash, col(SignInRow.expires_at) > millis(now)
        )

        def read(connection: Connection) -> tuple[SignIn, StaffRow] | None:
            row = connection.execute(found).first()
            if row is None:
                return None
            whose = accounts().where(col(Staff.id) == row.staff)
            found_account = account(connection.execute(whose).first())
            if found_account is None or found_account.disabled:
                return None
            return _sign_in(row), found_account

        return await self._reader.read(read)

    async def end_sign_in(self, token_hash: bytes) -> None:
        """End one sign-in."""
        this = delete(SignInRow).where(col(SignInRow.token_hash) == token_hash)
        await write_alone(self._writer, lambda c: c.execute(this).rowcount)

    async def end_sign_ins_of(self, staff: str, keep: bytes = b"") -> int:
        """End all sign-ins of an account but the one whose hash is `keep`; give how many."""
        return await write_alone(self._writer, lambda c: _end_sign_ins(c, staff, keep))

    async def sign_ins_of(self, staff: str, now: datetime) -> list[SignIn]:
        """Give the sign-ins of an account that have not expired, the newest first."""
        mine = select(SignInRow).where(
            col(SignInRow.staff) == staff, col(SignInRow.expires_at) > millis(now)
        )
        query = mine.order_by(col(SignInRow.created_at).desc())
        return await self._reader.read(lambda c: [_sign_in(row) for row in c.execute(query)])

    async def touch_sign_in(self, token_hash: bytes, now: datetime) -> None:
        """Note that a sign-in was used."""
        this = update(SignInRow).where(col(SignInRow.token_hash) == token_hash)
        used = this.values(used_at=millis(now))
        await write_alone(self._writer, lambda c: c.execute(used).rowcount)

    async def audit(self, row: AuditRow) -> None:
        """Append to the audit."""

        def job(connection: Connection) -> None:
            connection.execute(
                insert(people.AuditRow).values(
                    library="main",
                    at=millis(row.at),
                    actor=row.actor,
                    action=row.action,
                    target=row.target,
                    detail=row.detail,
                )
            )

        await write_alone(self._writer, job)

    async def audited(self, limit: int = 200) -> list[AuditRow]:
        """Give the newest audit rows."""
        row = people.AuditRow
        query = (
            select(row.at, row.actor, row.action, row.target, row.detail)  # type: ignore[call-overload]
            .order_by(col(row.id).desc())
            .limit(limit)
        )

        def read(connection: Connection) -> list[AuditRow]:
            return [AuditRow(moment(found[0]), *found[1:]) for found in connection.execute(query)]

        return await self._reader.read(read)


def change_account(connection: Connection, staff: str, change: AccountChange) -> StaffRow | None:
    """Do what `Accounts.change` says in a job."""
    demoted = change.roles is not None and StaffRole.ADMIN not in change.roles
    if change.disabled or demoted:
        _refuse_last_admin(connection, staff)
    before = locked_account(connection, staff)
    if before is None:
        return None
    after = change.onto(before)
    columns = {name: value for name, value in _columns(after).items() if name in change.named()}
    if columns:
        connection.execute(update(Staff).where(col(Staff.id) == staff).values(**columns))
    if after.disabled or _held(after) != _held(before):
        _end_sign_ins(connection, staff)
    if after.disabled or after.password_hash != before.password_hash:
        connection.execute(delete(AccountLinkRow).where(col(AccountLinkRow.staff) == staff))
    if after.disabled or before.disabled:
        end_tokens(connection, staff)
    bump(connection, ["staff"])
    return before


def end_tokens(connection: Connection, staff: str) -> None:
    """Delete an account's API tokens."""
    connection.execute(delete(ApiTokenRow).where(col(ApiTokenRow.staff) == staff))


def locked_account(connection: Connection, staff: str) -> StaffRow | None:
    """Give an account as it stays until the commit."""
    this = accounts().where(col(Staff.id) == staff).with_for_update(of=Staff)
    return account(connection.execute(this).first())


def _proved_by(row: StaffRow) -> tuple[str, datetime | None, bool]:
    return row.password_hash, row.second_factor_since, row.disabled


def _held(row: StaffRow) -> tuple[str, frozenset[StaffRole]]:
    return row.password_hash, row.roles


def _refuse_taken(connection: Connection, row: StaffRow) -> None:
    taken = select(Staff.id).where(
        col(Staff.library) == row.library,
        col(Staff.login_key) == row.login.casefold(),
        col(Staff.id) != row.id,
    )
    if connection.execute(taken).first() is not None:
        raise BadRequest("login_taken")


def _refuse_last_admin(connection: Connection, staff: str) -> None:
    # Locked together, so that two administrators cannot demote each other at once.
    # Who was invited and has set no password yet cannot sign in: they count for nothing.
    everyone = select(Staff.id, Staff.roles).where(
        col(Staff.disabled).is_(False), col(Staff.password_hash) != ""
    )
    rows = connection.execute(everyone.order_by(col(Staff.id)).with_for_update()).all()
    admins = {row.id for row in rows if StaffRole.ADMIN in json_value(row.roles)}
    if admins == {staff}:
        raise BadRequest("last_admin")


def _end_sign_ins(connection: Connection, staff: str, keep: bytes = b"") -> int:
    gone = delete(SignInRow).where(col(SignInRow.staff) == staff, col(SignInRow.token_hash) != keep)
    return connection.execute(gone).rowcount


def _columns(row: StaffRow) -> dict[str, Any]:
    return {
        "library": row.library,
        "login": row.login,
        "login_key": row.login.casefold(),
        "name": row.name,
        "password_hash": row.password_hash,
        "roles": names_text(row.roles),
        "languages": names_text(row.languages),
        "capacity": row.capacity,
        "disabled": row.disabled,
        "created_at": ms(row.created_at),
        "must_change": row.must_change,
    }


def accounts() -> Select[people.StaffRow, int]:
    """Give the query of accounts, to be narrowed; `account` reads its rows."""
    since: Label[int] = col(SecondFactorRow.since).label("second_factor_since")
    whole = sqlalchemy.select(Staff, since)
    return whole.outerjoin(SecondFactorRow, col(SecondFactorRow.staff) == col(Staff.id))


def account(row: Any) -> StaffRow | None:  # noqa: ANN401
    """Give the account of a row of `accounts`, None for no row."""
    if row is None:
        return None
    return StaffRow(
        id=row.id,
        login=row.login,
        name=row.name,
        password_hash=row.password_hash,
        roles=frozenset(map(StaffRole, json_value(row.roles))),
        languages=frozenset(json_value(row.languages)),
        capacity=row.capacity,
        disabled=bool(row.disabled),
        created_at=time(row.created_at),
        must_change=bool(row.must_change),
        second_factor_since=time(row.second_factor_since),
        library=row.library,
    )


def _sign_in(row: Any) -> SignIn:  # noqa: ANN401
    return SignIn(
        token_hash=bytes(row.token_hash),
        staff=row.staff,
        csrf=row.csrf,
        created_at=moment(row.created_at),
        expires_at=moment(row.expires_at),
        used_at=time(row.used_at),
        device=row.device or "",
    )
