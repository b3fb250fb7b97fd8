"""Every frame against every actor, in the process: who may send it, what the others can tell."""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import Coroutine, Iterable, Iterator, Mapping
from typing import Any, get_args

import msgspec
import pytest

from refdesk.domain.actors import StaffRole
from refdesk.errors import Unauthorized
from refdesk.protocol import frames
from refdesk.protocol.shapes import Out
from refdesk.web.channel_greeting import ChannelGreeting
from refdesk.web.greeting import Greeting
from refdesk.web.residents import Resident
from tests.sweep.frames import (
    CHANNEL_FRAMES,
    EVERYBODYS,
    PATRON_FRAMES,
    STAFF_FRAMES,
    FrameRow,
)
from tests.sweep.rows import ROLES
from tests.sweep.world import ALL_ROLES, World

REFUSALS = {"forbidden_or_absent", "unauthorized"}
STALE = {"lost_claim"}  # of a channel: what it does not hold, it has lost
CHANNEL = "telegram:1"
TABLES = (
    (frames.PatronFrame, PATRON_FRAMES),
    (frames.StaffFrame, STAFF_FRAMES),
    (frames.ChannelFrame, CHANNEL_FRAMES),
)


class Listener:
    """The way out of a connection, into a list."""

    drained = True

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.tasks: list[asyncio.Task[None]] = []

    def send(self, frame: Out, *, slot: str = "", droppable: bool = False) -> None:
        """Take a frame."""
        self.heard.append(msgspec.json.encode(frame).decode())

    def send_encoded(self, data: bytes, events: int) -> None:
        """Take an encoded frame."""
        self.heard.append(data.decode())

    def wake(self) -> None:
        """The sweep asks for work by itself."""

    def close(self, code: int) -> None:
        """Take that the connection is closed."""
        self.heard.append(f"closed {code}")

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Run beside."""
        self.tasks.append(asyncio.get_running_loop().create_task(work))


@pytest.fixture(autouse=True)
async def colleague(world: World) -> None:
    """Let somebody be on duty to whom one may transfer."""
    await world.site.store.duty.set_duty("s-spare", "main", world.site.behind.now, on=True)


def unlisted(union: object, rows: Iterable[FrameRow]) -> set[str]:
    """The frames of a connection that its table has not."""
    named = {row.frame for row in rows} | EVERYBODYS
    return {one.__name__ for one in get_args(union) if one not in named}


def test_the_tables_list_every_frame() -> None:
    """Each frame of each connection is in its table; one taken away is named."""
    for union, rows in TABLES:
        assert unlisted(union, rows) == set()
    assert unlisted(frames.StaffFrame, STAFF_FRAMES[1:]) == {"Say"}


async def test_patrons_reach_their_own_conversations_only(world: World) -> None:
    """Foreign, erased and absent conversations get one and the same answer to every frame."""
    greeting = Greeting(world.site.parts.desk, "", None)
    assert await faults(world, greeting, PATRON_FRAMES, "patron", world.token) == []


@pytest.mark.parametrize("role", [*ROLES.values()])
async def test_each_role_does_what_it_may_and_nothing_else(world: World, role: str) -> None:
    """A role that may not send a frame gets one answer, whatever it is about."""
    actor = await world.account(role, frozenset({StaffRole(role)}))
    cookie, _ = await world.sign_in(actor.id)
    greeting = Greeting(world.site.parts.desk, "", cookie)
    assert await faults(world, greeting, STAFF_FRAMES, role, "") == []


async def test_a_channel_does_what_its_fence_allows(world: World) -> None:
    """A stale fence, another's and none are refused alike; no foreign conversation is reached."""
    parts = world.site.parts.desk
    listener = Listener()
    resident = await ChannelGreeting(parts, parts.new_id).greet(_hello(world), listener)
    for part in ("in", "out"):
        await resident.handle(frames.Take(part=part))
    taken = [
        found for one in listener.heard if (found := msgspec.json.decode(one))["type"] == "taken"
    ]
    assert [one["fence"] for one in taken] == [1, 1]
    world.fences = {"own": 1, "foreign": 2, "deleted": 9, "absent": 0}
    found = []
    for row in CHANNEL_FRAMES:
        answers = {name: await said(world, resident, listener, row, name) for name in row.objects}
        found += list(wrong(row, "channel", answers))
    for task in listener.tasks:
        task.cancel()
    await asyncio.gather(*listener.tasks, return_exceptions=True)
    await resident.leave()
    assert found == []


