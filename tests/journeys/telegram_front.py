"""What telemelya leaves out of Telegram, in front of it: the secret header, redelivery, storage.

The bot talks to this front, and the front to telemelya. It passes every Bot API call on, keeps the
`secret_token` of `setWebhook` and sends it with each update as Telegram does, and delivers an
update again, in order, until the bot's webhook has answered 200. It also answers for the object
store that telemelya wants to see at its start; these journeys send no files.
"""

import asyncio
from collections.abc import AsyncIterator
from typing import Any, Final

from aiohttp import ClientError, ClientSession, ClientTimeout, web

SECRET_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"
CALL_SECONDS: Final = ClientTimeout(total=20)
AGAIN_SECONDS: Final = 0.2

Update = dict[str, Any]


class TelegramFront:
    """The Bot API as the bot sees it; `app` is served by the journey."""

    def __init__(self, own: str, telemelya: str) -> None:
        """Take the own address and telemelya's, both like `http://127.0.0.1:1`."""
        self.own, self.telemelya = own, telemelya
        self.webhooks: dict[str, tuple[str, str]] = {}
        self.updates: asyncio.Queue[tuple[str, Update]] = asyncio.Queue()
        self.app = web.Application()
        self.app.add_routes(
            [
                web.post("/bot{token}/{method}", self.call),
                web.post("/hook/{token}", self.hook),
                web.route("*", "/{bucket}", self.bucket),
            ]
        )
        self.app.cleanup_ctx.append(self._delivering)

    async def call(self, request: web.Request) -> web.Response:
        """Pass one Bot API call on to telemelya."""
        token, body = request.match_info["token"], await request.read()
        if request.match_info["method"] == "setWebhook":
            form = await request.post()
            self.webhooks[token] = (str(form["url"]), str(form.get("secret_token", "")))
            headers, body = (
                {"Content-Type": "application/json"},
                b'{"url":"%s/hook/%s"}'
                % (
                    self.own.encode(),
                    token.encode(),
                ),
            )
        else:
            headers = {"Content-Type": request.headers.get("Content-Type", "")}
        url = f"{self.telemelya}{request.path}"
        async with self._session.post(url, data=body, headers=headers) as answer:
            return web.Response(
                body=await answer.read(), status=answer.status, content_type="application/json"
            )

    async def hook(self, request: web.Request) -> web.Response:
        """Take an update from telemelya, to be delivered until the bot has it."""
        self.updates.put_nowait((request.match_info["token"], await request.json()))
        return web.Response()

    async def bucket(self, request: web.Request) -> web.Response:
        """Be the object store's one bucket."""
        return web.Response()

    async def deliver(self, token: str, update: Update) -> bool:
        """Offer one update to the bot once; whether its webhook answered 200."""
        url, secret = self.webhooks[token]
        headers = {SECRET_HEADER: secret} if secret else {}
        try:
            async with self._session.post(url, json=update, headers=headers) as answer:
                return answer.status == web.HTTPOk.status_code
        except (ClientError, TimeoutError):
            return False

    async def _deliver_all(self) -> None:
        while True:
            token, update = await self.updates.get()
            while not await self.deliver(token, update):  # noqa: ASYNC110 # a dead bot rings no bell
                await asyncio.sleep(AGAIN_SECONDS)

    async def _delivering(self, app: web.Application) -> AsyncIterator[None]:
        async with ClientSession(timeout=CALL_SECONDS) as self._session:
            task = asyncio.create_task(self._deliver_all())
            yield
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
