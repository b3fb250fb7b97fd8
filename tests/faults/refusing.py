"""A Bot API that fails in three calls of ten: every reply arrives, in order, nobody is pestered."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter, defaultdict
from contextlib import AsyncExitStack

from aiohttp import web

from bots.telegram import words
from tests.faults.rows import Finding, Ground, Mutant, Row, p99
from tests.faults.updating import outside
from tests.journeys.recorder import Recorder
from tests.journeys.wire_people import Person, librarian, until

LASTS = 500  # seconds: with start and end the job has ten minutes
CHATS = 30
CALM = 6  # chats, the last ones, whose messages are never refused
EVERY = 3.0  # seconds between a chat's replies
PAUSES = (1, 2, 3)  # seconds of a 429
UNDISTURBED = 2_000  # ms from acknowledged to delivered in a calm chat
FIRST_CHAT = 500
FAILING = ("429", "5xx", "reset")


class Moody(Recorder):
    """A recorder of which three calls in ten fail, and one in thirty is lost after acceptance."""

    def __init__(self, chance: random.Random) -> None:
        super().__init__()
        self.moody = False
        self.failed_with: Counter[str] = Counter()
        self.ambiguous = 0  # messages of which the bot cannot know whether they went out
        self.early: list[str] = []
        self.at: dict[str, float] = {}  # a text -> when it first stood in its chat
        self._chance = chance
        self._until: dict[str, float] = {}

    async def call(self, request: web.Request) -> web.StreamResponse:
        """Answer one call, or not."""
        method = request.match_info["method"]
        chat = str((await request.post()).get("chat_id", ""))
        key = f"chat {chat}" if chat else method
        if time.monotonic() < self._until.get(key, 0.0):
            self.early.append(f"{method} for {key}")
        mood = self._mood(key)
        self.failed_with[mood] += 1
        sends = method == "sendMessage"
        self.ambiguous += sends and mood in ("5xx", "reset", "lost")
        if mood == "429":
            return self._paused(key)
        if mood == "5xx":
            return web.json_response({"ok": False}, status=self._chance.choice((500, 502, 503)))
        if mood == "reset":
            return self._cut(request)
        answer = await super().call(request)
        if sends:
            self.at.setdefault(self.messages[-1].text, time.monotonic())
        return self._cut(request) if mood == "lost" else answer

    def _mood(self, key: str) -> str:
        if not self.moody or key in CALM_ONES:
            return "well"
        drawn = self._chance.random()
        return self._chance.choice(FAILING) if drawn < 0.3 else "lost" if drawn > 0.97 else "well"

    def _paused(self, key: str) -> web.Response:
        seconds = self._chance.choice(PAUSES)
        self._until[key] = time.monotonic() + seconds
        told = {"ok": False, "error_code": 429, "parameters": {"retry_after": seconds}}
        return web.json_response({**told, "description": "Too Many Requests"}, status=429)

    def _cut(self, request: web.Request) -> web.Response:
        if request.transport is not None:
            request.transport.abort()
        return web.Response()


CALM_ONES = frozenset(f"chat {FIRST_CHAT + number}" for number in range(CHATS - CALM, CHATS))


async def attack(ground: Ground, finding: Finding) -> None:
    """Librarians reply to all chats while Telegram fails; then all is counted."""
    telegram = Moody(random.Random(429))
    chats = range(FIRST_CHAT, FIRST_CHAT + CHATS)
    written: dict[int, list[str]] = defaultdict(list)
    acknowledged: dict[str, float] = {}
    async with AsyncExitStack() as stack:
        server, bot = await stack.enter_async_context(outside(ground, telegram, "polling"))
        rina = await stack.enter_async_context(librarian(server, "rina"))
        await rina.on_duty()
        rina.client.watch("line")
        over = asyncio.Event()
        async with asyncio.TaskGroup() as replying:
            for chat in chats:
                replying.create_task(_reply(rina, telegram, chat, written, acknowledged, over))
            await telegram.seen(FIRST_CHAT, words.RECEIVED)
            telegram.moody = True
            await asyncio.sleep(ground.many(LASTS, 5))
            over.set()
        telegram.moody = False
        for chat in chats:
            await telegram.seen(chat, written[chat][-1])
        assert bot.process is not None
        assert bot.process.poll() is None, "the bot ended"
    copies = [_judged(telegram, chat, written[chat]) for chat in chats]
    _note(finding, telegram, sum(map(len, written.values())), sum(copies))
    took = [
        1_000 * (telegram.at[f"Rina:\n{text}"] - acknowledged[text])
        for chat in chats[-CALM:]
        for text in written[chat]
    ]
    finding.within("calm chats' p99", p99(took), UNDISTURBED, "ms")


async def _reply(
    rina: Person,
    telegram: Moody,
    chat: int,
    written: dict[int, list[str]],
    acknowledged: dict[str, float],
    over: asyncio.Event,
) -> None:
    """A patron asks, the librarian takes it and goes on replying."""
    asked = f"pertanyaan dari {chat}"
    await telegram.say(chat, asked)
    await until(lambda: bool(_waiting(rina, asked)), f"{asked} is in the line")
    conversation = _waiting(rina, asked)
    fence = await rina.client.claim(conversation)
    while not (over.is_set() and written[chat]):
        text = f"{chat} balasan {len(written[chat])}."
        await rina.say(conversation, text, fence)
        acknowledged[text] = time.monotonic()
        written[chat].append(text)
        await asyncio.sleep(EVERY)


def _waiting(rina: Person, asked: str) -> str:
    rows = rina.lists["line"].rows if "line" in rina.lists else []
    return next((row.conversation for row in rows if row.preview == asked), "")


def _judged(telegram: Moody, chat: int, written: list[str]) -> int:
    """Assert that replies came, in order, each once but for marked copies; give their number."""
    shown = [
        seen.text for seen in telegram.messages if seen.chat == chat and "balasan" in seen.text
    ]
    plain = [text.removeprefix(f"{words.AGAIN} ").removeprefix("Rina:\n") for text in shown]
    assert list(dict.fromkeys(plain)) == written, f"replies of chat {chat} lost or out of order"
    first = Counter(text for text in shown if not text.startswith(words.AGAIN))
    assert max(first.values(), default=1) == 1, f"chat {chat}: a copy is not marked"
    return len(shown) - len(written)


def _note(finding: Finding, telegram: Moody, replies: int, copies: int) -> None:
    calls = sum(telegram.failed_with.values())
    failures = calls - telegram.failed_with["well"]
    finding.note("replies", replies)
    finding.note("calls", calls)
    finding.note("failed or lost", f"{100 * failures / calls:.0f} %")
    finding.note("marked copies", copies)
    finding.note("ambiguous", telegram.ambiguous)
    assert copies <= telegram.ambiguous, f"{copies} copies, {telegram.ambiguous} ambiguous"
    early = telegram.early
    finding.note("calls before their retry_after", len(early))
    assert not early, f"{len(early)} calls before their retry_after: {early[:3]}"


ROWS = (
    Row(
        "telegram-refuses",
        "30 % of Bot API calls answered 429, 5xx or reset, replies lost after acceptance: no reply "
        "lost, in order, no call before its retry_after, others undisturbed, copies marked",
        attack,
        Mutant(
            "bots/telegram/pauses.py",
            "    pause = refusal.retry_after\n",
            "    pause = 0 * refusal.retry_after\n",
            "calls before their retry_after",
        ),
    ),
)
