"""The Python client where no WebSocket gets through."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import cycle

import pytest

from refdesk.client import Client, CommandRefused, SentAway, socket_address, ways
from refdesk.client.naming import exchange_address
from refdesk.protocol import frames
from tests.client.test_client import bodies
from tests.fakes.whole_desk import librarian as actor
from tests.journeys.proxy import Proxy
from tests.web.wired import TOKEN, Wired, cid, librarian, wired

MANY = 4  # cuts


@asynccontextmanager
async def cut_off(server: Wired) -> AsyncIterator[tuple[Proxy, Client]]:
    """Give a running client in a network that refuses WebSocket."""
    async with Proxy(server.port, sockets=False) as network:
        address = socket_address(network.url, "patron")
        client = Client(address, frames.Hello(build="test/1", token=TOKEN))
        running = asyncio.create_task(client.run())
        try:
            async with asyncio.timeout(60):
                yield network, client
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)


async def test_it_goes_by_exchange() -> None:
    """Questions are durable and answers come, though every WebSocket is refused."""
    async with wired() as server, cut_off(server) as (network, client):
        conversation = await client.open("jam buka?")
        feed = client.follow(conversation)
        assert await bodies(feed, 1) == ["jam buka?"]
        async with librarian(server, actor("sari")) as desk:
            await desk.say("claim", cid=cid(2), conversation=conversation)
            fence = (await desk.until("ack"))["seq"]
            await desk.say("say", cid=cid(3), conversation=conversation, body="08", fence=fence)
            assert await bodies(feed, 1) == ["08"]
        assert network.refused == ways.SOCKET_TRIES
        assert not server.sockets._open


async def test_lists_are_watched_over_exchanges() -> None:
    """The state of the desk comes, and comes again when it changes."""
    async with wired() as server, cut_off(server) as (_, client):
        client.watch("desk")
        states: list[bool] = []
        async with librarian(server, actor("sari")) as desk:
            async for frame in client.frames:
                if isinstance(frame, frames.State) and frame.desk:
                    states.append(frame.desk.open)
                    await desk.say("duty", on=True)
                if True in states:
                    break
        assert states[0] is False


async def test_cut_exchanges_lose_nothing() -> None:
    """Commands given while exchanges break are durable once, in order, and seen once."""
    async with wired() as server, cut_off(server) as (network, client):
        conversation = await client.open("0")

        async def write() -> None:
            for number in range(1, 40):
                await client.say(conversation, str(number))

        async def cut() -> None:
            for after in cycle((0, 200, 700, 1_500)):
                await asyncio.sleep(0.03)
                network.cut(after)
                if network.cuts > MANY:
                    break

        await asyncio.gather(write(), cut())
        seen = await bodies(client.follow(conversation), 40)
        assert seen == [str(number) for number in range(40)]


async def test_refused_command_raises() -> None:
    """A command refused for good raises what the server said."""
    async with wired() as server, cut_off(server) as (_, client):
        with pytest.raises(CommandRefused) as refused:
            await client.say("nowhere", "halo")
        assert refused.value.error.code == "forbidden_or_absent"


async def test_it_goes_back_to_a_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once WebSocket gets through again the client uses it, and nothing is missing."""
    monkeypatch.setattr(ways, "SOCKET_AGAIN", (0.05, 0.05))
    async with wired() as server, cut_off(server) as (network, client):
        conversation = await client.open("satu")
        network.sockets = True
        while not server.sockets._open:  # noqa: ASYNC110 - nobody tells of it
            await asyncio.sleep(0.02)
        await client.say(conversation, "dua")
        assert await bodies(client.follow(conversation), 2) == ["satu", "dua"]


async def test_no_server_at_all_is_tried_both_ways() -> None:
    """While nothing answers, sockets and exchanges take turns; whichever works first is taken."""
    async with wired() as server, cut_off(server) as (network, client):
        network.close()
        opening = asyncio.ensure_future(client.open("satu"))
        await asyncio.sleep(0.5)
        assert not opening.done()
        network.reopen()
        assert await opening


def test_only_patrons_have_an_exchange() -> None:
    """Its address stands beside the patrons' socket."""
    assert exchange_address("wss://pusda.example/tanya/ws/patron") == (
        "https://pusda.example/tanya/exchange"
    )
    assert exchange_address("ws://127.0.0.1:8080/ws/patron") == "http://127.0.0.1:8080/exchange"
    assert exchange_address("ws://127.0.0.1:8080/ws/staff") == ""


async def test_bad_token_sends_away() -> None:
    """A token that can never be accepted ends the run, over an exchange too."""
    async with wired() as server, Proxy(server.port, sockets=False) as network:
        hello = frames.Hello(build="test/1", token="bad")
        client = Client(socket_address(network.url, "patron"), hello)
        with pytest.raises(SentAway):
            async with asyncio.timeout(60):
                await client.run()
