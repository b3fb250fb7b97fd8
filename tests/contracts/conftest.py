"""Every adapter of the ports, under one roof: SQLite, PostgreSQL, and the fakes in memory."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from refdesk.bus.calls import Board
from refdesk.desk.channel_ports import ChannelStore
from refdesk.desk.node_ports import Tips
from refdesk.desk.ports import DutyRoster, Lists, Log, Marks, ReturnCodes
from refdesk.domain.actors import StaffRole
from refdesk.people.ports import StaffRow
from refdesk.store.opening import Store, open_store
from tests.contracts.writing import NOON
from tests.databases import KINDS, new_database
from tests.fakes.channels import MemoryChannels
from tests.fakes.desk import MemoryCodes, MemoryMarks, MemoryRoster
from tests.fakes.lists import MemoryLists
from tests.fakes.log import Memory, MemoryLog
from tests.fakes.nodes import MemorySigns, MemoryTips


@dataclass
class Ports:
    """The desk's ports over one database, real or in memory."""

    log: Log
    lists: Lists
    marks: Marks
    codes: ReturnCodes
    duty: DutyRoster
    channels: ChannelStore
    tips: Tips
    signs: Board


def staff_row(staff: str, **changes: object) -> StaffRow:
    """Give an account named like its id."""
    values: dict[str, object] = {
        "login": staff,
        "name": staff.capitalize(),
        "password_hash": "hash",
        "roles": frozenset({StaffRole.LIBRARIAN}),
        "created_at": NOON,
    }
    return StaffRow(id=staff, **(values | changes))  # type: ignore[arg-type]


@pytest.fixture(params=KINDS)
async def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database."""
    return await new_database(request.param, tmp_path)


@pytest.fixture
async def store(address: str) -> AsyncIterator[Store]:
    """An open store on an empty database."""
    opened = await open_store(address, clock=lambda: NOON)
    yield opened
    await opened.close()


@pytest.fixture(params=[*KINDS, "memory"])
async def ports(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Ports]:
    """The desk's ports on an empty database, with the librarians sari and budi."""
    if request.param == "memory":
        memory, marks = Memory(), MemoryMarks()
        yield Ports(
            MemoryLog(memory),
            MemoryLists(memory),
            marks,
            MemoryCodes(memory),
            MemoryRoster(memory),
            MemoryChannels(memory),
            MemoryTips(memory, marks),
            MemorySigns(),
        )
        return
    address = await new_database(request.param, tmp_path)
    opened = await open_store(address, clock=lambda: NOON)
    for staff in ("sari", "budi"):
        await opened.staff.add(staff_row(staff))
    yield Ports(
        opened.log,
        opened.lists,
        opened.marks,
        opened.codes,
        opened.duty,
        opened.channels,
        opened.tips,
        opened.signs,
    )
    await opened.close()
