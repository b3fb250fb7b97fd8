"""Watches whether Telegram's messages arrive, so that the desk is told when they do not."""

from __future__ import annotations

import asyncio

import structlog

from refdesk.operations.bot_check import telegram_bot
from refdesk.settings import Settings

EVERY = 60.0  # seconds

_log = structlog.get_logger(__name__)


class BotWatch:
    """Asks the Bot API each minute; `receives` is the last answer, good until there is one."""

    def __init__(self, settings: Settings, every: float = EVERY) -> None:
        self._settings = settings
        self._every = every
        self._receives = True

    @property
    def wanted(self) -> bool:
        """Tell whether there is a bot to watch from here."""
        token = self._settings.telegram_token.get_secret_value()
        return bool(token) and self._settings.channels != "off"

    def receives(self) -> bool:
        """Tell whether messages arrive, as far as is known."""
        return self._receives

    async def run(self) -> None:
        """Ask again and again; the first time after a while, when the bot has set itself up."""
        while self.wanted:
            await asyncio.sleep(self._every)
            found = await telegram_bot(self._settings)
            receives = found.good or not found.serious
            if receives != self._receives:
                _log.warning("telegram", receives=receives, said=found.says[1])
            self._receives = receives
