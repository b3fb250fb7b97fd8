"""Escalation: every way at once, what fails or takes too long reaches nobody."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from refdesk.desk.escalating import Call, Escalation, Reached
from refdesk.domain.crisis import help_at

CALL = Call(datetime(2026, 3, 2, 12, 40, tzinfo=UTC), "Siti")
SAID = {"contact": "Bu Ratna", "mail": "ratna@perpus.example", "telegram": "77"}


async def test_every_way_is_tried_by_itself() -> None:
    """One that hangs or refuses takes nothing from the other."""
    told: list[tuple[str, Call]] = []

    async def good(address: str, call: Call) -> bool:
        told.append((address, call))
        return True

    async def hangs(address: str, call: Call) -> bool:
        del address, call
        await asyncio.Event().wait()
        return True

    escalation = Escalation({"mail": hangs, "telegram": good}, within=0.01)
    reached = await escalation.reach(help_at(SAID, "main", "id"), CALL)
    assert reached == Reached(by=("telegram",), failed=("mail",))
    assert told == [("77", CALL)]


async def test_a_way_that_breaks_has_told_nobody() -> None:
    """Whatever it raises, the outcome of the other way is not lost."""

    async def breaks(address: str, call: Call) -> bool:
        raise IndexError(address, call)

    async def good(address: str, call: Call) -> bool:
        return bool(address and call)

    reached = await Escalation({"mail": breaks, "telegram": good}).reach(
        help_at(SAID, "main", "id"), CALL
    )
    assert reached == Reached(by=("telegram",), failed=("mail",))


async def test_a_way_that_is_not_set_up_counts_as_failed() -> None:
    """An address without a mail server is no reason to believe that somebody knows."""
    given = help_at({"mail": "ratna@perpus.example"}, "main", "id")
    assert await Escalation({}).reach(given, CALL) == Reached(failed=("mail",))


async def test_a_desk_has_its_own_person() -> None:
    """What is named for one desk goes before what is named for all."""
    given = help_at(SAID | {"anak:mail": "anak@perpus.example"}, "anak", "id")
    assert given.reach == {"mail": "anak@perpus.example", "telegram": "77"}
