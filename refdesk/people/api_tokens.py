"""API tokens: a program acts for its owner, within scopes, never beyond the owner's roles."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from enum import StrEnum

from refdesk.errors import BadRequest, ForbiddenOrAbsent, RefdeskError, Unauthorized
from refdesk.people.ports import ApiToken, AuditRow, StaffRow, StaffStore, TokenStore
from refdesk.people.secrets import new_token, token_hash

PREFIX = "rdk_"  # so that a token found in the wrong place is known for what it is
LONGEST_DAYS = 366
MOST = 20  # tokens of one owner
LONGEST_NAME = 80  # characters
_USED_EVERY = timedelta(minutes=1)


class Scope(StrEnum):
    """What a token is for."""

    TRANSCRIPTS_READ = "transcripts:read"
    KB_READ = "kb:read"
    KB_WRITE = "kb:write"


class ApiTokens:
    """Makes, lists, revokes and honours them; what is stored of a token is its hash."""

    def __init__(
        self, tokens: TokenStore, staff: StaffStore, clock: Callable[[], datetime]
    ) -> None:
        self._tokens = tokens
        self._staff = staff
        self._clock = clock

    async def make(
        self, owner: str, name: str, scopes: frozenset[str], days: int
    ) -> tuple[ApiToken, str]:
        """Give a token and what it is, which nobody can read again.

        Raises BadRequest `bad_token_name`, `bad_scope`, `bad_days`, `too_many_tokens`;
        ForbiddenOrAbsent when the account was disabled meanwhile.
        """
        name = name.strip()
        if not 1 <= len(name) <= LONGEST_NAME:
            raise BadRequest("bad_token_name")
        if not scopes or not scopes <= set(Scope):
            raise BadRequest("bad_scope")
        if not 1 <= days <= LONGEST_DAYS:
            raise BadRequest("bad_days")
        if len(await self._tokens.of(owner)) >= MOST:
            raise BadRequest("too_many_tokens")
        secret, now = PREFIX + new_token(), self._clock()
        token = ApiToken(
            id="t" + secrets.token_hex(8),
            staff=owner,
            name=name,
            token_hash=token_hash(secret),
            scopes=scopes,
            created_at=now,
            expires_at=now + timedelta(days=days),
        )
        if not await self._tokens.add(token):
            raise ForbiddenOrAbsent("no_such_staff")
        await self._audit(owner, "token_made", token.id, ",".join(sorted(scopes)))
        return token, secret

    async def of(self, owner: str) -> list[ApiToken]:
        """Give an owner's tokens, the newest first."""
        return await self._tokens.of(owner)

    async def by_owner(self) -> dict[str, list[ApiToken]]:
        """Give all tokens by the account that owns them, the newest first."""
        found: dict[str, list[ApiToken]] = {}
        for token in await self._tokens.of_everybody():
            found.setdefault(token.staff, []).append(token)
        return found

    async def revoke(self, owner: str, token: str, *, by: str) -> None:
        """End a token of this owner; raises ForbiddenOrAbsent for another's or none."""
        if not await self._tokens.remove(owner, token):
            raise ForbiddenOrAbsent("no_such_token")
        await self._audit(by, "token_revoked", token, "" if by == owner else owner)

    async def whose(self, secret: str) -> tuple[ApiToken, StaffRow]:
        """Give a token with its owner, whose roles are those of now; raises Unauthorized."""
        now = self._clock()
        found = await self._tokens.find(token_hash(secret), now)
        if found is None:
            raise Unauthorized("bad_api_token")
        token, _ = found
        if token.used_at is None or now - token.used_at >= _USED_EVERY:
            # A full disk must not keep anybody from reading.
            with suppress(RefdeskError):
                await self._tokens.touch(token.id, now)
        return found

    async def _audit(self, actor: str, action: str, target: str, detail: str = "") -> None:
        await self._staff.audit(AuditRow(self._clock(), actor, action, target, detail))
