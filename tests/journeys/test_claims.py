"""Who has a conversation: claims at once, stale fences, a colleague's answers after sleep."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from refdesk.client import CommandRefused, new_cid
from refdesk.protocol import frames
from tests.databases import KINDS
from tests.journeys.desks import desk
from tests.journeys.proxy import Proxy
from tests.journeys.server import ServerProcess
from tests.journeys.wire_people import Person, librarian, patron, until

CONVERSATIONS = 3
ROUNDS = 3


@dataclass
class Pair:
    """Two librarians on duty; each has a proxy between them and the server."""

    server: ServerProcess
    rina: Person
    budi: Person
    network: Proxy  # rina's


@pytest.fixture
async def pair(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Pair]:
    """Put rina and budi on duty at a desk that gives up on silent librarians after 6 s."""
    async with AsyncExitStack() as stack:
        kind = getattr(request, "param", "sqlite")
        server = await stack.enter_async_context(desk(tmp_path, kind, REFDESK_VANISH_SECONDS="6"))
        network = await stack.enter_async_context(Proxy(server.port))
        rina = await stack.enter_async_context(librarian(server, "rina", network))
        budi = await stack.enter_async_context(librarian(server, "budi"))
        for one in (rina, budi):
            for what in ("line", "mine", "asked"):
                one.client.watch(what)
            await one.on_duty()
        yield Pair(server, rina, budi, network)


async def claims(person: Person, conversation: str) -> int:
    """Claim; give the fence, 0 for who was told that a colleague has it."""
    try:
        return await person.client.claim(conversation)
    except CommandRefused as refused:
        error = refused.error
    assert (error.code, error.key) == ("lost_claim", "claimed_by_colleague")
    assert "sudah mengambil" in error.text
    return 0


async def refusal(person: Person, conversation: str, fence: int) -> str:
    """Write with a fence that must be refused; give the code."""
    with pytest.raises(CommandRefused) as refused:
        await person.client.say(conversation, "tidak boleh sampai", fence)
    return refused.value.error.code


@pytest.mark.parametrize("pair", KINDS, indirect=True)
async def test_of_two_claims_at_once_one_wins(pair: Pair) -> None:
    """Again and again both claim at once: one gets the fence, the other is told at once."""
    won = {"rina": 0, "budi": 0}
    async with AsyncExitStack() as stack:
        for number in range(CONVERSATIONS):
            asker = await stack.enter_async_context(patron(pair.server))
            conversation = await asker.open(f"pertanyaan {number}")
            for _ in range(ROUNDS):
                async with asyncio.timeout(20):
                    fences = await asyncio.gather(
                        claims(pair.rina, conversation), claims(pair.budi, conversation)
                    )
                assert sorted(map(bool, fences)) == [False, True]
                winner = pair.rina if fences[0] else pair.budi
                won["rina" if fences[0] else "budi"] += 1
                await winner.client.command(
                    frames.Return(cid=new_cid(), conversation=conversation, fence=max(fences))
                )
                assert await refusal(winner, conversation, max(fences)) == "lost_claim"
    assert sum(won.values()) == CONVERSATIONS * ROUNDS


async def test_a_transfer_makes_the_old_fence_stale(pair: Pair) -> None:
    """Who handed a conversation on can write in it no more; the colleague can, at once."""
    async with patron(pair.server) as asker:
        conversation = await asker.open("ada peta kota lama?")
        fence = await pair.rina.client.claim(conversation)
        await pair.rina.say(conversation, "saya alihkan ke rekan", fence)
        welcome = pair.budi.client.welcome
        assert welcome is not None
        transfer = frames.Transfer(
            cid=new_cid(), conversation=conversation, fence=fence, to=welcome.id, note="peta"
        )
        new = (await pair.rina.client.command(transfer)).seq
        assert await refusal(pair.rina, conversation, fence) == "lost_claim"
        assert await refusal(pair.rina, conversation, new) == "lost_claim"
        assert await refusal(pair.budi, conversation, fence) == "lost_claim"
        await pair.budi.say(conversation, "ada, di lantai dua", new)
        await until(lambda: pair.budi.rows("mine") == [conversation], "budi's list")
        await until(lambda: pair.rina.rows("mine") == [], "rina's list")
        await until(
            lambda: (
                asker.texts(conversation)[1:] == ["saya alihkan ke rekan", "ada, di lantai dua"]
            ),
            "the patron sees both answers and no note",
        )


async def test_second_device_of_the_holder_has_the_claim_too(pair: Pair) -> None:
    """The same librarian on another device claims without harm and writes with the same fence."""
    async with patron(pair.server) as asker, librarian(pair.server, "rina") as phone:
        conversation = await asker.open("jam buka?")
        fence = await pair.rina.client.claim(conversation)
        assert await phone.client.claim(conversation) == fence
        await phone.say(conversation, "sampai pukul empat", fence)
        await until(lambda: "sampai pukul empat" in asker.texts(conversation), "the answer")


async def test_a_librarian_who_slept_sees_what_the_colleague_did(pair: Pair) -> None:
    """A frozen connection loses its claims; thawed, it shows the right lists and refuses to write.

    What rina wrote into the frozen connection arrives late, behind budi's claim.
    """
    async with patron(pair.server) as asker:
        conversation = await asker.open("ada arsip koran 1950?")
        fence = await pair.rina.client.claim(conversation)
        pair.rina.follow(conversation)
        await until(lambda: pair.rina.rows("mine") == [conversation], "it is rina's")
        await until(lambda: pair.budi.rows("line") == [], "it waits no more")
        pair.network.hold()
        late = asyncio.create_task(refusal(pair.rina, conversation, fence))
        await until(lambda: conversation in pair.budi.rows("line"), "it is back in line")
        theirs = await pair.budi.client.claim(conversation)
        await pair.budi.say(conversation, "ada, sejak 1948", theirs)
        other = await asker.open("bisa difotokopi?")
        pair.network.let_go()
        assert await late == "lost_claim"
        await until(lambda: pair.rina.rows("mine") == [], "rina's list is right again")
        await until(lambda: pair.rina.rows("line") == [other], "so is the line")
        await until(lambda: "ada, sejak 1948" in pair.rina.texts(conversation), "budi's answer")
        assert "tidak boleh sampai" not in asker.texts(conversation)


async def test_a_dead_connection_is_replaced_by_the_same_path(pair: Pair) -> None:
    """After a black hole the client comes back: lists, answers, then what it had not sent."""
    async with patron(pair.server) as asker:
        conversation = await asker.open("bagaimana jadi anggota?")
        fence = await pair.rina.client.claim(conversation)
        pair.rina.follow(conversation)
        await until(lambda: len(pair.rina.texts(conversation)) == 1, "rina reads it")
        pair.network.swallow()
        answer = asyncio.create_task(pair.rina.say(conversation, "isi formulir", fence))
        await asker.say(conversation, "lewat daring bisa?")
        pair.rina.client.come_again()
        await answer
        await until(lambda: asker.texts(conversation)[-1:] == ["isi formulir"], "it arrives")
        both = ["bagaimana jadi anggota?", "lewat daring bisa?", "isi formulir"]
        assert asker.texts(conversation) == both
        await until(lambda: pair.rina.texts(conversation) == both, "rina reads all of it")
        assert pair.rina.connections == 2
