"""The bus over PostgreSQL's NOTIFY: several servers, no broker."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

import asyncpg
import structlog

from refdesk.bus.calls import EVERYTHING, Board, Hear
from refdesk.bus.local import LocalBus
from refdesk.bus.rings import ECHO, Rings, read, written

CHANNEL: Final = "refdesk"
_RING: Final = "SELECT pg_notify($1, one) FROM unnest($2::text[]) AS one"
_SETTINGS: Final = {
    "application_name": "refdesk-bus",
    # A ring is told again by the sweep: it need not be synced, only be quick.
    "synchronous_commit": "off",
    "statement_timeout": "4000",
}

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds: between rings to itself, without an echo until it connects anew, for one call.

    `apart` lies between one carrying and the next, unless a full batch waits: of a busy desk many
    rings go at once, for each way to the database costs as much as the commit of a message.
    """

    echo: float = 5.0
    deaf: float = 12.0
    call: float = 5.0
    apart: float = 0.02
    longest_pause: float = 10.0


class NotifyBus(LocalBus):
    """Rings through one connection of its own, which is replaced whenever it falls silent."""

    def __init__(self, address: str, node: str, board: Board, pace: Pace | None = None) -> None:
        super().__init__(node, board)
        self._address = _for_driver(address)
        self._pace = pace or Pace()
        self._rings = Rings()
        self._echoed = 0.0
        self._pause = 0.0

    def ring(self, stream: str, version: int) -> None:
        """Tell the others soon."""
        self._rings.put(stream, version)

    async def listen(self, hear: Hear) -> None:
        """Carry rings both ways until cancelled."""
        while True:
            try:
                await self._connected(hear)
            except Exception as error:  # noqa: BLE001 - the desk works without a bell (G12)
                _log.warning("bell_lost", why=type(error).__name__)
            self._pause = min(max(0.5, 2 * self._pause), self._pace.longest_pause)
            await asyncio.sleep(random.uniform(0, self._pause))  # noqa: S311 - spreads the nodes

    async def _connected(self, hear: Hear) -> None:
        connection = await asyncpg.connect(
            self._address,
            timeout=self._pace.call,
            command_timeout=self._pace.call,
            server_settings=_SETTINGS,
        )
        try:
            connection.add_termination_listener(lambda _: self._rings.stir())
            await connection.add_listener(CHANNEL, lambda *said: self._heard(said[3], hear))
            hear(EVERYTHING, 0)
            await self._carry(connection)
        finally:
            connection.terminate()

    async def _carry(self, connection: Any) -> None:  # noqa: ANN401 - the driver ships no types
        now = asyncio.get_running_loop().time
        self._echoed = due = now()
        while True:
            await self._rings.wait(due - now())
            rings = self._rings.take()
            if now() >= due:
                rings.append((ECHO, 0))
                due = now() + self._pace.echo
            await self._notify(connection, rings)
            if not self._rings.full():
                await asyncio.sleep(self._pace.apart)
            if now() - self._echoed > self._pace.deaf:
                raise TimeoutError

    async def _notify(
        self,
        connection: Any,  # noqa: ANN401
        rings: Sequence[tuple[str, int]],
    ) -> None:
        try:
            await connection.execute(_RING, CHANNEL, written(self._node, rings))
        except BaseException:
            for ring in rings:
                self._rings.put(*ring)  # the next connection tells it
            raise

    def _heard(self, text: str, hear: Hear) -> None:
        if text.startswith(f"{self._node} "):
            # Whatever of our own comes back shows that the bell works.
            self._echoed = asyncio.get_running_loop().time()
            self._pause = 0.0
            return
        try:
            _, rings = read(text)
        except ValueError:
            return  # somebody else's word on our channel
        for stream, version in rings:
            if stream != ECHO:
                hear(stream, version)


def _for_driver(address: str) -> str:
    """Give the address as the driver reads it: without the name of a driver."""
    scheme = urlsplit(address).scheme
    return address.replace(scheme, scheme.partition("+")[0], 1)
