"""The bridge against the real sockets over the whole desk."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest

from bots.bridge import Bridge
from bots.deliveries import Call
from refdesk.client import SentAway
from refdesk.errors import Busy
from refdesk.protocol import frames
from refdesk.protocol.frames import ChannelText
from tests.web.wired import SECRET, Wired, wired

CHANNEL = "whatsapp:62"  # any channel: the bridge knows none


class Silent:
    """A messenger for which no event says anything."""

    def calls(self, send: frames.Send) -> Sequence[Call]:
        """Give no call."""
        return []


def bridge(server: Wired, secret: str = SECRET) -> Bridge:
    """Make a bridge to a server."""
    return Bridge(CHANNEL, f"http://127.0.0.1:{server.port}", secret, Silent())


@asynccontextmanager
async def crossing(server: Wired) -> AsyncIterator[Bridge]:
    """Run a bridge while the block runs."""
    one = bridge(server)
    task = asyncio.create_task(one.run())
    try:
        yield one
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_an_act_is_taken_once() -> None:
    """Given again, an act gets its first outcome."""
    async with wired() as server, crossing(server) as one:
        first = await one.intake("m:7:1", "7", ChannelText(body="jam buka?"))
        again = await one.intake("m:7:1", "7", ChannelText(body="jam buka?"))
        assert (again.conversation, again.seq) == (first.conversation, first.seq)
        assert again.duplicate
        assert len(server.desk.memory.states) == 1


async def test_an_act_waits_for_a_store_that_is_busy() -> None:
    """What is refused for the moment is given again by itself."""
    async with wired() as server, crossing(server) as one:
        server.desk.log.refuse = Busy()
        giving = asyncio.create_task(one.intake("m:7:1", "7", ChannelText(body="jam buka?")))
        await asyncio.sleep(0.3)
        assert not giving.done()
        server.desk.log.refuse = None
        async with asyncio.timeout(10):
            assert (await giving).conversation


async def test_what_cannot_be_understood_is_given_up() -> None:
    """The fifth stumble quarantines it."""
    async with wired() as server, crossing(server) as one:
        tries = [await one.stumble("u:1", "KeyError") for _ in range(5)]
        assert tries == [False, False, False, False, True]


async def test_a_second_bridge_waits_for_the_first() -> None:
    """A part has one holder; when it is gone the one that waits goes on by itself."""
    async with wired() as server:
        async with crossing(server) as first:
            await first.intake("m:7:1", "7", ChannelText(body="satu"))
            spare = bridge(server)
            running = asyncio.create_task(spare.run())
            waiting = asyncio.create_task(spare.intake("m:7:2", "7", ChannelText(body="dua")))
            await asyncio.sleep(0.3)
            assert not waiting.done()
        async with asyncio.timeout(20):
            assert (await waiting).conversation
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def test_a_wrong_secret_is_told() -> None:
    """No use in coming back with the same one."""
    async with wired() as server:
        with pytest.raises(ExceptionGroup) as refused:
            await bridge(server, "salah").run()
        assert refused.group_contains(SentAway)


async def test_webhook_calls_are_dealt_with() -> None:
    """A relayed call is answered with the status the bot gives."""
    async with wired() as server, crossing(server) as one:

        async def hook(call: frames.Hook) -> int:
            return 200 if call.body == "{}" else 400

        one.listen(hook)
        await one.intake("m:7:1", "7", ChannelText(body="jam buka?"))
        assert await server.parts.hooks.relay(CHANNEL, {}, "{}") == 200
        assert await server.parts.hooks.relay(CHANNEL, {}, "?") == 400
