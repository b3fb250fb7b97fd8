"""Telegram by webhook, against the real server, through a Bot API server that others wrote."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from telegram import Bot

from bots.telegram import words
from tests.journeys.librarian import at_work
from tests.journeys.server import ServerProcess, free_port
from tests.journeys.telemelya import BotApi, bot_api_server

TOKEN = "123456:journeys"
CHAT = 7
pytestmark = pytest.mark.timeout(240)


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    """The running Bot API server."""
    async with bot_api_server() as running:
        yield running


async def seen(api: BotApi, part: str, method: str = "sendMessage") -> dict[str, Any]:
    """Wait until the bot has called a method with a text that holds `part`; gives the call."""
    async with asyncio.timeout(60):
        while True:
            for call in await api.calls():
                if call["method"] == method and part in (call["text"] or ""):
                    return call
            await asyncio.sleep(0.1)


async def ready(api: BotApi) -> None:
    """Wait until the bot has set its webhook."""
    async with asyncio.timeout(60), Bot(TOKEN, api.base_url) as bot:
        while not (await bot.get_webhook_info()).url:  # noqa: ASYNC110 - a journey
            await asyncio.sleep(0.1)


async def test_the_whole_story_by_webhook(tmp_path: Path, api: BotApi) -> None:
    """Ask, see the right answer, ask a librarian all the same, be answered, end, rate.

    The server is killed in the middle; what was written meanwhile is delivered again and taken.
    """
    port = free_port()
    server = ServerProcess(
        tmp_path,
        {
            "REFDESK_TELEGRAM_TOKEN": TOKEN,
            "REFDESK_TELEGRAM_API": api.base_url.removesuffix("/bot"),
            "REFDESK_TELEGRAM_MODE": "webhook",
            "REFDESK_PUBLIC_URL": f"http://127.0.0.1:{port}",
        },
        port,
    )
    server.prepare("rina")
    async with server.running(), at_work(server, "rina") as rina:
        await rina.on_duty()
        await ready(api)
        await api.say(TOKEN, CHAT, "gmn cara perpanjang buku")
        suggested = await seen(api, words.SUGGESTED)
        assert "perpanjang" in suggested["text"].lower()
        await api.press(TOKEN, CHAT, *_button(suggested, words.UNHELPED_BUTTON))
        await seen(api, words.PASSED_ON)
        row = await rina.waiting(preview="perpanjang buku")
        fence = await rina.claim(row.conversation)
        await rina.say(row.conversation, "Lewat situs kami.", fence)
        await seen(api, "Rina:\nLewat situs kami.")

        server.kill()
        await api.say(TOKEN, CHAT, "sampai berapa kali?")
        await api.say(TOKEN, CHAT, "dan dendanya?")
        await server.start()
        async with asyncio.timeout(90):
            while "dan dendanya?" not in await rina.texts(row.conversation):  # noqa: ASYNC110
                await asyncio.sleep(0.5)
        await rina.say(row.conversation, "Dua kali.", fence)
        await seen(api, "Dua kali.")
        await rina.end(row.conversation, fence)
        ended = await seen(api, words.ENDED)
        await api.press(TOKEN, CHAT, *_button(ended, "4"))
        await seen(api, words.RATED.format(score=4), "answerCallbackQuery")
        assert await rina.texts(row.conversation) == [
            "gmn cara perpanjang buku",
            "Lewat situs kami.",
            "sampai berapa kali?",
            "dan dendanya?",
            "Dua kali.",
            "4",
        ]


def _button(call: dict[str, Any], label: str) -> tuple[int, str]:
    """Give the message's number and the data of its button with this label."""
    rows = call["reply_markup"]["inline_keyboard"]
    data = next(one["callback_data"] for row in rows for one in row if label in one["text"])
    return call["message_id"], data
