"""Telegram's updates, each three times, in parallel, out of order, while bot and server die."""

from __future__ import annotations

import asyncio
import random
import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Coroutine, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, closing
from functools import partial
from pathlib import Path

from aiohttp import ClientError, ClientSession, ClientTimeout, web

from bots.telegram.webhook import HEADER
from tests.faults.rows import Finding, Ground, Mutant, Row, Span
from tests.faults.speaking import FREELY
from tests.journeys.bot_process import OUTSIDE, BotProcess
from tests.journeys.ledgers import holds, read_logs
from tests.journeys.recorder import Answer, Recorder, message
from tests.journeys.server import ServerProcess, free_port
from tests.journeys.telemelya import served
from tests.journeys.wire_people import until

CHATS = 200
COPIES = 3
POSTS = 16  # webhook calls at once
SENDER_AGAIN = 0.1  # seconds
HIGHEST = 1_000_000  # update ids begin anew below it


class Telegram(Recorder):
    """A recorder whose update ids begin anew; `gone` once nothing is confirmed any more."""

    def __init__(self, chance: random.Random) -> None:
        super().__init__()
        self.chance = chance
        self.gone = True
        self.handed = 0  # updates handed out, again and again
        self.hook = ("", "")  # address, secret

    async def on_getUpdates(self, said: Answer) -> list[Answer]:  # noqa: N802
        """Give updates, and know whether an offset is still on its way."""
        self.gone = "offset" not in said
        found = await super().on_getUpdates(said)
        self.handed += len(found)
        return found

    async def on_setWebhook(self, said: Answer) -> bool:  # noqa: N802
        """Learn where to deliver."""
        self.hook = (said["url"], said["secret_token"])
        return True

    def restart_ids(self) -> None:
        """Let the next update have some other id, lower or higher."""
        self.next_update = self.chance.randrange(1, HIGHEST)


Deliver = Callable[[Telegram, list[Answer]], Coroutine[None, None, None]]


async def by_polling(telegram: Telegram, told: list[Answer]) -> None:
    """Put all into line; wait until the bot has confirmed all, and forgotten about it."""
    for one in told:
        await telegram.deliver(message=one)
    await until(lambda: telegram.gone and not telegram.updates, "every update is confirmed")


async def by_webhook(telegram: Telegram, told: list[Answer]) -> None:
    """Call the webhook, many calls at once, each until it is answered 200.

    The second copy of a message is the same update, the third another one.
    """
    updates: list[Answer] = []
    once: dict[int, int] = {}
    for one in told:
        number = once.pop(one["message_id"], 0)
        if not number:
            number = once[one["message_id"]] = telegram.next_update
            telegram.next_update += 1
        updates.append({"update_id": number, "message": one})
    waiting = iter(updates)
    async with ClientSession(timeout=ClientTimeout(total=30)) as session, asyncio.timeout(200):
        await asyncio.gather(*(_post(telegram, session, waiting) for _ in range(POSTS)))


async def _post(telegram: Telegram, session: ClientSession, waiting: Iterator[Answer]) -> None:
    for update in waiting:
        while not await _taken(telegram, session, update):  # noqa: ASYNC110 - a dead bot rings no bell
            await asyncio.sleep(SENDER_AGAIN)


async def _taken(telegram: Telegram, session: ClientSession, update: Answer) -> bool:
    url, secret = telegram.hook
    telegram.handed += 1
    try:
        async with session.post(url, json=update, headers={HEADER: secret}) as answer:
            return answer.status == web.HTTPOk.status_code
    except (ClientError, TimeoutError, ValueError):
        return False


@asynccontextmanager
async def outside(ground: Ground, telegram: Recorder, mode: str):  # type: ignore[no-untyped-def]  # noqa: ANN201
    """Run Telegram, a server, the bot; gives the two that can be killed."""
    port = free_port()
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(served(telegram.app, port))
        server = await stack.enter_async_context(ground.desk(**OUTSIDE, REFDESK_RATES=FREELY))
        more = {"REFDESK_TELEGRAM_MODE": mode, "REFDESK_PUBLIC_URL": server.url}
        bot = BotProcess(server, f"http://127.0.0.1:{port}", more=more)
        bot.start()
        stack.callback(bot.kill)
        yield server, bot
    assert "Traceback" not in bot.log, "traceback in the bot's log"


