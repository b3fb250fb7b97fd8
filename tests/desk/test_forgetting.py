"""Forgetting by way of a channel: done once, and written down whatever comes between."""

import pytest

from refdesk.desk.intake import Intake, Outside, Press, Text
from refdesk.domain.actors import Actor
from refdesk.errors import Unavailable
from tests.fakes.whole_desk import Desk


async def test_an_erasure_is_written_down_though_it_failed_at_first() -> None:
    """The texts are gone with the act; told again, the receipt it answers with is written."""
    desk = Desk()
    written: list[tuple[str, int]] = []

    async def erased(_: Actor, receipt: str, conversations: int) -> None:
        written.append((receipt, conversations))
        if len(written) == 1:
            raise Unavailable("store_contended")

    intake = Intake(desk.turns, desk.reception, desk.lists, desk.channel_store, b"key", erased)
    await intake.take(Outside("telegram:1", "m:7:1", "7", Text("jam buka?")))
    forget = Outside("telegram:1", "m:7:2", "7", Press("forget"))
    with pytest.raises(Unavailable):
        await intake.take(forget)
    took = await intake.take(forget)
    assert took.duplicate
    assert written == [(took.receipt, 1)] * 2
