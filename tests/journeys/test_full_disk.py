"""A full disk: refused in words, nothing half kept, served again as soon as there is room."""

from __future__ import annotations

import asyncio
import json
import secrets
from pathlib import Path
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from refdesk.client import new_cid, socket_address
from refdesk.protocol.codes import SUBPROTOCOL
from tests.journeys.desks import prepared
from tests.journeys.filling_disk import FULL_WHILE, PROGRAM
from tests.journeys.ledgers import agrees, holds, read_logs
from tests.journeys.server import ServerProcess
from tests.journeys.wire_people import patron, until

# Four bytes a character: pages that were freed, by a migration or a purge, do not hold it.
X, Y = "𝐱" * 4_000, "𝐲" * 4_000


async def test_a_full_disk_keeps_nothing_by_halves(tmp_path: Path) -> None:
    """Texts are refused as storage_full, reading goes on; with room again they are taken once."""
    full = tmp_path / "full"
    server = await prepared(tmp_path, **{FULL_WHILE: str(full)})
    server.program = PROGRAM
    await server.start()
    try:
        await _through_a_full_disk(server, full)
    finally:
        assert server.stop() == 0
    assert "Traceback" not in server.log


async def _through_a_full_disk(server: ServerProcess, full: Path) -> None:
    token = secrets.token_urlsafe(32)
    async with patron(server, token) as asker:
        conversation = await asker.open("jam buka?")
        await asyncio.to_thread(full.touch)
        command = {"type": "say", "cid": new_cid(), "conversation": conversation}
        error = await answer(server, token, {**command, "body": X})
        assert (error["type"], error["code"]) == ("error", "storage_full")
        assert "penyimpanan server penuh" in error["text"]
        assert error["retry_after"] > 0
        waiting = asyncio.create_task(asker.say(conversation, Y))
        async with patron(server, token) as reader:
            reader.follow(conversation)
            await until(lambda: reader.texts(conversation) == ["jam buka?"], "it can be read")
        assert not waiting.done()
        await asyncio.to_thread(full.unlink)
        await waiting
        ack = await answer(server, token, {**command, "body": X})
        assert ack["type"] == "ack"
        await asker.say(conversation, "terima kasih")
        await until(lambda: asker.texts(conversation)[-1] == "terima kasih", "it goes on")
    assert server.stop() == 0
    address = f"sqlite:///{server.folder / 'var' / 'refdesk.db'}"
    logs = await read_logs(address, [conversation])
    holds(logs[conversation])
    agrees(asker, logs, staff=False)
    texts = [getattr(one.event, "body", "") for one in logs[conversation]]
    assert texts.count(X) == texts.count(Y) == 1


async def answer(server: ServerProcess, token: str, command: dict[str, Any]) -> dict[str, Any]:
    """Give a command on a connection of its own; give what is answered."""
    protocols = [Subprotocol(SUBPROTOCOL)]
    async with connect(socket_address(server.url, "patron"), subprotocols=protocols) as ws:
        await ws.send(json.dumps({"type": "hello", "build": "journey/1", "token": token}))
        await _until(ws, "welcome")
        await ws.send(json.dumps(command))
        return await _until(ws, "ack", "error")


async def _until(ws: ClientConnection, *kinds: str) -> dict[str, Any]:
    async with asyncio.timeout(20):
        while True:
            frame: dict[str, Any] = json.loads(await ws.recv())
            if frame["type"] in kinds:
                return frame
