"""Pausing: who was ended as abuse is kept for later, and nobody is refused."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from refdesk.desk.pausing import Pausing
from refdesk.domain import commands as c
from refdesk.domain.conversation import Stage
from tests.fakes.whole_desk import Desk, librarian, patron

HOUR = timedelta(hours=1)


@pytest.fixture
async def desk() -> Desk:
    """Give a desk on fakes with a librarian on duty."""
    made = Desk()
    await made.on_duty("sari")
    return made


async def asked(desk: Desk, cid: str, *, key: str = "p1") -> str:
    """Ask something; give the conversation."""
    opened = await desk.reception.open(patron(key), c.Open("halo", "web", "id"), cid=cid * 32)
    return opened.conversation


async def ended(desk: Desk, conversation: str, outcome: str) -> None:
    """Claim it, end it, code it."""
    sari = librarian("sari")
    claimed = await desk.turns.take(sari, conversation, c.Claim())
    await desk.turns.take(sari, conversation, c.End(claimed.seq))
    await desk.turns.take(sari, conversation, c.Code(1, "social", outcome))


def stage(desk: Desk, conversation: str) -> Stage:
    """Give where a conversation stands."""
    return desk.memory.states[conversation].stage


async def test_after_abuse_what_is_asked_is_kept_for_a_while(desk: Desk) -> None:
    """A new conversation and the old one opened again do not ring; another's and a later one do."""
    first = await asked(desk, "a")
    await ended(desk, first, "abuse")
    second = await asked(desk, "b")
    assert stage(desk, second) is Stage.ASKED
    assert desk.memory.states[second].promised_at is not None
    await desk.turns.take(patron("p1"), first, c.Say("lagi"))
    assert stage(desk, first) is Stage.ASKED
    assert stage(desk, await asked(desk, "c", key="p2")) is Stage.OFFERED
    desk.now += HOUR
    await desk.on_duty("sari")
    assert stage(desk, await asked(desk, "d")) is Stage.OFFERED


async def test_a_mistake_is_taken_back(desk: Desk) -> None:
    """Other codes end the pause at once."""
    first = await asked(desk, "a")
    await ended(desk, first, "abuse")
    await desk.turns.take(librarian("sari"), first, c.Code(1, "social", "answered"))
    assert stage(desk, await asked(desk, "b")) is Stage.OFFERED


async def test_a_restart_and_other_servers_know_it(desk: Desk) -> None:
    """What ended lately is read again from the lists, with the rest of its time."""
    await ended(desk, await asked(desk, "a"), "abuse")
    desk.pausing.__init__(  # type: ignore[misc]
        desk.lists.ended_as_abuse, lambda: desk.now, HOUR
    )
    assert not desk.pausing.pauses("p1")
    desk.now += HOUR / 2
    await desk.pausing.look()
    assert desk.pausing.pauses("p1")
    desk.now += HOUR / 2
    assert not desk.pausing.pauses("p1")
    await desk.pausing.look()
    assert not desk.pausing.pauses("p1")


async def test_another_conversation_coded_otherwise_ends_no_pause(desk: Desk) -> None:
    """Only the conversation that was ended as abuse takes its own pause back."""
    kind = await asked(desk, "a")
    rude = await asked(desk, "b")
    await ended(desk, rude, "abuse")
    await ended(desk, kind, "answered")
    assert desk.pausing.pauses("p1")
    await desk.turns.take(librarian("sari"), rude, c.Code(1, "social", "answered"))
    assert not desk.pausing.pauses("p1")


async def test_a_mistake_taken_back_elsewhere_is_taken_over(desk: Desk) -> None:
    """A server that did not code it itself reads the pause, and reads that it is over."""
    first = await asked(desk, "a")
    await ended(desk, first, "abuse")
    elsewhere = Pausing(desk.lists.ended_as_abuse, lambda: desk.now, HOUR)
    await elsewhere.look()
    assert elsewhere.pauses("p1")
    await desk.turns.take(librarian("sari"), first, c.Code(1, "social", "answered"))
    await elsewhere.look()
    assert not elsewhere.pauses("p1")


async def test_opened_again_it_still_pauses_after_a_look(desk: Desk) -> None:
    """The patron's own new text in the ended conversation is no way around the hour."""
    first = await asked(desk, "a")
    await ended(desk, first, "abuse")
    await desk.turns.take(patron("p1"), first, c.Say("lagi"))
    await desk.pausing.look()
    assert desk.pausing.pauses("p1")
    desk.now += HOUR
    assert not desk.pausing.pauses("p1")


@pytest.mark.parametrize("outcomes", [("abuse", "answered"), ("answered", "abuse")])
async def test_what_is_coded_during_a_look_stands(desk: Desk, outcomes: tuple[str, str]) -> None:
    """What was read before is out of date, whether it tells of abuse or not."""
    before, after = outcomes
    first = await asked(desk, "a")
    await ended(desk, first, before)

    async def read_before(since: datetime) -> list[tuple[str, str, datetime | None]]:
        found = await desk.lists.ended_as_abuse(since)
        await desk.turns.take(librarian("sari"), first, c.Code(1, "social", after))
        return found

    pausing = Pausing(read_before, lambda: desk.now, HOUR)
    desk.hub.attend(pausing)
    await pausing.look()
    assert pausing.pauses("p1") is (after == "abuse")
