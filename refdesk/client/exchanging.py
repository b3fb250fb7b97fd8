"""The exchange in the place of a WebSocket, for networks that let none through."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Mapping
from typing import Final, Literal

from websockets.exceptions import ConnectionClosedError

from refdesk.client.posting import post
from refdesk.protocol import codes
from refdesk.protocol.exchanging import ExchangeEnd

ANSWER_FIRST: Final = 0.01  # seconds for what the client has to say to the last answer
ANSWER_WITHIN: Final = codes.EXCHANGE_HOLD + 15.0  # seconds


class ExchangeLink:
    """Sends and receives frames like the connection of `websockets`."""

    def __init__(self, address: str, end: ExchangeEnd, headers: Mapping[str, str]) -> None:
        self.close_code: int | None = None
        self._address = address
        self._end = end
        self._headers = headers
        self._arrived: deque[bytes] = deque()
        self._begun = asyncio.Event()
        self._limit: asyncio.Timeout | None = None
        self._pressed = False

    async def send(self, data: bytes, *, text: Literal[True]) -> None:
        """Put a frame on its way; an exchange that only listens makes room for it."""
        _ = text
        self._end.send(data)
        if self._end.begun:
            self._begun.set()
        if self._end.pressing and self._limit is not None and not self._pressed:
            self._pressed = True
            self._limit.reschedule(asyncio.get_running_loop().time())

    async def recv(self, decode: Literal[False] = False) -> bytes:  # noqa: FBT002 - as theirs
        """Give the next frame; raises ConnectionClosed once there is none to come."""
        _ = decode
        await self._begun.wait()
        while not self._arrived:
            if self._end.close_code or self.close_code:
                self.close_code = self.close_code or self._end.close_code
                raise ConnectionClosedError(None, None)
            await self._exchange()
        return self._arrived.popleft()

    async def close(self, code: int) -> None:
        """Ask for no more."""
        self.close_code = self.close_code or code

    async def _exchange(self) -> None:
        await asyncio.sleep(ANSWER_FIRST)
        try:
            async with asyncio.timeout(ANSWER_WITHIN) as self._limit:
                answer = await post(self._address, self._end.ask(), self._headers)
        except TimeoutError:
            if not self._pressed:
                raise ConnectionClosedError(None, None) from None
            self._end.given_up()
        except OSError:
            raise ConnectionClosedError(None, None) from None
        else:
            self._arrived.extend(self._end.answered(*answer))
        finally:
            self._limit, self._pressed = None, False
