"""The Python client against a real server over a real port."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from refdesk.client import Client, CommandRefused, Feed, SentAway, Story, new_cid, socket_address
from refdesk.client.feed import FEED_LIMIT
from refdesk.protocol import frames, told
from refdesk.protocol.client import Kept
from tests.web.wired import TOKEN, Wired, wired


@asynccontextmanager
async def running(
    server: Wired,
    token: str = TOKEN,
    kept: Kept | None = None,
    keep: Callable[[Kept], None] | None = None,
) -> AsyncIterator[Client]:
    """Run a patron's client for a while."""
    hello = frames.Hello(build="test/1", token=token)
    client = Client(
        socket_address(f"http://127.0.0.1:{server.port}", "patron"), hello, kept=kept, keep=keep
    )
    task = asyncio.create_task(client.run())
    try:
        yield client
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def bodies(feed: Feed[Story], many: int) -> list[str]:
    """Give the next texts of a conversation."""
    found: list[str] = []
    async with asyncio.timeout(20):
        async for story in feed:
            if isinstance(story, told.Happened) and story.event.kind == "said":
                found.append(story.event.body)
            if len(found) == many:
                break
    return found


async def test_open_and_say_are_awaited_until_durable() -> None:
    """An opened conversation's events come by themselves, each exactly once."""
    async with wired() as server, running(server) as client:
        conversation = await client.open("satu")
        await client.say(conversation, "dua")
        assert await bodies(client.follow(conversation), 2) == ["satu", "dua"]


async def test_connection_lost_again_and_again_loses_nothing() -> None:
    """Commands given while connections break are durable once, in order, and seen once."""
    async with wired() as server, running(server) as client:
        conversation = await client.open("0")

        async def write() -> None:
            for number in range(1, 40):
                await client.say(conversation, str(number))

        async def cut() -> None:
            for _ in range(4):
                await asyncio.sleep(0.05)
                for connection in tuple(server.sockets._open):
                    connection.close(1001)

        await asyncio.gather(write(), cut())
        seen = await bodies(client.follow(conversation), 40)
        assert seen == [str(number) for number in range(40)]


async def test_kept_state_resumes_in_another_run() -> None:
    """A new run with the kept state sends what was pending and sees only what is new."""
    saved: list[Kept] = []
    async with wired() as server:
        async with running(server, keep=saved.append) as client:
            conversation = await client.open("satu")
            await bodies(client.follow(conversation), 1)
        kept = Kept.restored(saved[-1].plain())
        kept.pending.append(frames.Say(cid=new_cid(), conversation=conversation, body="dua"))
        async with running(server, kept=kept, keep=saved.append) as again:
            assert await bodies(again.follow(conversation), 1) == ["dua"]
            await again.say(conversation, "tiga")
        assert saved[-1].pending == []


async def test_refused_command_raises() -> None:
    """A command refused for good raises what the server said."""
    async with wired() as server, running(server) as client:
        with pytest.raises(CommandRefused) as refused:
            await client.say("nowhere", "halo")
        assert refused.value.error.code == "forbidden_or_absent"


async def test_bad_token_sends_away() -> None:
    """A token that can never be accepted ends the run instead of trying for ever."""
    async with wired() as server:
        hello = frames.Hello(build="test/1", token="bad")
        client = Client(server.url("patron"), hello)
        with pytest.raises(SentAway):
            async with asyncio.timeout(20):
                await client.run()


async def test_slow_consumer_gets_everything_later() -> None:
    """A feed that overflows leaves the rest on the server and asks for it again."""
    missed: list[int] = []
    feed: Feed[int] = Feed(lambda: missed.append(len(missed)))
    placed = [feed.put(number) for number in range(FEED_LIMIT + 5)]
    assert placed.count(False) == 5
    got = [await anext(feed) for _ in range(FEED_LIMIT)]
    assert got == list(range(FEED_LIMIT))
    waiting = asyncio.ensure_future(anext(feed))
    await asyncio.sleep(0)
    assert missed == [0]
    assert feed.put(FEED_LIMIT)
    assert await waiting == FEED_LIMIT


@pytest.mark.parametrize(
    ("server", "address"),
    [
        ("http://127.0.0.1:8080", "ws://127.0.0.1:8080/ws/patron"),
        ("https://tanya.example/", "wss://tanya.example/ws/patron"),
        ("https://pusda.example/tanya", "wss://pusda.example/tanya/ws/patron"),
    ],
)
def test_socket_address(server: str, address: str) -> None:
    """The socket's address follows from the server's, a path before it included."""
    assert socket_address(server, "patron") == address


def test_socket_address_refuses_what_is_none() -> None:
    """What is no web address is named."""
    with pytest.raises(ValueError, match="ftp"):
        socket_address("ftp://x", "patron")
