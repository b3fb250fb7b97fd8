"""The bare minimum of the message path: aiohttp, msgspec, SQLite with group commit, nothing else.

No authority, no state machine, no lists, no duplicates found, no resume: what a message costs at
least. It speaks as much of the protocol as the load needs.
"""

from __future__ import annotations

import asyncio
import itertools
import secrets
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Final, Literal

import msgspec
from aiohttp import WSMsgType, web

from refdesk.bench.raw_rows import BATCH, INSERT, Row, open_rows
from refdesk.domain.records import millis
from refdesk.protocol import frames, values
from refdesk.protocol.codes import FRAME_LIMIT, SUBPROTOCOL

_decode: Final = msgspec.json.Decoder(frames.PatronFrame | frames.StaffFrame).decode
_encode: Final = msgspec.json.Encoder().encode
_numbers: Final = itertools.count(1)


@dataclass(eq=False, slots=True)
class Held:
    """A conversation: its head, and who follows it."""

    head: int = 0
    readers: dict[web.WebSocketResponse, None] = field(default_factory=dict)


@dataclass(slots=True)
class Written:
    """A row on its way to the disk, with what is to be told once it is there."""

    row: Row
    sender: web.WebSocketResponse
    held: Held


class Prototype:
    """All there is: conversations in memory, one thread that writes."""

    def __init__(self, file: Path) -> None:
        self._held: dict[str, Held] = {}
        self._waiting: SimpleQueue[Written] = SimpleQueue()
        self._rows = open_rows(file)
        self._loop = asyncio.get_running_loop()
        self._done: asyncio.Queue[Sequence[Written]] = asyncio.Queue()
        threading.Thread(target=self._write, daemon=True).start()

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """Serve one connection."""
        ws = web.WebSocketResponse(
            protocols=(SUBPROTOCOL,), compress=False, max_msg_size=FRAME_LIMIT
        )
        await ws.prepare(request)
        side = "staff" if request.path.endswith("staff") else "patron"
        async for message in ws:
            if message.type is WSMsgType.TEXT:
                await self._take(ws, side, _decode(message.data))
        for held in self._held.values():
            held.readers.pop(ws, None)
        return ws

    async def tell(self) -> None:
        """Tell what has been written; ends only by cancellation."""
        while True:
            for written in await self._done.get():
                await _tell(written)

    async def _take(self, ws: web.WebSocketResponse, side: str, frame: object) -> None:
        match frame:
            case frames.Say():
                self._say(ws, side, frame.cid, frame.conversation, frame.body)
            case frames.Open():
                conversation = f"{next(_numbers):026d}"
                self._held[conversation] = Held(readers={ws: None})
                self._say(ws, side, frame.cid, conversation, frame.body)
                await _send(ws, frames.Live(conversation=conversation, head=1, stage="active"))
            case frames.Claim():
                ack = frames.Ack(cid=frame.cid, conversation=frame.conversation, seq=1, at=0)
                await _send(ws, ack)
            case frames.Follow():
                self._held[frame.conversation].readers[ws] = None
                live = frames.Live(conversation=frame.conversation, head=1, stage="active")
                await _send(ws, live)
            case frames.Hello():
                await _send(ws, frames.Welcome(build="", at=0, role="patron"))
            case _:
                pass

    def _say(
        self, ws: web.WebSocketResponse, side: str, cid: str, conversation: str, body: str
    ) -> None:
        held = self._held[conversation]
        held.head += 1
        at = millis(datetime.now(UTC))
        row = (conversation, held.head, secrets.token_hex(10), at, side, cid, body)
        self._waiting.put(Written(row, ws, held))

    def _write(self) -> None:
        while True:
            batch = [self._waiting.get()]
            try:
                while len(batch) < BATCH:
                    batch.append(self._waiting.get_nowait())
            except Empty:
                pass
            self._rows.execute("BEGIN IMMEDIATE")
            self._rows.executemany(INSERT, [written.row for written in batch])
            self._rows.execute("COMMIT")
            self._loop.call_soon_threadsafe(self._done.put_nowait, batch)


async def _tell(written: Written) -> None:
    """Acknowledge, then deliver to everybody in the conversation."""
    conversation, seq, event, at, side, cid, body = written.row
    ack = frames.Ack(cid=cid, conversation=conversation, seq=seq, at=at, id=event)
    await _send(written.sender, ack)
    by: Literal["staff", "patron"] = "staff" if side == "staff" else "patron"
    said = values.Event(seq=seq, id=event, at=at, kind="said", by=by, cid=cid, body=body)
    data = _encode(frames.Events(conversation=conversation, events=[said]))
    for reader in written.held.readers:
        await reader.send_frame(data, WSMsgType.TEXT)


async def _send(ws: web.WebSocketResponse, frame: object) -> None:
    await ws.send_frame(_encode(frame), WSMsgType.TEXT)


async def main(file: Path, port: int) -> None:
    """Serve until killed."""
    prototype = Prototype(file)
    application = web.Application()
    application.router.add_get("/ws/patron", prototype.serve)
    application.router.add_get("/ws/staff", prototype.serve)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port, backlog=1024).start()
    await prototype.tell()


if __name__ == "__main__":
    import uvloop

    uvloop.run(main(Path(sys.argv[1]), int(sys.argv[2])))
