"""What a connection may hold, how long it may be silent, how often it may send."""

import asyncio
import errno
import json
import socket
import time
from datetime import timedelta

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin, Subprotocol

from refdesk.app import SYSTEM_HOLDS, bind
from refdesk.domain import commands as c
from refdesk.domain.rates import Rate
from refdesk.errors import Unavailable
from refdesk.protocol import codes
from refdesk.web.greeting import patron_key
from refdesk.web.limiting import Rates
from tests.fakes.whole_desk import librarian as actor
from tests.web.wired import OFTEN, OWN, TOKEN, Peer, cid, librarian, patron, peer, wired


async def test_reader_that_does_not_read_is_closed_as_lagging() -> None:
    """A reader who stops reading is closed; who writes is not held up."""
    async with wired() as server:
        await server.desk.ask()
        server.desk.memory.access.add((patron_key(TOKEN), "c1"))
        sari = actor("sari")
        fence = (await server.desk.turns.take(sari, "c1", c.Claim())).seq
        deaf = socket.socket()
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        deaf.connect(("127.0.0.1", server.port))
        async with connect(
            server.url("patron"),
            sock=deaf,
            subprotocols=[Subprotocol(codes.SUBPROTOCOL)],
            compression=None,
            close_timeout=0.1,
        ) as ws:
            other = Peer(ws)
            await other.say("hello", build="test/1", token=TOKEN, conversations={"c1": [0, ""]})
            await other.until("live")
            ws.transport.pause_reading()
            (connection,) = server.sockets._open
            while not connection.end.close_code:
                await server.desk.turns.take(sari, "c1", c.Say("x" * 3_900, fence))
            assert connection.end.close_code == codes.CLOSE_LAGGING
            await server.sockets.stop()
            assert not server.sockets._open
            # The system keeps nothing for the deaf either: reset, not left to a time-out.
            assert deaf.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) == errno.ECONNRESET
            ws.transport.abort()


def test_the_system_holds_little_for_a_connection() -> None:
    """What waits in the system's buffer for one client is bounded, not left to grow."""
    with bind("127.0.0.1", 0, "REFDESK_PORT") as bound:
        assert bound.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF) <= 2 * SYSTEM_HOLDS


@pytest.mark.parametrize("role", ["patron", "staff"])
async def test_who_has_not_said_hello_holds_nobody_up(role: str) -> None:
    """A look at a connection of which nobody knows whose it is leaves the server free."""
    async with wired() as server:
        origin = Origin(OWN) if role == "staff" else None
        protocols = [Subprotocol(codes.SUBPROTOCOL)]
        async with connect(server.url(role), origin=origin, subprotocols=protocols):
            (silent,) = server.sockets._open
            silent.tick(time.monotonic(), check=True)
            async with patron(server) as asker:
                await asker.say("open", cid=cid(1), body="satu")
                await asker.until("ack")


async def test_ping_carries_heads_and_silence_closes() -> None:
    """A page that does not answer the ping for ten seconds is closed as silent."""
    async with wired() as server, patron(server) as asker:
        await asker.say("open", cid=cid(1), body="satu")
        conversation = (await asker.until("ack"))["conversation"]
        await asker.until("live")
        (connection,) = server.sockets._open
        connection.tick(time.monotonic() + 26, check=False)
        ping = await asker.until("ping")
        assert ping["heads"] == {conversation: 3}
        connection.tick(time.monotonic() + 40, check=False)
        assert await asker.closed() == codes.CLOSE_SILENT


async def test_any_byte_of_a_librarian_is_a_sign_of_life() -> None:
    """A frame that only the socket knows keeps their claims: it is reported within the second."""
    async with wired() as server, librarian(server, actor("sari")) as desk:
        (connection,) = server.sockets._open
        presence, patience = server.desk.presence, timedelta(seconds=80)
        server.desk.now += patience
        await (await desk.ws.ping())
        connection.tick(time.monotonic(), check=False)
        server.desk.now += patience
        assert not presence.vanished("sari", server.desk.now)
        server.desk.now += patience
        assert presence.vanished("sari", server.desk.now)


async def test_too_many_questions_are_refused_for_a_while() -> None:
    """Over its rate a patron is told when to come back; what came in order stays in order."""
    opening = Rate(burst=2, per_second=0.01)
    rates = Rates(OFTEN, OFTEN, opening, OFTEN, OFTEN)
    async with wired(rates) as server, patron(server) as asker:
        for number in (1, 2, 3):
            await asker.say("open", cid=cid(number), body="satu")
        error = await asker.until("error", cid=cid(3))
        assert error["code"] == "rate_limited"
        assert error["retry_after"] > 60


