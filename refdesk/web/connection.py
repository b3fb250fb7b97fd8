"""One WebSocket connection: a reader, a writer, a worker around the sans-I/O end."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Final, Protocol

import structlog
from aiohttp import WSMsgType, web

from refdesk.errors import RefdeskError, StoreBroken, Unauthorized
from refdesk.protocol import codes
from refdesk.protocol.server import Phase, ServerEnd
from refdesk.protocol.shapes import In, Out
from refdesk.web.framing import text_frame

LIGHT: Final = 32 * 1024  # bytes; a transport is full at 64 KiB, free again at 16
SEND_WITHIN: Final = 20.0  # seconds for one frame to leave
DEAF: Final = frozenset({codes.CLOSE_LAGGING, codes.CLOSE_SILENT})  # nobody may be reading
CLOSE_INTERNAL: Final = 1011  # RFC 6455: the server met what it did not expect

_log = structlog.get_logger(__name__)


Over = Callable[[BaseException | None], None]  # a frame has had its answer, or failed


class Resident(Protocol):
    """What a connection is for once its greeting succeeded; it sees the socket only as `send`."""

    def begin(self, frame: In, over: Over) -> bool:
        """Begin a frame that nothing has to be read for; False leaves it to `handle`.

        Others may begin before it is over: what has to wait for it, the resident itself refuses.
        """

    async def handle(self, frame: In) -> None:
        """Answer one frame."""

    async def work(self) -> bool:
        """Do one piece of what is due to the other side; False when nothing is."""

    def heard(self) -> None:
        """The other side gave a sign of life."""

    def heads(self) -> dict[str, int]:
        """Give the heads of the followed conversations."""

    async def check(self) -> None:
        """Raise Unauthorized when the other side may not be here any more."""

    async def leave(self) -> None:
        """The connection is over."""


Greet = Callable[[In, "Connection"], Awaitable[Resident]]


class _Over(Exception):
    """How the three tasks end together."""


class Connection:
    """Owns one socket. `send` never waits: what one turn of the loop brings leaves as one write.

    Where the transport is full the writer carries the bounded outbox away (G8).
    """

    def __init__(
        self,
        ws: web.WebSocketResponse,
        transport: asyncio.Transport | None,
        end: ServerEnd,
        greet: Greet,
    ) -> None:
        self.end = end
        self._ws = ws
        self._transport = transport
        self._loop = asyncio.get_running_loop()
        self._greet = greet
        self._frames: deque[In] = deque()
        self._resident: Resident | None = None
        self._group = asyncio.TaskGroup()
        self._writing: asyncio.Task[None] | None = None
        self._check_due = False
        self._busy = False  # the worker is at a frame: the next waits for it
        self._full = False  # the worker waits for what is on the way out
        self._leaving = False  # what waits leaves at the end of this turn of the loop
        self._putting = False
        self._to_write = asyncio.Event()
        self._to_work = asyncio.Event()

    def send(self, frame: Out, *, slot: str = "", droppable: bool = False) -> None:
        """Put a frame on its way."""
        self.end.send(frame, slot=slot, droppable=droppable)
        self._flush()

    def send_encoded(self, data: bytes, events: int) -> None:
        """Put an encoded frame with so many events on its way."""
        self.end.send_encoded(data, events=events)
        self._flush()

    @property
    def drained(self) -> bool:
        """Whether everything sent so far has left; the worker is woken when it has."""
        return self.end.drained and not self._putting

    def wake(self) -> None:
        """There is work due."""
        self._to_work.set()

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Run this beside the three tasks until the connection is over."""
        self._group.create_task(work)

    def close(self, code: int) -> None:
        """Close with this code; the tasks end by themselves."""
        self.end.close(code)
        self._flush()

    def tick(self, now: float, *, check: bool) -> None:
        """Let time pass; `check` asks whether the other side may still be here."""
        resident = self._resident
        self.end.tick(now, resident.heads if resident else dict)
        self._flush()
        if check and resident is not None:  # of whom nothing is known yet, nothing can be checked
            self._check_due = True
            self._to_work.set()

    async def run(self, now: Callable[[], float]) -> None:
        """Serve until either side closes."""
        try:
            async with self._group as group:
                self._writing = group.create_task(self._write())
                group.create_task(self._work())
                await self._read(now)
                raise _Over
        except* _Over:
            pass
        except* StoreBroken:
            self.end.close(codes.CLOSE_GOING_AWAY)
        except* Exception:  # noqa: BLE001 - one connection's fault must not reach the others
            _log.exception("connection_failed", role=self.end.role)
            self.end.close(CLOSE_INTERNAL)
        finally:
            self.end.close(codes.CLOSE_GOING_AWAY)  # an answer that comes later goes nowhere
            if self._resident:
                await self._resident.leave()
        # Not drained: somebody who does not read must not keep us.
        await self._ws.close(code=self.end.close_code, drain=False)

    async def _read(self, now: Callable[[], float]) -> None:
        while True:
            message = await self._ws.receive()
            if message.type not in (WSMsgType.TEXT, WSMsgType.BINARY):
                return
            self.end.receive_data(message.data, now())
            for frame in self.end.events_received():
                self._take(frame)
            if self._resident:
                self._resident.heard()
            if self.end.phase is Phase.CLOSING:
                self._flush()

    def _take(self, frame: In) -> None:
        """Begin a frame when nothing is ahead of it, else leave it to the worker (G4)."""
        ahead = self._busy or self._check_due or self._frames
        if ahead or self._resident is None or not self._resident.begin(frame, self._over):
            self._frames.append(frame)
            self._to_work.set()

    def _over(self, failure: BaseException | None) -> None:
        self.end.handled()
        if failure is not None and self.end.phase is not Phase.CLOSING:
            self.spawn(_fail(failure))

    def _flush(self) -> None:
        if self.end.phase is Phase.LIVE and not self._putting:
            if not self._leaving:
                self._leaving = True
                self._loop.call_soon(self._leave)
        else:
            self._to_write.set()
        if self.end.close_code in DEAF and self._writing is not None:
            self._writing.cancel()  # it may be waiting for somebody who does not read

    async def _write(self) -> None:
        try:
            while self.end.phase is not Phase.CLOSING:
                await self._to_write.wait()
                self._to_write.clear()
                while data := self.end.data_to_send():
                    self._putting = True
                    await self._put(data)
                    self._putting = False
                self._to_work.set()
        except asyncio.CancelledError:
            if self.end.close_code not in DEAF:
                raise
        raise _Over

    def _leave(self) -> None:
        """Send all that waits if the transport has place for it, else leave it to the writer."""
        self._leaving = False
        transport, end = self._transport, self.end
        if self._putting or end.phase is not Phase.LIVE or end.weight > LIGHT:
            self._to_write.set()
        elif transport is None or transport.is_closing() or self._ws.closed:
            self.close(codes.CLOSE_GOING_AWAY)
        else:
            transport.write(b"".join(map(text_frame, iter(end.data_to_send, None))))
            if self._full:
                self._to_work.set()

    async def _put(self, data: bytes) -> None:
        try:
            async with asyncio.timeout(SEND_WITHIN):
                await self._ws.send_frame(data, WSMsgType.TEXT)
        except TimeoutError:
            self.end.close(codes.CLOSE_LAGGING)
            raise _Over from None
        except ConnectionError:
            raise _Over from None

    async def _work(self) -> None:
        while True:
            self._to_work.clear()
            if not await self._step():
                await self._to_work.wait()

    async def _step(self) -> bool:
        """Do one thing; False when there is nothing to do."""
        resident = self._resident
        try:
            if self._frames or (self._check_due and resident is not None):
                return await self._attend(resident)
            more = resident is not None and await resident.work()
            self._full = not more and not self.drained
            return more
        except RefdeskError as error:
            # Whatever could not be read now is read after the client has come back.
            _log.info("connection_sent_away", role=self.end.role, code=error.code)
            self.close(codes.CLOSE_GOING_AWAY)
            return False

    async def _attend(self, resident: Resident | None) -> bool:
        """Handle one frame; False when the connection is at its end."""
        self._busy = True
        try:
            if resident is not None:
                # Before any frame: who never stops sending is looked at no less often (G17).
                await self._check(resident)
            if self.end.phase is Phase.CLOSING:
                return False
            if self._frames:
                await self._handle(self._frames.popleft())
            return True
        finally:
            self._busy = False

    async def _check(self, resident: Resident) -> None:
        if not self._check_due:
            return
        self._check_due = False
        try:
            await resident.check()
        except Unauthorized:
            self.close(codes.CLOSE_REPLACED)

    async def _handle(self, frame: In) -> None:
        if self._resident is not None:
            await self._resident.handle(frame)
        else:
            await self._welcome(frame)
        self.end.handled()

    async def _welcome(self, frame: In) -> None:
        try:
            self._resident = await self._greet(frame, self)
        except RefdeskError as error:
            away = codes.CLOSE_GOING_AWAY if error.retryable else codes.CLOSE_UNAUTHORIZED
            self.close(away)
            return
        self.end.welcomed()


async def _fail(failure: BaseException) -> None:
    raise failure
