"""The Bot API server of the Telegram journeys, tried with the bot library itself."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Update

from tests.journeys.server import free_port
from tests.journeys.telegram_front import SECRET_HEADER
from tests.journeys.telemelya import BotApi, bot_api_server, served

TOKEN = "123456:journeys"


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    """The running Bot API server."""
    async with bot_api_server() as running:
        yield running


async def test_the_library_sends_and_edits(api: BotApi) -> None:
    """A message with a button that the bot sends, then edits, is recorded with its text."""
    async with Bot(TOKEN, base_url=api.base_url) as bot:
        buttons = InlineKeyboardMarkup([[InlineKeyboardButton("Ya", callback_data="y")]])
        sent = await bot.send_message(7, "Halo", reply_markup=buttons)
        await bot.edit_message_text("Hai", chat_id=7, message_id=sent.message_id)
    calls = [(call["method"], call["text"]) for call in await api.calls()]
    assert calls == [("sendMessage", "Halo"), ("editMessageText", "Hai")]


async def test_updates_come_until_taken(api: BotApi) -> None:
    """An update refused by the webhook comes again, with the secret, before the next one."""
    taken: list[Update] = []
    done = asyncio.Event()
    refusals = iter([503, 503])

    async def hook(request: web.Request) -> web.Response:
        assert request.headers[SECRET_HEADER] == "rahasia"
        if status := next(refusals, None):
            return web.Response(status=status)
        taken.append(Update.de_json(await request.json()))
        if len(taken) > 1:
            done.set()
        return web.Response()

    app, port = web.Application(), free_port()
    app.add_routes([web.post("/hook", hook)])
    async with served(app, port), Bot(TOKEN, base_url=api.base_url) as bot:
        await bot.set_webhook(f"http://127.0.0.1:{port}/hook", secret_token="rahasia")
        await api.say(TOKEN, 7, "jam buka?")
        await api.press(TOKEN, 7, 3, "y")
        async with asyncio.timeout(30):
            await done.wait()
    assert taken[0].message is not None
    assert taken[0].message.text == "jam buka?"
    assert taken[1].callback_query is not None
    assert taken[1].callback_query.data == "y"
