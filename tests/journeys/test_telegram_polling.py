"""Telegram by polling, against the real server: a recorder stands in for Telegram."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest

from bots.telegram import words
from refdesk.client import CommandRefused
from tests.journeys.bot_process import OUTSIDE, BotProcess
from tests.journeys.librarian import Librarian, at_work
from tests.journeys.recorder import TOKEN, Recorder, recording
from tests.journeys.server import ServerProcess

CHAT = 4711
pytestmark = pytest.mark.timeout(240)


@pytest.fixture
async def telegram() -> AsyncIterator[tuple[Recorder, str]]:
    """Telegram, with the address of its Bot API."""
    async with recording() as running:
        yield running


async def test_the_whole_story_with_the_bot_inside(
    tmp_path: Path, telegram: tuple[Recorder, str]
) -> None:
    """Ask, see the right answer, ask a librarian all the same, be answered, end, rate.

    The server, and the bot with it, is killed in the middle; nothing is lost, and nothing doubled
    but what was on its way at that moment, which says that it is sent again.
    """
    recorder, api = telegram
    inside = {"REFDESK_TELEGRAM_TOKEN": TOKEN, "REFDESK_TELEGRAM_API": api}
    server = ServerProcess(tmp_path, inside)
    server.prepare("rina")
    async with server.running(), at_work(server, "rina") as rina:
        await rina.on_duty()
        await recorder.say(CHAT, "gmn cara perpanjang buku")
        suggested = await recorder.seen(CHAT, words.SUGGESTED)
        assert "perpanjang" in suggested.text.lower()
        await recorder.press(suggested, words.UNHELPED_BUTTON)
        row = await rina.waiting(preview="perpanjang buku")
        fence = await rina.claim(row.conversation)
        await recorder.seen(CHAT, "Rina membaca pertanyaan Anda.")
        await rina.say(row.conversation, "Lewat situs kami, pilih Perpanjang.", fence)
        await recorder.seen(CHAT, "Lewat situs kami")
        await recorder.confirmed()

        server.kill()
        await recorder.say(CHAT, "sampai berapa kali?")
        await server.start()
        await rina.on_duty()
        await recorder.confirmed()
        await rina.say(row.conversation, "Dua kali.", fence)
        await recorder.seen(CHAT, "Dua kali.")
        await rina.end(row.conversation, fence)
        ended = await recorder.seen(CHAT, words.ENDED)
        await recorder.press(ended, "5")
        await recorder.confirmed()
        assert await rina.texts(row.conversation) == [
            "gmn cara perpanjang buku",
            "Lewat situs kami, pilih Perpanjang.",
            "sampai berapa kali?",
            "Dua kali.",
            "5",
        ]
        for text in ("Lewat situs kami", "Dua kali."):
            seen = [message.text for message in recorder.holding(CHAT, text)]
            assert [one for one in seen if not one.startswith(words.AGAIN)] == seen[:1]
        assert TOKEN not in server.log


async def test_asked_at_night_answered_in_the_morning(
    tmp_path: Path, telegram: tuple[Recorder, str]
) -> None:
    """With nobody on duty the question is kept with a promised time; the answer comes later."""
    recorder, api = telegram
    inside = {"REFDESK_TELEGRAM_TOKEN": TOKEN, "REFDESK_TELEGRAM_API": api}
    server = ServerProcess(tmp_path, inside)
    server.prepare("rina")
    async with server.running():
        await recorder.say(
            CHAT,
            "apakah ada arsip koran Suara Merdeka 1950?",
        )
        promised = await recorder.seen(CHAT, "Belum dapat dijawab sekarang")
        assert "WIB" in promised.text
        async with at_work(server, "rina") as rina:
            await rina.on_duty()
            row = await rina.waiting("asked", "arsip koran")
            fence = await rina.claim(row.conversation)
            await rina.say(row.conversation, "Ada, di ruang koleksi lokal.", fence)
            await recorder.seen(CHAT, "Ada, di ruang koleksi lokal.")
            await recorder.confirmed()


async def test_server_and_bot_are_killed_in_turn(
    tmp_path: Path, telegram: tuple[Recorder, str]
) -> None:
    """While both sides write, the bot is killed, then the server: every text arrives once.

    Of what the librarian wrote only a message that was on its way may come twice, and then the
    second one says so.
    """
    recorder, api = telegram
    server = ServerProcess(tmp_path, dict(OUTSIDE))
    server.prepare("rina")
    bot = BotProcess(server, api)
    try:
        async with server.running(), at_work(server, "rina") as rina:
            bot.start()
            await rina.on_duty()
            await recorder.say(CHAT, "pertanyaan pertama")
            row = await rina.waiting(preview="pertanyaan pertama")
            fence = await rina.claim(row.conversation)
            writing = asyncio.create_task(_write(rina, row.conversation, fence))
            for number in range(40):
                await recorder.say(CHAT, f"patron {number}")
                await asyncio.sleep(0.05)
                if number == 10:
                    bot.kill()
                    bot.start()
                if number == 25:
                    server.kill()
                    await server.start()
            await writing
            async with asyncio.timeout(90):
                await recorder.seen(CHAT, "balasan 29")
            await recorder.confirmed()
            said = await rina.texts(row.conversation)
    finally:
        bot.kill()
    assert [text for text in said if text.startswith("patron")] == [
        f"patron {number}" for number in range(40)
    ]
    seen = [message.text for message in recorder.holding(CHAT, "balasan ")]
    once = [text for text in seen if not text.startswith(words.AGAIN)]
    assert list(dict.fromkeys(text.split("\n")[1] for text in seen)) == [
        f"balasan {number}" for number in range(30)
    ]
    assert len(once) == len(set(once))
    assert TOKEN not in bot.log


async def test_a_burst_outlives_kills_of_the_bot(
    tmp_path: Path, telegram: tuple[Recorder, str]
) -> None:
    """Of five hundred texts that wait in Telegram none is lost or doubled by kills of the bot."""
    recorder, api = telegram
    server = ServerProcess(tmp_path, dict(OUTSIDE))
    server.prepare("rina")
    bot = BotProcess(server, api)
    for number in range(10):
        for chat in range(1, 51):
            await recorder.say(chat, f"{chat}:{number}")
    try:
        async with server.running(), at_work(server, "rina") as rina:
            for left in (400, 250, 100):
                bot.start()
                await recorder.confirmed(left)
                bot.kill()
            bot.start()
            await recorder.confirmed()
            rows = await rina.all_of("asked", 50)
            said = [await rina.texts(row.conversation) for row in rows]
    finally:
        bot.kill()
    expected = [[f"{chat}:{number}" for number in range(10)] for chat in range(1, 51)]
    assert sorted(said) == sorted(expected)


async def _write(rina: Librarian, conversation: str, fence: int) -> None:
    for number in range(30):
        with suppress(CommandRefused):
            await rina.say(conversation, f"balasan {number}", fence)
        await asyncio.sleep(0.05)
