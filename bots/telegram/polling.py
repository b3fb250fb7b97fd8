"""The bot asks Telegram for updates, so that it needs no public address."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Final, Protocol
from urllib.parse import urlencode

import structlog
from telegram import Bot, error
from telegram.request import BaseRequest

from bots.telegram.confirming import Confirming
from bots.telegram.pauses import seconds
from bots.telegram.settling import Raw

UPDATES: Final = ("message", "edited_message", "callback_query")
LONG: Final = 25  # seconds that Telegram holds a call when there is nothing
MARGIN: Final = 10.0  # seconds after which an answer counts as lost
BATCH: Final = 100
MOMENT: Final = 0.5  # seconds between calls while some updates are under way
_LONGEST_MOMENT: Final = 5.0  # the same while none of them gets anywhere
_LONGEST_PAUSE: Final = 30.0  # seconds between calls that fail

_log = structlog.get_logger(__name__)


class Source(Protocol):
    """Where updates come from."""

    async def updates(self, offset: int | None, wait: int) -> list[Raw]:
        """Confirm what is below `offset`; give the updates there are, or wait so many seconds."""


class BotApi:
    """The Bot API's getUpdates, whose updates are given as they came.

    The library's own call reads all or nothing: one update it cannot read would stop the channel.
    """

    def __init__(self, bot: Bot, request: BaseRequest) -> None:
        self._url = f"{bot.base_url}/getUpdates"
        self._request = request

    async def updates(self, offset: int | None, wait: int) -> list[Raw]:
        """Give updates; raises TelegramError."""
        asked: dict[str, object] = {"limit": BATCH, "allowed_updates": json.dumps(UPDATES)}
        asked["timeout"] = wait
        if offset is not None:
            asked["offset"] = offset
        url = f"{self._url}?{urlencode(asked)}"
        found = await self._request.post(url, read_timeout=wait + MARGIN)
        return found if isinstance(found, list) else []


class Polling:
    """Takes updates as they come and settles them side by side."""

    def __init__(self, source: Source, settle: Callable[[Raw], Awaitable[None]]) -> None:
        self._source = source
        self._settle = settle
        self._confirming = Confirming()
        self._stirred = asyncio.Event()
        self._moment = MOMENT

    async def run(self) -> None:
        """Ask again and again; ends by cancellation only."""
        failures = 0
        async with asyncio.TaskGroup() as group:
            while True:
                try:
                    await self._ask(group)
                    failures = 0
                except error.TelegramError as failure:
                    pause = _pause(failure, failures)
                    failures += 1
                    _log.warning("no updates", pause=pause, **_why(failure))
                    await asyncio.sleep(pause)

    async def _ask(self, group: asyncio.TaskGroup) -> None:
        offset = self._confirming.offset
        wait = 0 if self._confirming.busy or offset is not None else LONG
        found = await self._source.updates(offset, wait)
        self._confirming.confirmed(offset)
        for raw in found:
            if isinstance(number := raw.get("update_id"), int) and self._confirming.came(number):
                group.create_task(self._settled(number, raw))
        if self._confirming.busy:
            await self._some_settled()

    async def _settled(self, number: int, raw: Raw) -> None:
        await self._settle(raw)
        self._confirming.settled(number)
        self._stirred.set()

    async def _some_settled(self) -> None:
        """Wait until something can be confirmed, or for a moment: others may have written."""
        self._stirred.clear()
        try:
            async with asyncio.timeout(self._moment):
                await self._stirred.wait()
        except TimeoutError:
            self._moment = min(2 * self._moment, _LONGEST_MOMENT)
        else:
            self._moment = MOMENT


def _why(failure: error.TelegramError) -> dict[str, str]:
    """Say what is wrong, never in the error's own words: they may hold the token."""
    why = {"why": type(failure).__name__}
    if isinstance(failure, error.Conflict):
        why["remedy"] = "another program asks with this token, or has set a webhook: stop it"
    return why


def _pause(failure: error.TelegramError, failures: int) -> float:
    if isinstance(failure, error.RetryAfter):
        return seconds(failure)
    return min(_LONGEST_PAUSE, 2.0**failures)
