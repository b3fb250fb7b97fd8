"""Commands given, each with whoever waits for its answer."""

from __future__ import annotations

import asyncio
from typing import Final

from refdesk.protocol import frames

PENDING_LIMIT: Final = 256  # commands that wait for their acknowledgement

Answer = frames.Ack | frames.Took


class CommandRefused(Exception):
    """The server refused a command for good; `error` says why."""

    def __init__(self, error: frames.Error) -> None:
        super().__init__(error.code)
        self.error = error


class Answers:
    """The futures of given commands, at most `PENDING_LIMIT`.

    Nobody waits for what an earlier run of the program left pending: its answers go nowhere.
    """

    def __init__(self) -> None:
        self._waiting: dict[str, asyncio.Future[Answer]] = {}
        self._slots = asyncio.Semaphore(PENDING_LIMIT)

    async def expect(self, cid: str) -> asyncio.Future[Answer]:
        """Give the future of a command's answer, as soon as there is a place for it."""
        await self._slots.acquire()
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        answer.add_done_callback(self._over)
        self._waiting[cid] = answer
        return answer

    def came(self, cid: str, frame: Answer) -> None:
        """The command is durable."""
        if answer := self._waiting.pop(cid, None):
            answer.set_result(frame)

    def refused(self, cid: str, error: frames.Error) -> None:
        """The command was refused for good."""
        if answer := self._waiting.pop(cid, None):
            answer.set_exception(CommandRefused(error))

    def _over(self, answer: asyncio.Future[Answer]) -> None:
        self._slots.release()
        if not answer.cancelled():
            answer.exception()  # whoever gave the command may wait no longer
