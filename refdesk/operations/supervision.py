"""Tells systemd that the server serves, still lives, and stops (sd_notify(3), Type=notify).

Without NOTIFY_SOCKET in the environment nothing is told.
"""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress

import structlog

from refdesk.errors import RefdeskError

_log = structlog.get_logger(__name__)
_MICRO = 1_000_000


class Supervisor:
    """The one that started us, as the environment names it."""

    def __init__(self, environment: Mapping[str, str] = os.environ) -> None:
        self._address = environment.get("NOTIFY_SOCKET", "").replace("@", "\0", 1)
        meant = environment.get("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
        self.patience = int(environment.get("WATCHDOG_USEC", "0")) / _MICRO if meant else 0.0

    def tell(self, state: str) -> None:
        """Send one state, such as `READY=1`; whether it is heard is systemd's care."""
        if not self._address:
            return
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
                channel.setblocking(False)
                channel.sendto(state.encode(), self._address)
        except OSError as error:
            _log.warning("systemd not told", state=state, problem=error.strerror)


@asynccontextmanager
async def supervised(alive: Callable[[], Awaitable[object]]) -> AsyncIterator[None]:
    """Tell that the server serves while the block runs, and again and again that it lives.

    It lives as long as its loop turns and `alive`, a read of the database, ends in time. A refusal
    is an answer too: who cannot be written for want of space must not be killed for it.
    """
    supervisor = Supervisor()
    supervisor.tell("READY=1")
    beating = asyncio.create_task(_beat(supervisor, alive))
    try:
        yield
    finally:
        supervisor.tell("STOPPING=1")
        beating.cancel()
        with suppress(asyncio.CancelledError):
            await beating


async def _beat(supervisor: Supervisor, alive: Callable[[], Awaitable[object]]) -> None:
    if not supervisor.patience:
        return
    while True:
        try:
            async with asyncio.timeout(supervisor.patience / 2):
                await alive()
        except TimeoutError:
            _log.error("the database does not answer in time: systemd will start the server anew")
        except RefdeskError:
            supervisor.tell("WATCHDOG=1")
        else:
            supervisor.tell("WATCHDOG=1")
        await asyncio.sleep(supervisor.patience / 4)