async def attack(mode: str, deliver: Deliver, ground: Ground, finding: Finding) -> None:
    """Deliver in lots; in the middle of each lot the bot dies, or the server, or both."""
    kills, span = ground.many(50, 2), Span()
    many = ground.many(10_000, 120)
    telegram = Telegram(random.Random(30_000))
    messages = [_written(number, telegram.chance) for number in range(many)]
    size = many // kills
    done = dead = 0
    async with outside(ground, telegram, mode) as (server, bot):
        if mode == "webhook":
            await until(lambda: bool(telegram.hook[0]), "the webhook is set")
        while done < many and not span.over:
            lot = messages[done : done + size] * COPIES
            telegram.chance.shuffle(lot)
            telegram.restart_ids()
            async with asyncio.TaskGroup() as both:
                both.create_task(deliver(telegram, lot))
                both.create_task(_killed(dead, telegram, server, bot))
            done, dead = done + size, dead + 1
    finding.reached("updates", done * COPIES, many * COPIES)
    finding.reached("SIGKILLs", dead, kills)
    finding.note("conversations", await _compare(server, messages[:done]))
    finding.note("lost or doubled", 0)


def _written(number: int, chance: random.Random) -> Answer:
    chat = 1_000 + chance.randrange(CHATS)
    return message(chat, 10_000 + number, text=f"{chat} menulis {number}")


async def _killed(number: int, telegram: Telegram, server: ServerProcess, bot: BotProcess) -> None:
    """Kill the bot, both, the server, by turns, while updates are under way."""
    before = telegram.handed
    await until(lambda: telegram.handed > before, "updates are handed out")
    await asyncio.sleep(telegram.chance.random() * 0.3)
    if number % 3 != 2:
        bot.kill()
    if number % 3:
        server.kill()
        await server.start()
    if number % 3 != 2:
        bot.start()


async def _compare(server: ServerProcess, messages: list[Answer]) -> int:
    """Assert that each text is in the log once, in a conversation of its chat."""
    address = server.env["REFDESK_DATABASE"]
    with closing(sqlite3.connect(Path(re.sub("^sqlite:///", "", address)))) as database:
        names = [name for (name,) in database.execute("SELECT id FROM conversation")]
    logs = await read_logs(address, names)
    found: Counter[str] = Counter()
    for log in logs.values():
        holds(log)
        bodies = [one.event.body for one in log if one.event.kind == "said"]  # type: ignore[attr-defined]
        assert len({body.split()[0] for body in bodies}) <= 1, "chats are mixed up"
        found.update(bodies)
    doubled = {body: times for body, times in found.items() if times > 1}
    assert not doubled, f"{len(doubled)} doubled, such as {next(iter(doubled))!r}"
    lost = {one["text"] for one in messages} - set(found)
    assert not lost, f"{len(lost)} of {len(messages)} lost, such as {next(iter(lost))!r}"
    chats = {one["chat"]["id"] for one in messages}
    assert len(names) == len(chats), f"{len(names)} conversations of {len(chats)} chats"
    return len(names)


GOAL = (
    "10,000 Telegram updates, each three times, in parallel, out of order, ids restarting, "
    "50 SIGKILLs of bot and server, by {}: 0 lost, 0 doubled"
)
ROWS = (
    Row(
        "telegram-polling",
        GOAL.format("polling"),
        partial(attack, "polling", by_polling),
        Mutant(
            "bots/telegram/confirming.py",
            "        if self._unsettled:\n            lowest",
            "        if self._unsettled:\n"
            "            return max(self._unsettled | self._settled) + 1\n            lowest",
            " lost, such as",
        ),
    ),
    Row(
        "telegram-webhook",
        GOAL.format("webhook"),
        partial(attack, "webhook", by_webhook),
        Mutant(
            "bots/telegram/settling.py",
            "                source = meaning.source\n",
            "                from dataclasses import replace\n\n"
            "                meaning = replace(meaning, source=source)\n",
            " doubled, such as",
        ),
    ),
)
