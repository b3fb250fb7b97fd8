"""`refdesk serve`: runs the server until it is told to stop, or the store breaks."""

from __future__ import annotations

import asyncio
import gc
import signal
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar

import structlog

from refdesk.app import Server, listen, running
from refdesk.cli.large_blocks import give_back_large_blocks
from refdesk.operations.supervision import supervised
from refdesk.settings import Settings, load
from refdesk.telemetry import set_up

T = TypeVar("T")
GARBAGE = 10_000  # objects between looks of the collector
BROKEN = 3  # exit status when the store can no longer be trusted (G15)

_log = structlog.get_logger(__name__)


def serve_until_stopped(file: Path | None) -> int:
    """Serve; the exit status is 0 after a stop, 3 when the store broke."""
    settings = load(file)
    set_up(settings.log, settings.log_level)
    return run_loop(_serve(settings))


async def _serve(settings: Settings) -> int:
    async with running(settings, listen(settings)) as server:
        _announce(server)
        # What a start leaves in memory stays there: the collector need not look at it again, nor
        # interrupt a busy desk as often as it would a small program.
        gc.freeze()
        gc.set_threshold(GARBAGE)
        gc.enable()
        give_back_large_blocks()
        async with supervised(server.alive):
            return await until_stopped(server)


def _announce(server: Server) -> None:
    _log.info("serving", url=server.url)
    if server.first_run:
        # For the administrator's eyes only: to the terminal or journal, once, before anybody is in.
        sys.stderr.write(
            f"\n  Administrator pertama / first administrator:\n"
            f"  {server.url}/first-run#{server.first_run}\n\n"
        )


async def until_stopped(server: Server) -> int:
    """Wait for SIGINT, SIGTERM or the end of the store; give the exit status."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stopped.set)
    broken = loop.create_task(server.until_broken())
    waiting = loop.create_task(stopped.wait())
    done, _ = await asyncio.wait({broken, waiting}, return_when=asyncio.FIRST_COMPLETED)
    for task in (broken, waiting):
        task.cancel()
    if broken in done:
        _log.critical("store broken: stopping", problem=str(broken.result()))
        return BROKEN
    _log.info("stopping")
    return 0


def run_loop(main: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine on uvloop where it is installed, else on asyncio's own loop."""
    try:
        import uvloop  # noqa: PLC0415 - not on Windows
    except ImportError:
        return asyncio.run(main)
    return uvloop.run(main)
