"""Messages on their way to Telegram, with what its answers mean."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Final

import structlog
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    error,
)

from bots.deliveries import Call, FateUnknown, MustWait, Undeliverable
from bots.telegram import words
from bots.telegram.pauses import Pauses, seconds
from bots.telegram.rendering import Message, Rendering, corrected
from bots.telegram.words import say
from refdesk.protocol.frames import Send

REFUSED_PAUSE: Final = 60.0  # seconds until a refused token is tried again
AWAY_PAUSE: Final = 5.0  # seconds until an address that cannot be reached is
# What the library's HTTP client says when a call has not left: nothing can have gone out.
_NOT_SENT: Final = {"ConnectError", "ConnectTimeout", "PoolTimeout", "ProxyError"}
_SAME: Final = "message is not modified"
_PLAIN: Final = LinkPreviewOptions(is_disabled=True)

_log = structlog.get_logger(__name__)


class Outbox:
    """Delivers events to chats (a `bots.deliveries.Messenger`)."""

    def __init__(self, bot: Bot, rendering: Rendering, pauses: Pauses) -> None:
        self._bot = bot
        self._rendering = rendering
        self._pauses = pauses

    def calls(self, send: Send) -> Sequence[Call]:
        """Give a call for each message of the event."""
        return [self._call(send, message) for message in self._rendering.messages(send)]

    def _call(self, send: Send, message: Message) -> Call:
        async def call(marked: bool) -> str:  # noqa: FBT001 - the shape of a Call
            text = f"{say(send.lang, words.AGAIN)} {message.text}" if marked else message.text

            async def made() -> str:
                if message.edits:
                    return await self._edit(send, message)
                return await self._new(send, text, message)

            return await _understood(lambda: self._pauses.call(send.thread, made))

        return call

    async def _new(self, send: Send, text: str, message: Message) -> str:
        sent = await self._bot.send_message(
            int(send.thread), text, reply_markup=keyboard(message), link_preview_options=_PLAIN
        )
        return str(sent.message_id)

    async def _edit(self, send: Send, message: Message) -> str:
        """Replace a message; one that Telegram lets nobody replace is followed by a new one."""
        try:
            await self._bot.edit_message_text(
                message.text,
                chat_id=int(send.thread),
                message_id=int(message.edits),
                link_preview_options=_PLAIN,
            )
        except error.BadRequest as refusal:
            if _SAME not in refusal.message.lower():
                for one in corrected(send):
                    await self._new(send, one.text, one)
        return message.edits


def keyboard(message: Message) -> InlineKeyboardMarkup | None:
    """Give the buttons of a message as Telegram wants them."""
    if not message.rows:
        return None
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(b.label, callback_data=b.data) for b in row] for row in message.rows]
    )


async def _understood(call: Callable[[], Awaitable[str]]) -> str:
    """Make a call; raises MustWait, FateUnknown or Undeliverable for what Telegram answers."""
    try:
        return await call()
    except error.RetryAfter as refusal:
        raise MustWait(seconds(refusal)) from None
    except (error.Forbidden, error.ChatMigrated, error.BadRequest) as refusal:
        raise Undeliverable(refusal.message) from None
    except error.InvalidToken:
        _log.error("telegram refuses the token")
        raise MustWait(REFUSED_PAUSE, everybody=True) from None
    except error.NetworkError as failure:
        if type(failure.__cause__).__name__ in _NOT_SENT:
            raise MustWait(AWAY_PAUSE, everybody=True) from None
        raise FateUnknown from None
    except error.TelegramError as failure:
        raise Undeliverable(type(failure).__name__) from None
