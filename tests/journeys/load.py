"""Conversations that go on, whatever happens to the server: patrons ask, librarians answer."""

from __future__ import annotations

import asyncio
import random

from refdesk.client import new_cid
from refdesk.protocol import frames
from tests.journeys.wire_people import Person, until


def acknowledged(people: list[Person]) -> int:
    """Count what was acknowledged to anybody."""
    return sum(len(one.acknowledged) for one in people)


async def alike(askers: list[Person], staff: list[Person]) -> None:
    """Wait until patron and librarian of each conversation are shown the same last event."""
    for number, asker in enumerate(askers):
        (conversation,) = asker.views
        theirs = staff[number % len(staff)].views[conversation]
        mine = asker.views[conversation]
        await until(
            lambda mine=mine, theirs=theirs: (  # type: ignore[misc]
                [one.id for one in mine][-1:]
                == [one.id for one in theirs if not one.staff_only][-1:]
                != []
            ),
            "both sides see the same",
        )


class Load:
    """Conversations that go on until `over`; each text is written once and told from all others."""

    def __init__(self, chance: random.Random) -> None:
        self.over = asyncio.Event()
        self._chance = chance

    async def talk(self, name: str, asker: Person, answerer: Person) -> None:
        """One conversation: opened, claimed, then both sides write at once."""
        conversation = await asker.open(f"{name} opens")
        answerer.follow(conversation)
        claim = frames.Claim(cid=new_cid(), conversation=conversation)
        fence = (await answerer.client.command(claim)).seq
        async with asyncio.TaskGroup() as both:
            both.create_task(self._write(name, asker, conversation, 0))
            both.create_task(self._write(f"{name} answer", answerer, conversation, fence))

    async def _write(self, name: str, writer: Person, conversation: str, fence: int) -> None:
        number = 0
        while not self.over.is_set():
            async with asyncio.TaskGroup() as several:
                for _ in range(self._chance.randint(1, 4)):
                    number += 1
                    several.create_task(writer.write(self._text(name, number, conversation, fence)))
            await asyncio.sleep(self._chance.random())

    def _text(
        self, name: str, number: int, conversation: str, fence: int
    ) -> frames.Say | frames.Note:
        body = f"{name} {number}"
        if fence and self._chance.random() < 1 / 4:
            return frames.Note(cid=new_cid(), conversation=conversation, body=body)
        return frames.Say(cid=new_cid(), conversation=conversation, body=body, fence=fence)
