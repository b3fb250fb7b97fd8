"""The examination of the installation by the server that runs, when staff look at it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Final

from refdesk.operations.doctor import Check, Finding, examine
from refdesk.settings import Settings

FRESH: Final = 20.0  # seconds: whoever reloads the page has not changed anything in less


class Examination:
    """The examination by the running server; who asks meanwhile is told the same."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._turn = asyncio.Lock()
        self._found: list[Finding] = []
        self._at = float("-inf")

    async def __call__(self) -> list[Finding]:
        """Give what was found, at most 20 seconds ago."""
        now = asyncio.get_running_loop().time
        async with self._turn:
            if now() - self._at > FRESH:
                self._found = await examine(self._settings, await asyncio.to_thread(_inside))
                self._at = now()
        return self._found


def _inside() -> Sequence[Check]:
    # All that the checks look at is loaded for who looks, not with each start (`decisions/0038`).
    from refdesk.operations.check_list import INSIDE  # noqa: PLC0415

    return INSIDE
