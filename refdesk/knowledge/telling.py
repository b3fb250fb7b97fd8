"""Telling the log how far an index is: the first one of many entries takes a while."""

from __future__ import annotations

import time
from typing import Final

import structlog

from refdesk.knowledge.ports import Tell

LOG_EVERY: Final = 5.0  # seconds

_log = structlog.get_logger(__name__)


def logged(tell: Tell) -> Tell:
    """Tell the log too, every few seconds."""
    next_at = time.monotonic() + LOG_EVERY

    def both(done: int, total: int) -> None:
        nonlocal next_at
        tell(done, total)
        if time.monotonic() >= next_at:
            next_at = time.monotonic() + LOG_EVERY
            _log.info("building the index", done=done, of=total)

    return both