async def test_address_delays_but_never_refuses() -> None:
    """Many patrons behind one address are slowed down, none is sent away."""
    slow = Rate(burst=1, per_second=10.0)
    rates = Rates(OFTEN, OFTEN, OFTEN, slow, OFTEN)
    async with wired(rates) as server, peer(server, "patron", via="192.0.2.1") as asker:
        await asker.say("hello", build="test/1", token=TOKEN)
        await asker.until("welcome")
        for number in range(1, 5):
            await asker.say("open", cid=cid(number), body="satu")
        acks = [await asker.until("ack", cid=cid(number)) for number in range(1, 5)]
        opened = [ack["conversation"] for ack in acks]
        assert opened == list(server.desk.memory.states)
        assert len(set(opened)) == 4


async def test_a_crowds_pause_holds_up_its_command_only() -> None:
    """While a command waits for its turn in a crowd all else goes on, also the look at sign-ins."""
    crowded = Rate(burst=1, per_second=0.01)
    rates = Rates(OFTEN, OFTEN, OFTEN, crowded, OFTEN)
    async with (
        wired(rates) as server,
        peer(server, "staff", origin=OWN, cookie="sari", via="192.0.2.1") as desk,
    ):
        server.staff["sari"] = actor("sari")
        await server.desk.ask()
        await desk.say("hello", build="test/1")
        await desk.until("welcome")
        for number in (1, 2, 3):
            await desk.say("note", cid=cid(number), conversation="c1", body=f"catatan {number}")
        first = (await desk.until("ack", cid=cid(1)))["seq"]
        await desk.say("follow", conversation="c1")
        await desk.until("live")
        for _ in range(3):
            for _ in range(codes.IN_FLIGHT_LIMIT // 2):
                await desk.say("seen", conversation="c1", seq=1)
            await desk.say("watch", what="line")
            await desk.until("state")
        (connection,) = server.sockets._open
        server.staff.clear()
        connection.tick(time.monotonic(), check=True)
        assert await desk.closed() == codes.CLOSE_REPLACED
        assert server.desk.memory.states["c1"].head == first


async def test_nothing_overtakes_a_command_refused_for_now() -> None:
    """While the store is down and after, texts of a conversation keep their order."""
    async with wired() as server, patron(server) as asker:
        await asker.say("open", cid=cid(1), body="satu")
        conversation = (await asker.until("ack"))["conversation"]
        server.desk.log.refuse = Unavailable()
        await asker.say("say", cid=cid(2), conversation=conversation, body="dua")
        assert (await asker.until("error", cid=cid(2)))["code"] == "unavailable"
        server.desk.log.refuse = None
        await asker.say("say", cid=cid(3), conversation=conversation, body="tiga")
        assert (await asker.until("error", cid=cid(3)))["code"] == "busy"
        await asker.say("say", cid=cid(2), conversation=conversation, body="dua")
        await asker.until("ack", cid=cid(2))
        await asker.say("say", cid=cid(3), conversation=conversation, body="tiga")
        await asker.until("ack", cid=cid(3))


async def test_long_conversation_comes_in_pages() -> None:
    """A reader of a long conversation gets it whole, in pages, while more is being written."""
    async with wired() as server, patron(server) as asker, librarian(server, actor("sari")) as desk:
        await asker.say("open", cid=cid(1), body="satu")
        conversation = (await asker.until("ack"))["conversation"]
        sari = actor("sari")
        fence = (await server.desk.turns.take(sari, conversation, c.Claim())).seq

        async def write(many: int) -> None:
            for _ in range(many):
                await server.desk.turns.take(sari, conversation, c.Say("x" * 1_000, fence))

        await write(450)
        await desk.say("follow", conversation=conversation)
        writing = asyncio.ensure_future(write(50))
        seen: list[int] = []
        pages = 0
        while len(seen) < 500 + fence:
            frame = await desk.hear()
            if frame["type"] != "events":
                continue
            pages += 1
            seen += [event["seq"] for event in frame["events"]]
            assert len(json.dumps(frame)) < codes.PAGE_BYTES + 10_000
        await writing
        assert seen == list(range(1, len(seen) + 1))
        assert pages > 5


async def test_staff_events_send_a_patron_no_byte() -> None:
    """A note on a conversation that a patron follows sends them nothing at all."""
    async with wired() as server, patron(server) as asker:
        await asker.say("open", cid=cid(1), body="satu")
        conversation = (await asker.until("ack"))["conversation"]
        await asker.until("live")
        await server.desk.turns.take(actor("sari"), conversation, c.Note("rahasia"))
        await asker.say("say", cid=cid(2), conversation=conversation, body="dua")
        event = (await asker.hear())["events"][0]
        assert (event["body"], event["seq"], event["cid"]) == ("dua", 4, cid(2))


async def test_typing_marks_and_codes() -> None:
    """Typing reaches the other side only, marks come in the reader's numbers, a code is given."""
    async with wired() as server, patron(server) as asker, librarian(server, actor("sari")) as desk:
        await asker.say("open", cid=cid(1), body="satu")
        conversation = (await asker.until("ack"))["conversation"]
        await asker.until("live")
        await desk.say("follow", conversation=conversation)
        await desk.until("live")
        await desk.say("claim", cid=cid(2), conversation=conversation)
        fence = (await desk.until("ack"))["seq"]
        await desk.say("note", cid=cid(3), conversation=conversation, body="rahasia")
        await desk.say("say", cid=cid(4), conversation=conversation, body="dua", fence=fence)
        said = (await desk.until("ack", cid=cid(4)))["seq"]
        public = (await asker.until("events"))["events"][0]["seq"] + 1
        await asker.until("events")
        await asker.say("seen", conversation=conversation, seq=public)
        marks = (await desk.until("live"))["marks"]
        assert marks == [{"reader": "patron", "delivered": said, "seen": said}]
        await desk.say("typing", conversation=conversation)
        assert (await asker.until("typing"))["name"] == "Sari"
        await asker.say("typing", conversation=conversation)
        assert (await desk.until("typing"))["by"] == "patron"
        await asker.say("ask_code", conversation=conversation)
        assert len((await asker.until("return_code"))["code"]) == 10


async def test_suggestions_come_with_their_text() -> None:
    """A patron sees suggestions with their answers; the claim holder gets those of later texts."""
    async with wired() as server, patron(server) as asker, librarian(server, actor("sari")) as desk:
        server.desk.answers.entries = {"buku": "pinjam"}
        await asker.say("open", cid=cid(1), body="cari buku")
        conversation = (await asker.until("ack"))["conversation"]
        while (await asker.until("events"))["events"][-1]["kind"] != "suggested":
            pass
        await desk.say("follow", conversation=conversation)
        page = await desk.until("events")
        offers = next(event["offers"] for event in page["events"] if event["kind"] == "suggested")
        assert (offers[0]["entry"], offers[0]["answer"]) == ("pinjam", "<p>pinjam</p>")
        await desk.until("live")
        await desk.say("claim", cid=cid(2), conversation=conversation)
        text = (await desk.until("ack"))["seq"] + 1
        await asker.say("say", cid=cid(3), conversation=conversation, body="buku anak")
        frame = await desk.until("suggestions", of=text)
        assert frame["offers"][0]["text"] == "pinjam"
        await desk.say("suggest", conversation=conversation)
        assert (await desk.until("suggestions"))["of"] == text


async def test_who_has_not_greeted_yet_is_looked_at_like_all_others() -> None:
    """The look at all sign-ins meets a connection without a hello, and everything goes on."""
    async with wired() as server, peer(server, "patron") as one:
        (connection,) = server.sockets._open
        connection.tick(time.monotonic(), check=True)
        await asyncio.sleep(0)
        connection.wake()
        await one.say("hello", build="test/1", token=TOKEN)
        assert (await one.hear())["type"] == "welcome"


async def test_who_never_stops_sending_loses_the_socket_all_the_same() -> None:
    """The end of a sign-in closes a socket on which commands are always under way."""
    slow = Rates(OFTEN, OFTEN, OFTEN, OFTEN, staff=Rate(burst=1, per_second=20))
    async with wired(slow) as server, librarian(server, actor("sari")) as desk:
        await server.desk.ask()

        async def note() -> None:
            await desk.say("note", cid=cid(), conversation="c1", body="terus")

        async def note_on() -> None:
            while True:
                if (await desk.hear())["type"] in ("ack", "error"):
                    await note()

        for _ in range(10):
            await note()
        server.staff.clear()
        with pytest.raises(ConnectionClosed):
            await asyncio.wait_for(note_on(), 20)
        assert await desk.closed() == codes.CLOSE_REPLACED
