"""`refdesk db index` as an administrator types it."""

from __future__ import annotations

import asyncio
from pathlib import Path

from typer.testing import CliRunner

from refdesk import cli
from refdesk.domain import events as e
from refdesk.store.opening import open_store
from tests.contracts.writing import NOON, Story


async def filled(address: str) -> None:
    """Leave ended conversations in a database."""
    store = await open_store(address, clock=lambda: NOON)
    for number in range(3):
        story = Story(store.log, f"c{number}")
        await story.open("jam buka?")
        await story.write(e.Ended(e.EndedWhy.PATRON))
    await store.close()


def test_what_is_missing_is_indexed(tmp_path: Path) -> None:
    """It says how many it indexed: none the second time, all of them anew."""
    address = f"sqlite:///{tmp_path / 'refdesk.db'}"
    asyncio.run(filled(address))
    around = {"REFDESK_DATABASE": address, "REFDESK_DATA_DIR": str(tmp_path)}
    told = []
    for more in ([], [], ["--anew"]):
        done = CliRunner().invoke(cli.app, ["db", "index", *more], env=around)
        assert done.exit_code == 0, done.output
        told.append(done.stdout.split()[0])
    assert told == ["3", "0", "3"]
