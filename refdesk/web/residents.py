"""What a connection is for once its greeting succeeded."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, Protocol

from refdesk.protocol.shapes import In

Over = Callable[[BaseException | None], None]  # a frame has had its answer, or failed
Spawn = Callable[[Coroutine[Any, Any, None]], None]  # runs it until the connection is over


class Resident(Protocol):
    """Answers the frames of one connection; it sees the socket only as `send`."""

    def begin(self, frame: In, over: Over, beside: Spawn) -> bool:
        """Take a frame that no other frame has to wait for; False leaves it to `handle`.

        Others may begin before it is over: what has to wait for it, the resident itself holds back
        and answers later by what it runs `beside` all else.
        """

    async def handle(self, frame: In) -> None:
        """Answer one frame."""

    async def work(self) -> bool:
        """Do one piece of what is due to the other side; False when nothing is."""

    def heard(self, *, spoke: bool) -> None:
        """A second or so has passed; `spoke`: the other side gave a sign of life meanwhile."""

    def heads(self) -> dict[str, int]:
        """Give the heads of the followed conversations."""

    async def check(self) -> None:
        """Raise Unauthorized when the other side may not be here any more."""

    async def leave(self) -> None:
        """The connection is over."""
