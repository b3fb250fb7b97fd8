"""The channel contract over a real socket."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from refdesk.domain import commands as c
from refdesk.protocol import codes
from tests.fakes.whole_desk import librarian as actor
from tests.web.wired import SECRET, Peer, Wired, cid, peer, wired

CHANNEL = "telegram:42"


@asynccontextmanager
async def channel(server: Wired) -> AsyncIterator[Peer]:
    """Connect as a channel and be welcomed."""
    async with peer(server, "channel") as one:
        await one.say("hello", role="channel", build="test/1", channel=CHANNEL, secret=SECRET)
        await one.until("welcome")
        yield one


async def take(one: Peer, part: str) -> int:
    """Take a part; gives its fence."""
    await one.say("take", part=part)
    fence: int = (await one.until("taken", part=part))["fence"]
    return fence


def text(number: int, fence: int, body: str, thread: str = "7") -> dict[str, Any]:
    """Give an intake of a text."""
    act = {"type": "text", "body": body}
    return {
        "cid": cid(number),
        "fence": fence,
        "source": f"m:{number}",
        "thread": thread,
        "act": act,
    }


async def test_question_from_a_channel_and_the_answer_back() -> None:
    """A text becomes a conversation once; what follows goes out, row by row, each tried first."""
    async with wired() as server, channel(server) as bot:
        coming = await take(bot, "in")
        await bot.say("intake", **text(1, coming, "jam buka?"))
        took = await bot.until("took", source="m:1")
        await bot.say("intake", **text(1, coming, "jam buka?"))
        again = await bot.until("took", source="m:1")
        assert (again["duplicate"], again["conversation"]) == (True, took["conversation"])
        sari = actor("sari")
        fence = (await server.desk.turns.take(sari, took["conversation"], c.Claim())).seq
        await server.desk.turns.take(sari, took["conversation"], c.Say("08.00", fence))
        going = await take(bot, "out")
        rows: list[dict[str, Any]] = []
        while not rows or rows[-1]["event"]["kind"] != "said":
            send = await bot.until("send")
            rows.append(send)
            row = {"thread": send["thread"], "n": send["n"], "fence": going}
            await bot.say("trying", **row)
            await bot.until("tried", n=send["n"])
            await bot.say("sent", **row, refs=[f"out{send['n']}"])
        assert [one["event"]["kind"] for one in rows] == ["asked", "claimed", "said"]
        assert rows[-1]["event"]["body"] == "08.00"


async def test_intakes_of_several_threads_share_the_way() -> None:
    """Many intakes at once are all answered; those of one thread keep their order."""
    async with wired() as server, channel(server) as bot:
        fence = await take(bot, "in")
        for number in range(1, 31):
            await bot.say("intake", **text(number, fence, str(number), thread=str(number % 3)))
        took = [await bot.until("took") for _ in range(30)]
        assert {one["source"] for one in took} == {f"m:{number}" for number in range(1, 31)}
        for events in server.desk.memory.events.values():
            texts = [getattr(one.event, "body", "") for one in events if one.event.kind == "said"]
            assert texts == sorted(texts, key=int)


async def test_a_part_has_one_holder() -> None:
    """A second connection is told to wait; a stale fence loses the connection."""
    async with wired() as server, channel(server) as first, channel(server) as second:
        fence = await take(first, "in")
        await second.say("take", part="in")
        assert (await second.until("error"))["code"] == "busy"
        await second.say("intake", **text(1, fence, "curi"))
        assert (await second.until("error", cid=cid(1)))["code"] == "lost_claim"
        assert await second.closed() == codes.CLOSE_REPLACED
        await first.say("stumble", source="m:9", reason="strange", fence=fence)
        assert (await first.until("stumbled"))["tries"] == 1


async def test_part_is_free_at_once_after_its_holder_left() -> None:
    """The next connection need not wait for the lease to end."""
    async with wired() as server:
        async with channel(server) as first:
            fence = await take(first, "in")
        async with channel(server) as second:
            assert await take(second, "in") == fence + 1


async def test_failed_unknown_and_wait_are_stored() -> None:
    """A row of unknown fate comes again, marked; a wait holds rows up."""
    async with wired() as server, channel(server) as bot:
        coming = await take(bot, "in")
        going = await take(bot, "out")
        await bot.say("intake", **text(1, coming, "satu"))
        send = await bot.until("send")
        row = {"thread": send["thread"], "n": send["n"], "fence": going}
        await bot.say("trying", **row)
        await bot.until("tried")
        await bot.say("unknown", **row)
        again = await bot.until("send")
        assert (again["n"], again["again"]) == (send["n"], True)
        later = int(server.desk.now.timestamp() * 1000) + 60_000
        await bot.say("wait", chat=send["thread"], until=later, fence=going)
        await bot.say("failed", **row, reason="blocked")
        await bot.say("stumble", source="m:9", reason="x", fence=coming)
        await bot.until("stumbled")
        (sent,) = server.desk.memory.outgoing
        assert sent.state == "failed"


async def test_a_part_taken_twice_is_held_and_sent_from_once() -> None:
    """Who asks again for the out part keeps its fence; each row is handed out once."""
    async with wired() as server, channel(server) as bot:
        coming, going = await take(bot, "in"), await take(bot, "out")
        assert await take(bot, "out") == going
        await bot.say("intake", **text(1, coming, "satu"))
        heard = [await bot.until("send")]
        await bot.say("stumble", source="m:9", reason="x", fence=coming)
        while heard[-1]["type"] != "stumbled":
            heard.append(await bot.hear())
        assert [one["type"] for one in heard].count("send") == 1


async def test_webhook_call_is_relayed_and_answered() -> None:
    """A webhook call waits for the channel's word on it."""
    async with wired() as server, channel(server) as bot:
        await take(bot, "in")
        call = asyncio.ensure_future(server.parts.hooks.relay(CHANNEL, {"x": "y"}, "{}"))
        hook = await bot.until("hook")
        assert hook["headers"] == {"x": "y"}
        await bot.say("hooked", id=hook["id"])
        assert await call == 200


@pytest.mark.parametrize(("name", "secret"), [(CHANNEL, "falsch"), ("web:1", SECRET)])
async def test_wrong_secret_is_refused(name: str, secret: str) -> None:
    """Without the secret there is no channel, and none bears the name of one of our own."""
    async with wired() as server, peer(server, "channel") as one:
        await one.say("hello", role="channel", build="test/1", channel=name, secret=secret)
        assert (await one.until("error"))["code"] == "unauthorized"
        assert await one.closed() == codes.CLOSE_UNAUTHORIZED


async def test_data_taken_through_a_channel_is_written_down_once() -> None:
    """By its first piece, not by each, nor by what is asked beside."""
    async with wired() as server, channel(server) as bot:
        coming = await take(bot, "in")
        await bot.say("intake", **text(1, coming, "jam buka?"))
        await bot.until("took", source="m:1")
        for number, what, at in ((2, "data", 0), (2, "data", 4), (3, "consents", 0)):
            asked = {"cid": cid(number), "fence": coming, "thread": "7", "what": what, "at": at}
            await bot.say("inquiry", **asked, lang="id")
            await bot.until("inquired", cid=cid(number))
        assert [row.action for row in server.audit] == ["data_given"]
