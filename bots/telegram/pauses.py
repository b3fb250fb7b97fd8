"""One call to a chat at a time, and none before the pause is over that Telegram asked for."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeVar
from weakref import WeakValueDictionary

from telegram import error

T = TypeVar("T")


class Pauses:
    """The pauses of all chats, whoever was refused there: what is said and what is delivered."""

    def __init__(self) -> None:
        self._until: dict[str, float] = {}
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def call(self, chat: str, call: Callable[[], Awaitable[T]]) -> T:
        """Make a call to a chat; raises RetryAfter without making it where it is too early."""
        async with self._locks.setdefault(chat, asyncio.Lock()):
            left = self._until.get(chat, 0.0) - _now()
            if left > 0:
                raise error.RetryAfter(timedelta(seconds=left))
            try:
                return await call()
            except error.RetryAfter as refusal:
                self._keep(chat, seconds(refusal))
                raise

    def _keep(self, chat: str, pause: float) -> None:
        now = _now()
        self._until = {one: until for one, until in self._until.items() if until > now}
        self._until[chat] = now + pause


def seconds(refusal: error.RetryAfter) -> float:
    """Give the seconds of the pause that Telegram asks for."""
    pause = refusal.retry_after
    return pause.total_seconds() if isinstance(pause, timedelta) else float(pause)


def _now() -> float:
    return asyncio.get_running_loop().time()
