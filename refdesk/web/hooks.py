"""Webhook calls on their way to the channel that understands them, and its answers back."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Mapping

from refdesk.errors import Busy, Unavailable
from refdesk.protocol.channel import Hook

IN_FLIGHT = 32
HOOKED_WITHIN = 20.0  # seconds; Telegram itself gives up after 60

Tell = Callable[[Hook], None]


class HookRelay:
    """Webhook calls not yet dealt with; the connection holding a channel's intake hears of them.

    Nothing is kept: a call that is not dealt with in time is refused, and its sender repeats it.
    """

    def __init__(self) -> None:
        self._listening: dict[str, Tell] = {}
        self._waiting: dict[str, tuple[Tell, asyncio.Future[int]]] = {}

    def attach(self, channel: str, tell: Tell) -> None:
        """Let a connection hear the webhook calls of a channel from now on."""
        self._listening[channel] = tell

    def detach(self, channel: str, tell: Tell) -> None:
        """Stop it; also right when another connection has taken over since.

        Calls that this connection was told of are refused at once: their answers cannot come.
        """
        if self._listening.get(channel) == tell:
            del self._listening[channel]
        for told, waiting in self._waiting.values():
            if told == tell and not waiting.done():
                waiting.set_exception(Unavailable("no_channel"))

    def settle(self, call: str, status: int) -> None:
        """Answer a webhook call (`hooked`); an unknown or repeated one is ignored."""
        _, waiting = self._waiting.get(call, (None, None))
        if waiting is not None and not waiting.done():
            waiting.set_result(status)

    def connected(self) -> bool:
        """Tell whether any channel listens."""
        return bool(self._listening)

    async def relay(self, channel: str, headers: Mapping[str, str], body: str) -> int:
        """Give the status the channel answers with.

        Raises Busy over 32 calls in flight, Unavailable when no channel is connected, it goes
        away, or it does not answer in time.
        """
        tell = self._listening.get(channel)
        if tell is None:
            raise Unavailable("no_channel")
        if len(self._waiting) >= IN_FLIGHT:
            raise Busy
        call = secrets.token_hex(8)
        waiting: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._waiting[call] = tell, waiting
        try:
            async with asyncio.timeout(HOOKED_WITHIN):
                tell(Hook(id=call, headers=dict(headers), body=body))
                return await waiting
        except TimeoutError:
            raise Unavailable("no_channel") from None
        finally:
            del self._waiting[call]
