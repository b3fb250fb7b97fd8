"""A thin Bot API server in one process, with what telemelya lacks.

It hands out updates by `getUpdates` as Telegram does (an offset confirms what is below it, anything
else comes again), records each message with its place in the chat, and fails on request: 429, a
refusal, or a message that goes out whose answer is lost.
"""

import asyncio
import itertools
import json
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Final

from aiohttp import web

from tests.journeys.server import free_port
from tests.journeys.telemelya import served

BOT_ID: Final = 123456
TOKEN: Final = f"{BOT_ID}:journeys"
WITHIN: Final = 60.0  # seconds
LOST: Final = "lost"  # goes out, but its answer does not come back

Answer = dict[str, Any]
Failure = str | tuple[int, Answer]  # LOST, or a status with the answer's further fields


def flood(seconds: int) -> Failure:
    """Telegram asks for a pause."""
    return 429, {"description": "Too Many Requests", "parameters": {"retry_after": seconds}}


@dataclass(slots=True)
class Seen:
    """A message as it stands in a chat."""

    chat: int
    number: int
    text: str
    buttons: list[tuple[str, str]] = field(default_factory=list)  # (label, data)


class Recorder:
    """The Bot API as bot and patrons see it; `app` is served by the journey."""

    def __init__(self) -> None:
        self.updates: dict[int, Answer] = {}
        self.given: list[int] = []  # update ids in the order they were handed out, again and again
        self.messages: list[Seen] = []
        self.calls: list[tuple[str, Answer]] = []
        self.failures: dict[str, deque[Failure]] = {}
        self.next_update = 100
        self._numbers = itertools.count(1)
        self._more = asyncio.Event()
        self.app = web.Application()
        self.app.add_routes([web.route("*", f"/bot{TOKEN}/{{method}}", self.call)])

    # A patron's hands

    async def say(self, chat: int, text: str, **more: object) -> int:
        """Write a text in a private chat; gives the message's number."""
        return await self.write(chat, text=text, **more)

    async def write(self, chat: int, **content: object) -> int:
        """Write a message of any kind."""
        number = next(self._numbers)
        await self.deliver(message=message(chat, number, **content))
        return number

    async def edit(self, chat: int, number: int, text: str, at: int = 1_700_000_100) -> None:
        """Correct a message."""
        await self.deliver(edited_message=message(chat, number, text=text, edit_date=at))

    async def press(self, seen: Seen, label: str) -> None:
        """Press the button with this label, as the bot made it."""
        data = next(data for shown, data in seen.buttons if label in shown)
        under = message(seen.chat, seen.number, text=seen.text)
        person = {**under["from"], "is_bot": True, "id": BOT_ID}
        await self.deliver(
            callback_query={
                "id": f"c{next(self._numbers)}",
                "from": under["from"],
                "chat_instance": "1",
                "message": {**under, "from": person},
                "data": data,
            }
        )

    async def deliver(self, **update: object) -> int:
        """Put any update into line; gives its id."""
        number = self.next_update
        self.next_update += 1
        self.updates[number] = {"update_id": number, **update}
        self._stir()
        return number

    async def again(self, update: Answer) -> None:
        """Deliver an update once more under a new id."""
        await self.deliver(**{k: v for k, v in update.items() if k != "update_id"})

    # What the patron sees

    async def seen(self, chat: int, part: str, times: int = 1) -> Seen:
        """Wait until so many messages of a chat hold `part`; gives the last of them."""
        async with asyncio.timeout(WITHIN):
            while len(found := self.holding(chat, part)) < times:
                await self._changed()
        return found[-1]

    async def confirmed(self, left: int = 0) -> None:
        """Wait until the bot has confirmed every update, or all but so many."""
        async with asyncio.timeout(WITHIN):
            while len(self.updates) > left:
                await self._changed()

    async def called(self, method: str, times: int = 1) -> Answer:
        """Wait until a method was called so often; gives what the last call said."""
        async with asyncio.timeout(WITHIN):
            while len(found := [said for name, said in self.calls if name == method]) < times:
                await self._changed()
        return found[-1]

    def holding(self, chat: int, part: str) -> list[Seen]:
        """Give the messages of a chat that hold `part` now."""
        return [seen for seen in self.messages if seen.chat == chat and part in seen.text]

    def fail(self, method: str, *failures: Failure) -> None:
        """Let the next calls of a method fail."""
        self.failures.setdefault(method, deque()).extend(failures)

    async def failed(self, method: str, left: int = 0) -> None:
        """Wait until no more than `left` of a method's failures are to come."""
        async with asyncio.timeout(WITHIN):
            while len(self.failures[method]) > left:
                await self._changed()

    # The Bot API

    async def call(self, request: web.Request) -> web.StreamResponse:
        """Answer one call."""
        method, said = request.match_info["method"], dict(request.query)
        said |= {name: _plain(value) for name, value in (await request.post()).items()}
        failure = next(iter(self.failures.get(method, ())), None)
        if failure is not None:
            self.failures[method].popleft()
            self._stir()
        if isinstance(failure, tuple):
            status, more = failure
            return web.json_response({"ok": False, "error_code": status, **more}, status=status)
        result = await getattr(self, f"on_{method}", self._true)(said)
        self.calls.append((method, said))
        self._stir()
        if failure == LOST and request.transport is not None:
            request.transport.close()
        return web.json_response({"ok": True, "result": result})

    async def on_getMe(self, _: Answer) -> Answer:  # noqa: N802
        """Say who the bot is."""
        return {"id": BOT_ID, "is_bot": True, "first_name": "Meja", "username": "meja_bot"}

    async def on_getUpdates(self, said: Answer) -> list[Answer]:  # noqa: N802
        """Forget what is below the offset, give the rest, wait where there is nothing."""
        if "offset" in said:
            for number in [one for one in self.updates if one < int(said["offset"])]:
                del self.updates[number]
            self._stir()
        with suppress(TimeoutError):
            async with asyncio.timeout(int(said.get("timeout", 0))):
                while not self.updates:
                    await self._changed()
        found = [self.updates[number] for number in sorted(self.updates)[:100]]
        self.given += [update["update_id"] for update in found]
        return found

    async def on_sendMessage(self, said: Answer) -> Answer:  # noqa: N802
        """Put a message into the chat."""
        seen = Seen(int(said["chat_id"]), next(self._numbers), said["text"], _buttons(said))
        self.messages.append(seen)
        return message(seen.chat, seen.number, text=seen.text)

    async def on_sendDocument(self, said: Answer) -> Answer:  # noqa: N802
        """Put a file of text into the chat: its words, then what is in it."""
        text = f"{said['caption']}\n{said['document']}"
        seen = Seen(int(said["chat_id"]), next(self._numbers), text, [])
        self.messages.append(seen)
        return message(seen.chat, seen.number)

    async def on_editMessageText(self, said: Answer) -> Answer:  # noqa: N802
        """Replace the text of a message."""
        seen = self._find(said)
        seen.text, seen.buttons = said["text"], _buttons(said)
        return message(seen.chat, seen.number, text=seen.text)

    async def on_editMessageReplyMarkup(self, said: Answer) -> Answer:  # noqa: N802
        """Replace the buttons of a message."""
        seen = self._find(said)
        seen.buttons = _buttons(said)
        return message(seen.chat, seen.number, text=seen.text)

    async def _true(self, _: Answer) -> bool:
        return True

    def _find(self, said: Answer) -> Seen:
        place = int(said["chat_id"]), int(said["message_id"])
        return next(seen for seen in self.messages if (seen.chat, seen.number) == place)

    def _stir(self) -> None:
        self._more.set()
        self._more = asyncio.Event()

    async def _changed(self) -> None:
        await self._more.wait()


def _plain(value: str | bytes | bytearray | web.FileField) -> str:
    return value.file.read().decode() if isinstance(value, web.FileField) else str(value)


def message(chat: int, number: int, **content: object) -> Answer:
    """Give a message of the private chat `chat` as Telegram tells it."""
    return {
        "message_id": number,
        "date": 1_700_000_000,
        "chat": {"id": chat, "type": "private", "first_name": "Ani"},
        "from": {"id": chat, "is_bot": False, "first_name": "Ani", "language_code": "id"},
        **content,
    }


def _buttons(said: Answer) -> list[tuple[str, str]]:
    rows = json.loads(said.get("reply_markup") or "{}").get("inline_keyboard", [])
    return [(button["text"], button["callback_data"]) for row in rows for button in row]


@asynccontextmanager
async def recording() -> AsyncIterator[tuple[Recorder, str]]:
    """Serve a recorder; gives it with the address of its Bot API."""
    recorder, port = Recorder(), free_port()
    async with served(recorder.app, port):
        yield recorder, f"http://127.0.0.1:{port}"
