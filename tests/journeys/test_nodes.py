"""Two servers on one PostgreSQL: whoever is where, all see the same; one is killed, all go on."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from refdesk.client import CommandRefused, new_cid
from refdesk.protocol import frames
from tests.journeys.desks import prepared
from tests.journeys.ledgers import agrees, holds, read_logs
from tests.journeys.proxy import Proxy
from tests.journeys.server import ServerProcess
from tests.journeys.wire_people import Person, librarian, patron, until

ROUNDS = 6
VANISH = 6.0  # seconds


@dataclass
class Nodes:
    """Two servers; `front` is the public address, which leads to `first` until it is turned."""

    first: ServerProcess
    second: ServerProcess
    front: Proxy
    address: str  # of the database

    def fail_over(self) -> None:
        """Kill the first server, lead everybody to the second."""
        self.first.kill()
        self.front.turn_to(self.second.port)


@pytest.fixture(params=["", "local:"], ids=["notify", "sweeps_only"])
async def nodes(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Nodes]:
    """Run two servers on one database, with a bell between them and without."""
    folders = [tmp_path / name for name in ("first", "second")]
    for folder in folders:
        (folder / "var").mkdir(parents=True)
    first = await prepared(folders[0], "postgres")
    async with AsyncExitStack() as stack:
        front = await stack.enter_async_context(Proxy(first.port))
        first.env |= {
            "REFDESK_BUS": request.param,
            "REFDESK_VANISH_SECONDS": str(VANISH),
            "REFDESK_PUBLIC_URL": front.url,
        }
        second = ServerProcess(folders[1], dict(first.env))
        stack.callback(second.stop)
        stack.callback(first.stop)
        await first.start()
        shutil.copytree(folders[0] / "var" / "keys", folders[1] / "var" / "keys")
        await second.start()
        yield Nodes(first, second, front, first.env["REFDESK_DATABASE"])
    for server in (first, second):
        assert "Traceback" not in server.log, server.log


@dataclass
class People:
    """A patron and rina at the public address, budi at the second server."""

    asker: Person
    rina: Person
    budi: Person


@pytest.fixture
async def people(nodes: Nodes) -> AsyncIterator[People]:
    """Put rina and budi on duty."""
    async with (
        patron(nodes.front) as asker,
        librarian(nodes.front, "rina") as rina,
        librarian(nodes.second, "budi") as budi,
    ):
        for one in (rina, budi):
            for what in ("line", "mine", "asked"):
                one.client.watch(what)
            await one.on_duty()
        yield People(asker, rina, budi)


async def claims(person: Person, conversation: str) -> int:
    """Claim; give the fence, 0 for who was told that a colleague has it."""
    try:
        return await person.client.claim(conversation)
    except CommandRefused as refused:
        if refused.error.key != "claimed_by_colleague":
            raise
        return 0


async def test_a_talk_between_two_servers(nodes: Nodes, people: People) -> None:
    """Question, claim, answers, lists: each side at its own server sees what the other does."""
    asker, rina, budi = people.asker, people.rina, people.budi
    conversation = await asker.open("jam buka hari Sabtu?")
    await until(lambda: budi.rows("line") == [conversation], "budi's line")
    await until(lambda: rina.rows("line") == [conversation], "rina's line")
    budi.follow(conversation)
    fence = await budi.client.claim(conversation)
    await until(lambda: rina.rows("line") == [], "it left rina's line")
    for number in range(5):
        await budi.say(conversation, f"jawaban {number}", fence)
        await asker.say(conversation, f"tanya {number}")
    await until(lambda: len(asker.texts(conversation)) == 11, "the patron has all")
    await until(lambda: len(budi.texts(conversation)) == 11, "budi has all")
    assert asker.texts(conversation) == budi.texts(conversation)
    await budi.client.command(
        frames.Note(cid=new_cid(), conversation=conversation, body="hanya untuk staf")
    )
    await budi.client.command(frames.End(cid=new_cid(), conversation=conversation, fence=fence))
    await until(lambda: asker.views[conversation][-1].kind == "ended", "the patron sees the end")
    assert "hanya untuk staf" not in asker.texts(conversation)
    await until(lambda: budi.rows("mine") == [], "budi's list")


async def test_of_two_claims_at_two_servers_one_wins(nodes: Nodes, people: People) -> None:
    """Again and again both claim at once, each at their own server: one gets the fence."""
    conversation = await people.asker.open("siapa yang lebih cepat?")
    for _ in range(ROUNDS):
        async with asyncio.timeout(30):
            fences = await asyncio.gather(
                claims(people.rina, conversation), claims(people.budi, conversation)
            )
        assert sorted(map(bool, fences)) == [False, True]
        winner = people.rina if fences[0] else people.budi
        loser = people.budi if fences[0] else people.rina
        back = frames.Return(cid=new_cid(), conversation=conversation, fence=max(fences))
        await winner.client.command(back)
        # At once at the other server, which may know the claim but not yet its return.
        theirs = await loser.client.claim(conversation)
        with pytest.raises(CommandRefused) as refused:
            await winner.client.say(conversation, "tidak boleh sampai", max(fences))
        assert refused.value.error.code == "lost_claim"
        await loser.client.command(
            frames.Return(cid=new_cid(), conversation=conversation, fence=theirs)
        )


async def test_a_librarian_of_another_server_does_not_vanish(nodes: Nodes, people: People) -> None:
    """Who writes at one server keeps claim, duty at the other, long after the time to vanish."""
    conversation = await people.asker.open("boleh pinjam berapa buku?")
    people.rina.follow(conversation)
    fence = await people.rina.client.claim(conversation)
    for number in range(int(2 * VANISH)):
        await people.rina.say(conversation, f"sebentar {number}", fence)
        await people.budi.client.command(
            frames.Note(cid=new_cid(), conversation=conversation, body=f"catatan {number}")
        )
        await asyncio.sleep(1)
    kinds = {event.kind for event in people.rina.views[conversation]}
    assert "returned" not in kinds
    assert len(people.budi.lists["duty"].duty) == 2


async def test_claims_of_a_killed_server_return_unless_their_holder_comes(nodes: Nodes) -> None:
    """Of two librarians at a killed server, who comes to the other keeps her claim."""
    async with (
        patron(nodes.second) as asker,
        librarian(nodes.front, "rina") as rina,
        librarian(nodes.first, "sari") as sari,
    ):
        for one in (rina, sari):
            await one.on_duty()
        mine, theirs = [await asker.open(text) for text in ("satu", "dua")]
        fence = await rina.client.claim(mine)
        await sari.client.claim(theirs)
        nodes.fail_over()
        told = asker.views[theirs]
        while not any(event.kind == "returned" for event in told):
            await rina.say(mine, "masih di sini", fence)
            await asyncio.sleep(1)
        await rina.say(mine, "tetap di sini", fence)
        await until(lambda: "tetap di sini" in asker.texts(mine), "rina's answer")
        assert not any(event.kind == "returned" for event in asker.views[mine])


async def test_after_a_kill_all_go_on_at_the_other_server(nodes: Nodes, people: People) -> None:
    """While both write the first server is killed: nothing acknowledged is lost, none doubled."""
    asker, budi = people.asker, people.budi
    conversation = await asker.open("bagaimana memperpanjang?")
    budi.follow(conversation)
    fence = await budi.client.claim(conversation)

    async def write(person: Person, name: str, own: int) -> None:
        for number in range(40):
            await person.say(conversation, f"{name} {number}", own)

    async with asyncio.TaskGroup() as writing:
        writing.create_task(write(asker, "tanya", 0))
        writing.create_task(write(budi, "jawab", fence))
        await until(lambda: len(asker.acknowledged) > 10, "they write")
        nodes.fail_over()
    await until(lambda: len(asker.texts(conversation)) == 81, "the patron has all")
    await until(lambda: len(budi.texts(conversation)) == 81, "budi has all")
    other = await asker.open("satu lagi")
    # With so short a time to vanish, a quiet librarian may count as gone: then it is kept instead.
    await until(
        lambda: other in (*people.rina.rows("line"), *people.rina.rows("asked")),
        "rina goes on at the other server",
    )
    assert await claims(people.rina, other)
    nodes.second.stop()
    logs = await read_logs(nodes.address, [conversation])
    holds(logs[conversation])
    asker.written = [one for one in asker.written if _in(asker, one.cid, conversation)]
    del asker.views[other]
    agrees(asker, logs, staff=False)
    agrees(budi, logs, staff=True)


async def test_a_server_with_other_keys_is_refused(tmp_path: Path) -> None:
    """A second server that has not got the keys of the first ends, saying what to copy."""
    (tmp_path / "var").mkdir()
    first = await prepared(tmp_path, "postgres")
    async with first.running():
        (tmp_path / "second" / "var").mkdir(parents=True)
        second = ServerProcess(tmp_path / "second", first.env)
        refused = await asyncio.to_thread(second.run, "serve")
    assert refused.returncode
    assert "copy the folder keys" in refused.stderr
    assert "Traceback" not in refused.stderr


def _in(person: Person, cid: str, conversation: str) -> bool:
    return person.acknowledged[cid].conversation == conversation
