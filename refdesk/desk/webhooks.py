"""The care of webhooks: which address is told of what, with a secret of its own."""

from __future__ import annotations

import base64
from collections.abc import Awaitable, Callable, Collection
from dataclasses import replace

from refdesk.desk.announcing_ports import (
    Announcement,
    Attempt,
    SecretKeeper,
    Webhook,
    WebhookStore,
)
from refdesk.desk.delivering import secret_place
from refdesk.desk.ports import Clock, NewId
from refdesk.domain.announcements import SECRET_PREFIX, Announced, wrong_address
from refdesk.errors import BadRequest, ForbiddenOrAbsent

MOST = 20  # webhooks
LISTED = 100  # announcements
_SECRET = 32  # bytes
# (actor, action, target, detail) -> a row of the audit
Noted = Callable[[str, str, str, str], Awaitable[None]]


class Webhooks:
    """Adds, changes, removes, lists and replays; `inside` are hosts allowed in the own network."""

    def __init__(
        self,
        store: WebhookStore,
        secrets: SecretKeeper,
        noted: Noted,
        clock: Clock,
        new_id: NewId,
        random: Callable[[int], bytes],
        inside: Collection[str] = (),
    ) -> None:
        self._store = store
        self._secrets = secrets
        self._noted = noted
        self._clock = clock
        self._new_id = new_id
        self._random = random
        self._inside = inside

    async def all(self) -> list[Webhook]:
        """Give all, the oldest first."""
        return await self._store.all()

    async def add(
        self, address: str, kinds: frozenset[Announced], *, by: str
    ) -> tuple[Webhook, str]:
        """Add a webhook; give it with its secret, which is told this once.

        Raises BadRequest naming what is wrong with the address, `no_kind`, `too_many_webhooks`.
        """
        self._check(address, kinds)
        if len(await self._store.all()) >= MOST:
            raise BadRequest("too_many_webhooks")
        webhook = Webhook(self._new_id(), address, kinds, paused=False, created_at=self._clock())
        secret = SECRET_PREFIX + base64.b64encode(self._random(_SECRET)).decode()
        await self._secrets.keep(secret_place(webhook.id), secret)
        await self._store.put(webhook)
        await self._noted(by, "webhook_added", webhook.id, address)
        return webhook, secret

    async def change(
        self, webhook: str, address: str, kinds: frozenset[Announced], *, paused: bool, by: str
    ) -> None:
        """Change a webhook; raises as `add` does, and ForbiddenOrAbsent."""
        before = await self._existing(webhook)
        self._check(address, kinds)
        await self._store.put(replace(before, address=address, kinds=kinds, paused=paused))
        await self._noted(by, "webhook_changed", webhook, address)

    async def remove(self, webhook: str, *, by: str) -> None:
        """Delete a webhook with all its announcements; raises ForbiddenOrAbsent."""
        if not await self._store.remove(webhook):
            raise ForbiddenOrAbsent("no_such_webhook")
        await self._secrets.forget(secret_place(webhook))
        await self._noted(by, "webhook_removed", webhook, "")

    async def announcements(self, webhook: str) -> list[tuple[Announcement, list[Attempt]]]:
        """Give the newest of a webhook with their attempts; raises ForbiddenOrAbsent."""
        await self._existing(webhook)
        return await self._store.listed(webhook, LISTED)

    async def replay(self, webhook: str, announcement: str, *, by: str) -> None:
        """Send an announcement again, now; raises ForbiddenOrAbsent."""
        if not await self._store.replay(webhook, announcement, self._clock()):
            raise ForbiddenOrAbsent("no_such_webhook")
        await self._noted(by, "announcement_replayed", announcement, "")

    async def _existing(self, webhook: str) -> Webhook:
        for one in await self._store.all():
            if one.id == webhook:
                return one
        raise ForbiddenOrAbsent("no_such_webhook")

    def _check(self, address: str, kinds: frozenset[Announced]) -> None:
        if problem := wrong_address(address, self._inside):
            raise BadRequest(problem)
        if not kinds:
            raise BadRequest("no_kind")
