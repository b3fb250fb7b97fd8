"""Delivering: announcements are sent, tried again with growing pauses, given up in the end."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Final

import structlog

from refdesk.desk.announcing_ports import (
    Announcement,
    Attempt,
    Post,
    SecretKeeper,
    Webhook,
    WebhookStore,
)
from refdesk.desk.ports import Clock
from refdesk.domain.announcements import KEPT, next_try, signed
from refdesk.errors import RefdeskError

LOOK_EVERY: Final = 2.0  # seconds
AT_ONCE: Final = 4
HELD: Final = timedelta(minutes=1)  # for whom what was taken is not sent by another node
FORGET_EVERY: Final = 1_800  # looks

_log = structlog.get_logger(__name__)


def secret_place(webhook: str) -> str:
    """Give the place of a webhook's secret in the safe."""
    return f"webhook/{webhook}"


class Delivering:
    """Sends what is due. `run` is awaited by a task of the application.

    At least once: a crash between sending and noting sends again, under the same webhook-id.
    """

    def __init__(
        self, webhooks: WebhookStore, secrets: SecretKeeper, post: Post, clock: Clock
    ) -> None:
        self._webhooks = webhooks
        self._secrets = secrets
        self._post = post
        self._clock = clock

    async def run(self) -> None:
        """Send again and again; ends only by cancellation or with the store."""
        looks = 0
        while True:
            try:
                while await self.deliver():
                    pass
                if looks % FORGET_EVERY == 0:
                    await self._webhooks.forget(self._clock() - KEPT)
            except RefdeskError as problem:
                _log.warning("announcements_not_sent", problem=problem.key)
            looks += 1
            await asyncio.sleep(LOOK_EVERY)

    async def deliver(self) -> int:
        """Send what is due now, some at a time; give how many were tried."""
        now = self._clock()
        due = await self._webhooks.take_due(now, now + HELD, AT_ONCE)
        await asyncio.gather(*(self._send(one, to) for one, to in due))
        return len(due)

    async def _send(self, one: Announcement, to: Webhook) -> None:
        attempt = await self._attempt(one, to)
        tries = one.tries + 1
        again = None if attempt.good else next_try(tries, self._clock())
        state = "done" if attempt.good else "waiting" if again else "failed"
        await self._webhooks.tried(one.id, attempt, state, again)

    async def _attempt(self, one: Announcement, to: Webhook) -> Attempt:
        now = self._clock()
        try:
            secret = await self._secrets.of(secret_place(to.id))
        except RefdeskError as problem:
            return Attempt(now, 0, 0, problem.key)
        if secret is None:
            return Attempt(now, 0, 0, "no_secret")
        headers = signed(secret, one.id, now, one.body) | {"content-type": "application/json"}
        return await self._post(to.address, headers, one.body)
