"""Telegram calls the server, which relays the calls to the bot."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Final

from bots.telegram.settling import Raw
from refdesk.protocol.frames import Hook

HEADER: Final = "x-telegram-bot-api-secret-token"


def secret_of(token: str, channel_secret: str) -> str:
    """Give the secret that Telegram shows with each call: 64 hexadecimal digits, nowhere stored."""
    return hmac.new(
        channel_secret.encode(), f"webhook {token}".encode(), hashlib.sha256
    ).hexdigest()


class Webhook:
    """Deals with relayed calls; a call that comes again while it is under way joins the first."""

    def __init__(self, secret: str, settle: Callable[[Raw], Awaitable[None]]) -> None:
        self._secret = secret
        self._settle = settle
        self._under_way: dict[int, asyncio.Future[None]] = {}

    async def __call__(self, hook: Hook) -> int:
        """Give the status to answer with: 200 once the update is settled."""
        if not hmac.compare_digest(hook.headers.get(HEADER, "").encode(), self._secret.encode()):
            return HTTPStatus.FORBIDDEN
        try:
            raw = json.loads(hook.body)
            number = raw["update_id"]
        except (ValueError, TypeError, KeyError, RecursionError):
            return HTTPStatus.BAD_REQUEST
        await self._once(number, raw)
        return HTTPStatus.OK

    async def _once(self, number: int, raw: Raw) -> None:
        if number in self._under_way:
            await asyncio.shield(self._under_way[number])
            return
        done = asyncio.get_running_loop().create_future()
        self._under_way[number] = done
        try:
            await self._settle(raw)
        finally:
            done.set_result(None)
            del self._under_way[number]
