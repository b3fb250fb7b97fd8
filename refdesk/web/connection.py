"""One WebSocket connection: a transport on one side, the sans-I/O end and its resident inside.

It is a protocol that asyncio calls, without a task of its own: most connections say nothing most
of the time. A worker runs while there is something to do that has to wait.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from time import monotonic
from typing import Any, Final, Protocol

import structlog

from refdesk.errors import RefdeskError, StoreBroken, Unauthorized
from refdesk.protocol import codes
from refdesk.protocol.server import Phase, Role, ServerEnd
from refdesk.protocol.shapes import In
from refdesk.web.framing import CLOSE, MESSAGES, PING, pong_frame
from refdesk.web.residents import Resident
from refdesk.web.unframing import Broken, Unframer
from refdesk.web.way_out import WayOut

CLOSE_NORMAL: Final = 1000  # RFC 6455: the other side wished to close
CLOSE_LOST: Final = 1006  # RFC 6455: the socket went without a close frame; it is never sent
CLOSE_INTERNAL: Final = 1011  # RFC 6455: the server met what it did not expect

_log = structlog.get_logger(__name__)

Greet = Callable[[In, "Connection"], Awaitable[Resident]]


class Keeper(Protocol):
    """Who owns all connections."""

    def over(self, connection: Connection) -> None:
        """Nothing more is to be done for the other side: `finish` is to be awaited."""

    def lost(self, connection: Connection) -> None:
        """The socket is gone."""


class Connection(WayOut):
    """Owns one socket; tells its keeper when it is over and when it is gone."""

    __slots__ = (
        *("_beside", "_busy", "_check_due", "_frames", "_greet", "_keeper", "_resident"),
        *("_spoke", "_stirred", "_unframer", "_working"),
    )

    def __init__(
        self, transport: asyncio.Transport, end: ServerEnd, greet: Greet, keeper: Keeper
    ) -> None:
        super().__init__(transport, end)
        self._greet: Greet | None = greet
        self._keeper = keeper
        self._unframer: Unframer | None = Unframer()
        self._resident: Resident | None = None
        self._frames: list[In] = []
        self._working: asyncio.Task[None] | None = None
        self._beside: set[asyncio.Task[None]] | None = None
        self._check_due = False
        self._busy = False  # the worker is at a frame: the next waits for it
        self._stirred = False  # the worker has to look again
        self._spoke = False  # something came of which the resident has not heard

    def wake(self) -> None:
        """There is work due."""
        self._stirred = True
        if self._working is None and not self._closed:
            self._working = self._loop.create_task(self._guarded(self._work()))

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Run this beside the worker until the connection is over."""
        if self._beside is None:
            self._beside = set()
        task = self._loop.create_task(self._guarded(work))
        self._beside.add(task)
        task.add_done_callback(self._beside.discard)

    def tick(self, now: float, *, check: bool, ping_every: float = codes.PING_EVERY) -> None:
        """Let time pass; `check` asks whether a librarian may still be here."""
        self.hang_up_in_time(now)
        end, resident = self.end, self._resident
        if end.phase is Phase.CLOSING:
            return
        end.tick(now, resident.heads if resident else dict, ping_every)
        if end.close_code or not end.drained:
            self._flush()
        self._report()
        if check and resident is not None and end.role is Role.STAFF:
            self._check_due = True
            self.wake()

    def over(self) -> None:
        """Nothing is to be done for the other side any more."""
        self._keeper.over(self)

    async def finish(self) -> None:
        """End what is still done for the other side."""
        tasks = [*(self._beside or ()), *([self._working] if self._working else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._resident is not None:
            self._report()
            await self._resident.leave()

    def _report(self) -> None:
        """Tell the resident of signs of life: to the second is well enough for its limits."""
        if self._resident is None:
            return
        spoke, self._spoke = self._spoke, False
        try:
            self._resident.heard(spoke=spoke)
        except Exception as error:  # noqa: BLE001 - see `_failed`
            self._failed(error)

    # What comes in

    def data_received(self, data: bytes) -> None:
        """Take what came; what is no frame closes the connection."""
        if self._unframer is None:
            return
        self._spoke = True
        try:
            for opcode, message in self._unframer.feed(data):
                if opcode in MESSAGES:
                    self._take(message)
                else:
                    self._obey(opcode, message)
        except Broken as broken:
            self._unframer = None
            self.close(broken.code)
        except Exception as error:  # noqa: BLE001 - one connection's fault must not reach the others
            self._failed(error)

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing is sent any more, however it ended."""
        del exc
        self.end.close(CLOSE_LOST)
        if not self._closed:
            self._closed = True
            self.over()
        self._keeper.lost(self)

    def _obey(self, opcode: int, payload: str | bytes) -> None:
        """Do what a frame asks of the connection itself; of a pong that it came is all."""
        if opcode == CLOSE:
            self.end.close(CLOSE_NORMAL)
            self._say_goodbye()
            self._transport.close()
        elif opcode == PING and isinstance(payload, bytes) and not self._full and not self._closed:
            self._transport.write(pong_frame(payload))

    def _take(self, message: str | bytes) -> None:
        end, resident = self.end, self._resident
        end.receive_data(message, monotonic())
        for frame in end.events_received():
            # Begun at once when nothing is ahead of it, else left to the worker (G4).
            ahead = self._busy or self._check_due or self._frames
            if ahead or resident is None or not resident.begin(frame, self._answered, self.spawn):
                self._frames.append(frame)
                self.wake()
        if end.phase is Phase.CLOSING:
            self._flush()

    def _answered(self, failure: BaseException | None) -> None:
        self.end.handled()
        if failure is not None:
            self._failed(failure)

    def _failed(self, failure: BaseException) -> None:
        """Close: one connection's fault must not reach the others."""
        if isinstance(failure, StoreBroken):
            self.close(codes.CLOSE_GOING_AWAY)
        elif self.end.phase is not Phase.CLOSING:
            _log.error("connection_failed", role=self.end.role, exc_info=failure)
            self.close(CLOSE_INTERNAL)

    # The worker

    async def _guarded(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except Exception as error:  # noqa: BLE001 - see `_failed`
            self._failed(error)

    async def _work(self) -> None:
        try:
            while True:
                self._stirred = False
                if not await self._step() and not self._stirred:
                    self._awaits = not self.drained
                    return
        finally:
            self._working = None

    async def _step(self) -> bool:
        """Do one thing; False when there is nothing to do."""
        resident = self._resident
        try:
            if self._frames or (self._check_due and resident is not None):
                return await self._attend(resident)
            return resident is not None and await resident.work()
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
                await self._handle(self._frames.pop(0))
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
        resident = self._resident
        if resident is None:
            await self._welcome(frame)
        # Who has had to wait once must not wait for one commit after the other from then on.
        elif resident.begin(frame, self._answered, self.spawn):
            return
        else:
            await resident.handle(frame)
        self.end.handled()

    async def _welcome(self, frame: In) -> None:
        greet, self._greet = self._greet, None
        if greet is None:
            return
        try:
            self._resident = await greet(frame, self)
        except RefdeskError as error:
            away = codes.CLOSE_GOING_AWAY if error.retryable else codes.CLOSE_UNAUTHORIZED
            self.close(away)
            return
        self.end.welcomed()
