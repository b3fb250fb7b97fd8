"""What the bot says of its own accord: answers that are not part of a conversation."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

import structlog
from telegram import Bot, error

from bots.telegram.pauses import Pauses, seconds

TRIES: Final = 3
_LONGEST_PAUSE: Final = 20.0  # seconds

_log = structlog.get_logger(__name__)


class Speaker:
    """Says things as well as it can: what cannot be said after some tries is only logged.

    Nothing depends on it: the act was taken, or there was none.
    """

    def __init__(self, bot: Bot, pauses: Pauses) -> None:
        self._bot = bot
        self._pauses = pauses

    async def say(self, chat: str, text: str) -> None:
        """Write a message."""
        await self._to(chat, lambda: self._bot.send_message(int(chat), text))

    async def document(self, chat: str, name: str, text: str, caption: str) -> None:
        """Send a text as a file."""
        content = text.encode()
        await self._to(
            chat,
            lambda: self._bot.send_document(
                int(chat), content, filename=name, caption=caption, read_timeout=20
            ),
        )

    async def toast(self, callback: str, text: str) -> None:
        """Answer a pressed button: Telegram shows the text for a moment."""
        await _tried(lambda: self._bot.answer_callback_query(callback, text))

    async def take_buttons(self, chat: str, message: int) -> None:
        """Take the buttons from under a message."""
        await self._to(
            chat,
            lambda: self._bot.edit_message_reply_markup(int(chat), message, reply_markup=None),
        )

    async def _to(self, chat: str, call: Callable[[], Awaitable[object]]) -> None:
        await _tried(lambda: self._pauses.call(chat, call))


async def _tried(call: Callable[[], Awaitable[object]]) -> None:
    for attempt in range(TRIES):
        try:
            await call()
        except error.RetryAfter as refusal:
            await asyncio.sleep(min(_LONGEST_PAUSE, seconds(refusal)))
        except (error.BadRequest, error.Forbidden, error.InvalidToken) as refusal:
            _log.info("telegram refuses an answer", why=type(refusal).__name__)
            return
        except error.TelegramError as failure:
            # Perhaps it was said; a second time does no harm.
            _log.info("answer not said", why=type(failure).__name__)
            await asyncio.sleep(2.0**attempt)
        else:
            return
