"""`refdesk serve` as a process: how it ends."""

import asyncio
import os
from pathlib import Path

from refdesk.cli.serving import BROKEN
from tests.journeys.server import ServerProcess


async def test_a_broken_store_ends_the_server_in_words(tmp_path: Path) -> None:
    """A database that turns to garbage under the server: status 3, one line, no traceback (G15)."""
    server = ServerProcess(tmp_path, {"REFDESK_LOG": "json"})
    async with server.running():
        database = tmp_path / "var" / "refdesk.db"
        database.write_bytes(os.urandom(database.stat().st_size))
        database.with_name("refdesk.db-wal").write_bytes(b"")
        assert server.process is not None
        assert await asyncio.to_thread(server.process.wait, 60) == BROKEN
    assert "store broken: stopping" in server.log
    assert "Traceback" not in server.log