def _hello(world: World) -> frames.ChannelHello:
    secret = world.site.parts.desk.channel_secret
    return frames.ChannelHello(role="channel", build="sweep/1", channel=CHANNEL, secret=secret)


async def test_nobody_is_greeted_who_does_not_prove_it(world: World) -> None:
    """What proves one party proves it to no other; a disabled account proves nothing."""
    parts = world.site.parts.desk
    gone = await world.account("disabled", ALL_ROLES)
    cookie, _ = await world.sign_in(gone.id)
    await world.site.parts.accounts.set_disabled(gone.id, disabled=True, by="test")
    secret = parts.channel_secret
    for proof in ("", world.token, world.program, secret, cookie):
        greeting = Greeting(parts, "", proof)
        with pytest.raises(Unauthorized):
            await greeting.greet(frames.Hello(build="sweep/1", token=proof), Listener())
    for proof in ("", world.program, secret):
        greeting = Greeting(parts, "", None)
        with pytest.raises(Unauthorized):
            await greeting.greet(frames.Hello(build="sweep/1", token=proof), Listener())
    for proof in ("", world.token, world.program, cookie):
        hello = msgspec.structs.replace(_hello(world), secret=proof)
        with pytest.raises(Unauthorized):
            await ChannelGreeting(parts, parts.new_id).greet(hello, Listener())


async def faults(
    world: World, greeting: Greeting, rows: Iterable[FrameRow], actor: str, token: str
) -> list[str]:
    """Say what is wrong with the answers an actor gets on a connection of theirs."""
    listener = Listener()
    resident = await greeting.greet(frames.Hello(build="sweep/1", token=token), listener)
    found: list[str] = []
    for row in rows:
        answers = {name: await said(world, resident, listener, row, name) for name in row.objects}
        found += list(wrong(row, actor, answers))
    await resident.leave()
    return found


async def said(
    world: World, resident: Resident, listener: Listener, row: FrameRow, name: str
) -> str:
    """Send a frame; give all that was heard, without what tells the object's name."""
    listener.heard.clear()
    frame = row.frame(**_own_cid(row.ask(world, name)))
    before = len(listener.tasks)
    await resident.handle(frame)
    if isinstance(frame, frames.Intake):
        await asyncio.wait(listener.tasks[before:])
    # What is watched comes from a task of the server that does not run here: only refusals do.
    while await resident.work():
        pass
    text = "\n".join(listener.heard)
    for value in (*world.talks.values(), f"u-{name}", getattr(frame, "cid", "")):
        text = text.replace(value, "…") if value else text
    return re.sub(r"[0-9a-f]{16,}", "…", text)


def _own_cid(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Give each command an id of its own."""
    return {**fields, "cid": secrets.token_hex(16)} if "cid" in fields else dict(fields)


def wrong(row: FrameRow, actor: str, answers: Mapping[str, str]) -> Iterator[str]:
    """Say what is wrong with the answers."""
    name, may, own = row.frame.__name__, actor in row.may, answers["own"]
    if row.silent:
        if any(answers.values()):
            yield f"{actor} {name}: answered {answers}"
        return
    if refused(own, actor) is may:
        yield f"{actor} {name}: {'kept out' if may else 'let in'}: {own}"
    alike = row.alike if may else row.objects
    if len({answers[one] for one in alike}) > 1:
        yield f"{actor} {name}: tells apart {answers}"
    for one in row.alike if may else ():
        if row.alike != row.objects and not refused(answers[one], actor):
            yield f"{actor} {name}: let in to {one}: {answers[one]}"


def refused(text: str, actor: str) -> bool:
    """Tell whether what was heard is a refusal."""
    codes = REFUSALS | (STALE if actor == "channel" else set())
    found = [msgspec.json.decode(line) for line in text.split("\n") if line.startswith("{")]
    return any(one.get("type") == "error" and one["code"] in codes for one in found)
