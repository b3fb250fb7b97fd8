"""The Telegram bot as it runs: its parts put together, its start, its end."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable, Mapping
from typing import Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import structlog
from telegram import Bot, BotCommand, error
from telegram.request import HTTPXRequest

from bots.bridge import Bridge
from bots.telegram import words
from bots.telegram.outbox import Outbox
from bots.telegram.pauses import Pauses
from bots.telegram.polling import UPDATES, BotApi, Polling
from bots.telegram.rendering import Rendering
from bots.telegram.settling import Settling
from bots.telegram.speaking import Speaker
from bots.telegram.webhook import Webhook, secret_of
from bots.telegram.words import say

TELEGRAM: Final = "https://api.telegram.org"
_CONNECTIONS: Final = 16
_CALL_WITHIN: Final = 20.0  # seconds
_LONGEST_PAUSE: Final = 60.0  # seconds between tries of what has to succeed
_LOOPBACK: Final = {"127.0.0.1", "::1", "localhost"}

# The library's times as timedelta, as its next release has them.
os.environ.setdefault("PTB_TIMEDELTA", "true")

_log = structlog.get_logger(__name__)


async def run(config: Mapping[str, str], server: str, secret: str) -> None:
    """Run the bot until it is cancelled.

    `config` holds `token`, and perhaps `api` (address of the Bot API), `mode` (polling or
    webhook), `public_url` (the server as patrons see it), `lang` (for who says none), `timezone`.
    Raises ValueError naming what is wrong in it, SentAway (in a group) when `secret` is refused.
    """
    for name in ("httpx", "httpcore", "telegram"):  # they log addresses, which hold the token
        logging.getLogger(name).setLevel(logging.WARNING)
    channel, webhook = _channel(config["token"]), config.get("mode") == "webhook"
    if webhook and not config.get("public_url"):
        _log.error("a webhook needs public_url", remedy="set it, or telegram_mode to polling")
        raise ValueError("public_url is empty")
    asking = _request(config, 1)
    bot = Bot(
        config["token"],
        _base(config),
        request=_request(config, _CONNECTIONS),
        get_updates_request=asking,
    )
    rendering = Rendering(_zone(config.get("timezone", "")), config.get("public_url", ""))
    pauses = Pauses()
    bridge = Bridge(channel, server, secret, Outbox(bot, rendering, pauses))
    settling = Settling(bot, bridge, Speaker(bot, pauses), config.get("lang") or "id")
    try:
        await _insist("getMe", bot.initialize)
        _log.info("telegram bot", name=f"@{bot.username}", webhook=webhook)
        async with asyncio.TaskGroup() as group:
            group.create_task(bridge.run())
            group.create_task(_introduce(bot))
            if webhook:
                shown = secret_of(bot.token, secret)
                bridge.listen(Webhook(shown, settling.settle))
                await _be_called(bot, f"{config['public_url']}/hook/{channel}", shown)
            else:
                await _insist("deleteWebhook", bot.delete_webhook)
                group.create_task(Polling(BotApi(bot, asking), settling.settle).run())
    finally:
        await bot.shutdown()


async def _be_called(bot: Bot, url: str, shown: str) -> None:
    """Let Telegram call the server, one call at a time: so the texts of a chat keep their order."""
    await _insist(
        "setWebhook",
        lambda: bot.set_webhook(
            url, secret_token=shown, allowed_updates=UPDATES, max_connections=1
        ),
    )


def _channel(token: str) -> str:
    """Give the channel's name: the token begins with the bot's number."""
    number = token.partition(":")[0]
    if not number.isdecimal():
        _log.error("this is no bot token", remedy="copy it from @BotFather again")
        raise ValueError("telegram_token is no bot token")
    return f"telegram:{number}"


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name or "Asia/Jakarta")
    except (ZoneInfoNotFoundError, OSError):
        raise ValueError(f"timezone: {name!r} is no time zone; try Asia/Jakarta") from None


def _base(config: Mapping[str, str]) -> str:
    return f"{config.get('api') or TELEGRAM}/bot"


def _request(config: Mapping[str, str], connections: int) -> HTTPXRequest:
    near = urlsplit(_base(config)).hostname in _LOOPBACK
    return HTTPXRequest(
        connection_pool_size=connections,
        read_timeout=_CALL_WITHIN,
        write_timeout=_CALL_WITHIN,
        connect_timeout=_CALL_WITHIN,
        pool_timeout=_CALL_WITHIN,
        httpx_kwargs={"trust_env": not near},  # no proxy on the way to one's own machine
    )


async def _insist(what: str, call: Callable[[], Awaitable[object]]) -> None:
    """Make a call until it succeeds."""
    pause = 1.0
    while True:
        try:
            await call()
        except error.TelegramError as failure:
            # Never the error's text: it may hold the token.
            _log.error(
                "telegram is not to be had",
                call=what,
                why=type(failure).__name__,
                remedy="check telegram_token, telegram_api, the way out by HTTPS: refdesk doctor",
            )
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)
        else:
            return


async def _introduce(bot: Bot) -> None:
    """Set the menu of commands; a Bot API without menus is fine."""
    for language, code in (("id", None), ("en", "en")):
        menu = [
            BotCommand("selesai", say(language, words.COMMAND_END)),
            BotCommand("unduh", say(language, words.COMMAND_DOWNLOAD)),
            BotCommand("hapus", say(language, words.COMMAND_ERASE)),
            BotCommand("izin", say(language, words.COMMAND_CONSENT)),
            BotCommand("bantuan", say(language, words.COMMAND_HELP)),
        ]
        try:
            await bot.set_my_commands(menu, language_code=code)
        except error.TelegramError as failure:
            _log.info("no menu of commands", why=type(failure).__name__)
