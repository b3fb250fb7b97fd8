"""Each update is dealt with once, whatever way it came, or given up after five tries."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from typing import Any, Final, Literal, Protocol
from weakref import WeakValueDictionary

import structlog
from telegram import Bot, Update

from bots.bridge import Act
from bots.telegram import words
from bots.telegram.intake import Meaning, Wish, understand
from bots.telegram.speaking import Speaker
from bots.telegram.words import say
from refdesk.protocol.frames import ChannelEdit, ChannelPress, ChannelText, Took

Raw = dict[str, Any]  # an update as Telegram tells it

TRY_AGAIN: Final = 1.0  # seconds until an update that could not be dealt with is tried again
REMEMBERED: Final = 10_000  # sources that were dealt with here
CAMPAIGNS: Final = 1_000  # chats that came by a deep link and have not asked yet
_OPENING: Final = 2  # public events of a question that waits: opened, said

_log = structlog.get_logger(__name__)


class Desk(Protocol):
    """Where acts go (`bots.bridge.Bridge`)."""

    async def intake(
        self,
        source: str,
        thread: str,
        act: Act,
        *,
        person: str = "",
        lang: str = "id",
        campaign: str = "",
    ) -> Took:
        """Give an act in; returns when it is durable."""

    async def inquire(
        self, thread: str, what: Literal["data", "consents"], lang: str, given: list[str] | None
    ) -> str:
        """Ask for all data of a thread's person, or for what they agree to."""

    async def stumble(self, source: str, reason: str) -> bool:
        """Count that something could not be understood; True: give it up."""


class Settling:
    """Deals with updates; those of one chat one after the other."""

    def __init__(self, bot: Bot, desk: Desk, speaker: Speaker, lang: str) -> None:
        self._bot = bot
        self._desk = desk
        self._speaker = speaker
        self._lang = lang
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._campaigns: OrderedDict[str, str] = OrderedDict()
        self._dealt: OrderedDict[str, None] = OrderedDict()

    async def settle(self, raw: Raw) -> None:
        """Deal with an update: afterwards Telegram may forget it.

        What it caused is durable, or it caused nothing, or it failed so often that it is given up.
        """
        while True:
            source = f"u:{raw.get('update_id')}"
            try:
                update = Update.de_json(raw, self._bot)
                meaning = understand(update, self._bot.username, self._lang)
                source = meaning.source
                async with self._locks.setdefault(meaning.chat, asyncio.Lock()):
                    await self._once(meaning)
            except Exception as failure:  # noqa: BLE001 - one update must not stop the others
                reason = type(failure).__name__
                # Never the update itself: what a patron wrote is not for logs.
                _log.warning("update not understood", update=raw.get("update_id"), reason=reason)
                if await self._desk.stumble(source, reason):
                    return
                await asyncio.sleep(TRY_AGAIN)
            else:
                return

    async def _once(self, meaning: Meaning) -> None:
        """Deal with it, and say nothing again where the same comes in another update."""
        if meaning.source in self._dealt:
            return
        await self._deal(meaning)
        if meaning.act is not None or meaning.wish is not None or meaning.replies:
            self._dealt[meaning.source] = None
            while len(self._dealt) > REMEMBERED:
                self._dealt.popitem(last=False)

    async def _deal(self, meaning: Meaning) -> None:
        if meaning.campaign is not None:
            self._came_by(meaning.chat, meaning.campaign)
        replies = list(meaning.replies)
        if meaning.act is not None:
            replies = [*await self._act(meaning, meaning.act), *replies]
        elif meaning.wish is not None:
            await self._wished(meaning, meaning.wish)
        elif meaning.callback:
            await self._speaker.toast(meaning.callback, say(meaning.lang, words.NOT_NOW))
        for reply in replies:
            await self._speaker.say(meaning.chat, reply)

    async def _act(self, meaning: Meaning, act: Act) -> list[str]:
        """Give the act in; give what to say about it."""
        took = await self._desk.intake(
            meaning.source,
            meaning.chat,
            act,
            person=meaning.person,
            lang=meaning.lang,
            campaign=self._campaigns.get(meaning.chat, ""),
        )
        if took.receipt:
            return [say(meaning.lang, words.ERASED, receipt=took.receipt)]
        if meaning.callback and isinstance(act, ChannelPress):
            return await self._pressed(meaning, act, took)
        if isinstance(act, ChannelText):
            self._campaigns.pop(meaning.chat, None)
        told = "\n\n".join(say(meaning.lang, sentence) for sentence in _told(act, took))
        return [told] if told else []

    async def _wished(self, meaning: Meaning, wish: Wish) -> None:
        given = None if wish.given is None else list(wish.given)
        text = await self._desk.inquire(meaning.chat, wish.what, meaning.lang, given)
        if wish.what == "data":
            name, caption = (
                say(meaning.lang, one) for one in (words.OWN_DATA_FILE, words.OWN_DATA)
            )
            await self._speaker.document(meaning.chat, name, text, caption)
            return
        explained = say(meaning.lang, words.CONSENTS, text=text)
        await self._speaker.say(meaning.chat, explained)

    async def _pressed(self, meaning: Meaning, act: ChannelPress, took: Took) -> list[str]:
        if took.note:
            await self._speaker.toast(meaning.callback, say(meaning.lang, words.NOT_NOW))
            return []
        thanks = words.RATED if act.button == "rate" else words.THANKS
        await self._speaker.toast(meaning.callback, say(meaning.lang, thanks, score=act.score))
        await self._speaker.take_buttons(meaning.chat, meaning.message)
        return [say(meaning.lang, words.PASSED_ON)] if act.button == "unhelped" else []

    def _came_by(self, chat: str, campaign: str) -> None:
        """Remember a deep link until the chat asks; a restart forgets it, which costs a count."""
        self._campaigns[chat] = campaign
        while len(self._campaigns) > CAMPAIGNS:
            self._campaigns.popitem(last=False)


def _told(act: Act, took: Took) -> list[str]:
    """Give the sentences with which a text, a correction or an end is answered."""
    if took.note == "body_too_long":
        return [words.TOO_LONG]
    match act:
        case ChannelText() if took.note:
            return [words.NOT_TAKEN]
        case ChannelText() if took.seq == _OPENING:
            return [words.RECEIVED, words.NOTICE]
        case ChannelPress() if took.note:
            return [words.NOTHING_TO_END]
        case ChannelText() | ChannelEdit() | ChannelPress():
            return []
