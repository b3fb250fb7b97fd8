"""A TCP proxy that is a bad network: it cuts, freezes, swallows."""

from __future__ import annotations

import asyncio
import random
from contextlib import suppress
from dataclasses import dataclass
from typing import Self

CHUNK = 4_096  # bytes
REFUSAL = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


@dataclass(eq=False)
class Link:
    """One connection through the proxy; `left` are the bytes until it is cut, None for ever.

    What goes to one of `swallows` is swallowed.
    """

    near: asyncio.StreamWriter
    far: asyncio.StreamWriter
    left: int | None = None
    swallows: tuple[asyncio.StreamWriter, ...] = ()

    def allowed(self, data: bytes, to: asyncio.StreamWriter) -> bytes:
        """Give what of the data may still pass."""
        if to in self.swallows:
            return b""
        if self.left is None:
            return data
        passed = data[: self.left]
        self.left -= len(passed)
        return passed

    def abort(self) -> None:
        """Break both sides, without a farewell."""
        self.near.transport.abort()
        self.far.transport.abort()


class Proxy:
    """Stands before the port `target` while its block runs; `cuts` counts the links it cut.

    Without `sockets` it refuses every WebSocket, as some networks do; `refused` counts them.
    """

    def __init__(self, target: int, *, sockets: bool = True) -> None:
        self.port = 0
        self.cuts = 0
        self.sockets = sockets
        self.refused = 0
        self._target = target
        self._links: set[Link] = set()
        self._serving: set[asyncio.Task[object] | None] = set()
        self._flowing = asyncio.Event()
        self._flowing.set()
        self._open = True
        self._server: asyncio.Server | None = None

    @property
    def url(self) -> str:
        """The address of the server as seen through the proxy."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def links(self) -> int:
        """How many connections there are now."""
        return len(self._links)

    def cut(self, after: int = 0) -> None:
        """Cut each present link after so many more bytes, in the middle of a frame if need be."""
        for link in tuple(self._links):
            link.left = after
            if not after:
                self._end(link)

    def cut_one(self, chance: random.Random, after: int) -> None:
        """Cut one present link, which chance picks, after so many more bytes."""
        whole = [link for link in self._links if link.left is None]
        if whole:
            chance.choice(whole).left = after

    def hold(self) -> None:
        """Let nothing pass, either way, until `let_go`; nothing is lost."""
        self._flowing.clear()

    def let_go(self) -> None:
        """Let everything pass again."""
        self._flowing.set()

    def swallow(self) -> None:
        """Make each present link a black hole for good: it stays open, nothing arrives."""
        for link in self._links:
            link.swallows = (link.near, link.far)

    def swallow_one_way(self, *, to_server: bool) -> None:
        """Let nothing arrive any more on one of the two ways of each present link."""
        for link in self._links:
            link.swallows = (link.far if to_server else link.near,)

    def close(self) -> None:
        """Cut everything, turn new connections away until `reopen`."""
        self._open = False
        self.cut()

    def turn_to(self, target: int) -> None:
        """Lead new connections to another port."""
        self._target = target

    def reopen(self) -> None:
        """Take connections again."""
        self._open = True

    async def __aenter__(self) -> Self:
        """Begin to listen."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        """End all links."""
        assert self._server is not None
        self._server.close()
        self._flowing.set()
        self.close()
        if tasks := [task for task in self._serving if task is not None]:
            await asyncio.wait(tasks)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        self._serving.add(task)
        try:
            await self._link(reader, writer)
        except OSError:
            writer.transport.abort()
        finally:
            self._serving.discard(task)

    async def _link(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not self._open:
            writer.transport.abort()
            return
        first = b"" if self.sockets else await reader.read(CHUNK)
        if b"upgrade: websocket" in first.lower():
            await self._refuse(writer)
            return
        back, far = await asyncio.open_connection("127.0.0.1", self._target)
        far.write(first)
        link = Link(writer, far)
        self._links.add(link)
        async with asyncio.TaskGroup() as both:
            both.create_task(self._pass_on(link, reader, far))
            both.create_task(self._pass_on(link, back, writer))

    async def _refuse(self, writer: asyncio.StreamWriter) -> None:
        self.refused += 1
        writer.write(REFUSAL)
        await writer.drain()
        writer.close()

    async def _pass_on(
        self, link: Link, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        with suppress(OSError):
            while link.left != 0 and (data := await reader.read(CHUNK)):
                await self._flowing.wait()
                writer.write(link.allowed(data, writer))
                await writer.drain()
        self._end(link)

    def _end(self, link: Link) -> None:
        if link in self._links:
            self._links.remove(link)
            self.cuts += link.left == 0
        link.abort()
