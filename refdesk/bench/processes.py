"""The measured servers as processes of their own, on a processor core of their own."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Final

import msgspec

from refdesk.bench.meter import Meter

START_WITHIN: Final = 60.0  # seconds
STOP_WITHIN: Final = 20.0
_LOOK_EVERY: Final = 0.1
_REFDESK: Final = "from refdesk.cli import main; main()"


class NotStarted(Exception):
    """A server ended or did not answer in time; holds the end of what it wrote."""


def _cores() -> tuple[int, int] | None:
    """Give one core for the server, one for the load; None where they cannot be chosen."""
    if not hasattr(os, "sched_getaffinity"):
        return None
    free = sorted(os.sched_getaffinity(0))
    return (free[0], free[1]) if len(free) > 1 else None


_CORES: Final = _cores()


@contextmanager
def on_core_of_the_load() -> Iterator[None]:
    """Keep to the load's core while the block runs."""
    if _CORES is None:
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {_CORES[1]})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def free_port() -> int:
    """Give a port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass(slots=True)
class Running:
    """A server that answers: `took` is the seconds from its start."""

    process: subprocess.Popen[bytes]
    port: int
    meter: Meter
    took: float = 0.0

    def stop(self) -> None:
        """Ask it to stop, insist after a while."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(STOP_WITHIN)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(STOP_WITHIN)


async def start_product(folder: Path, environment: dict[str, str]) -> Running:
    """Start `refdesk serve` on a data folder; raises NotStarted."""
    port = free_port()
    variables = environment | {"REFDESK_PORT": str(port)}
    return await _start([sys.executable, "-c", _REFDESK, "serve"], folder, variables, port)


async def until_indexed(running: Running) -> None:
    """Wait until the server has opened its index, which goes on after it serves."""
    began = perf_counter()
    while not await asyncio.to_thread(_indexed, running.port):
        if perf_counter() - began > START_WITHIN:
            raise NotStarted("the index has not been opened in time")
        await asyncio.sleep(_LOOK_EVERY)


async def start_prototype(folder: Path) -> Running:
    """Start the prototype on a new file in the folder; raises NotStarted."""
    port = free_port()
    words = [sys.executable, "-m", "refdesk.bench.prototype", str(folder / "bare.db"), str(port)]
    return await _start(words, folder, {}, port)


def run_tool(
    environment: dict[str, str], *arguments: str, within: float = 2 * START_WITHIN
) -> None:
    """Run a command of `refdesk`; raises NotStarted when it fails."""
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", _REFDESK, *arguments],
        env=own_environment() | environment,
        capture_output=True,
        timeout=within,
        check=False,
    )
    if done.returncode:
        raise NotStarted(done.stderr.decode(errors="replace")[-2000:])


def own_environment() -> dict[str, str]:
    """Give our environment without settings of the server."""
    return {name: value for name, value in os.environ.items() if "REFDESK" not in name}


async def _start(
    words: Sequence[str], folder: Path, environment: dict[str, str], port: int
) -> Running:
    file = folder / "server.log"
    began = perf_counter()
    with file.open("ab") as log:
        process = subprocess.Popen(  # noqa: ASYNC220, S603 - forks and returns; our own program
            words,
            env=own_environment() | environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    if _CORES:
        os.sched_setaffinity(process.pid, {_CORES[0]})
    running = Running(process, port, Meter(process.pid))
    await _until_answering(running, began, file)
    running.took = perf_counter() - began
    return running


async def _until_answering(running: Running, began: float, log: Path) -> None:
    while not await asyncio.to_thread(_answers, running.port):
        late = perf_counter() - began > START_WITHIN
        if late or running.process.poll() is not None:
            running.stop()
            raise NotStarted(_end_of(log))
        await asyncio.sleep(0.01)


def _end_of(log: Path) -> str:
    return log.read_text("utf-8", errors="replace")[-2000:]


class _Part(msgspec.Struct):
    ok: bool


class _Health(msgspec.Struct):
    parts: dict[str, _Part]


def _indexed(port: int) -> bool:
    """Tell whether the index is open; a server that knows no such page has none, as a bare one."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            return msgspec.json.decode(answer.read(), type=_Health).parts["index"].ok
    except urllib.error.HTTPError:
        return True


def _answers(port: int) -> bool:
    """Tell whether the server takes requests, whatever it says to this one."""
    with suppress(OSError, urllib.error.URLError):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).close()
        except urllib.error.HTTPError:
            return True
        return True
    return False
