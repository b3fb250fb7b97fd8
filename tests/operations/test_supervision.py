"""What systemd is told: that the server serves, lives, stops; a hanging database is no life."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from refdesk.errors import StorageFull
from refdesk.operations.supervision import Supervisor, supervised
from tests.journeys.desks import prepared

ROUND = 0.2  # seconds of patience in these tests


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """Be systemd: give the socket on which it listens."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(tmp_path / "n"))
        listening.setblocking(False)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "n"))
        monkeypatch.setenv("WATCHDOG_USEC", str(int(ROUND * 1_000_000)))
        monkeypatch.delenv("WATCHDOG_PID", raising=False)
        yield listening


def heard(listening: socket.socket) -> list[str]:
    """Give all that was told since."""
    states = []
    while True:
        try:
            states.append(listening.recv(4096).decode())
        except BlockingIOError:
            return states


async def until_heard(listening: socket.socket, state: str) -> None:
    """Wait until a state is told."""
    async with asyncio.timeout(30):
        while state not in heard(listening):  # noqa: ASYNC110 - a socket of another process
            await asyncio.sleep(0.02)


async def test_a_server_that_lives_says_so(told: socket.socket) -> None:
    """Ready at once, then a beat within the time systemd gives, and its stop; a refusal is life."""

    async def refuses() -> None:
        raise StorageFull

    async with supervised(refuses):
        assert heard(told) == ["READY=1"]
        await until_heard(told, "WATCHDOG=1")
    assert heard(told)[-1] == "STOPPING=1"


async def test_a_server_whose_database_hangs_says_nothing(told: socket.socket) -> None:
    """Then systemd starts it anew."""

    async def hangs() -> None:
        await asyncio.Event().wait()

    async with supervised(hangs):
        await asyncio.sleep(2 * ROUND)
    assert "WATCHDOG=1" not in heard(told)


def test_without_systemd_nothing_is_told() -> None:
    """The environment of a terminal names nobody; another process's watchdog is not ours."""
    nobody = Supervisor({})
    nobody.tell("READY=1")
    assert not nobody.patience
    assert not Supervisor({"WATCHDOG_USEC": "1000000", "WATCHDOG_PID": "1"}).patience


async def test_the_real_server_tells_systemd(told: socket.socket, tmp_path: Path) -> None:
    """`refdesk serve` is ready when questions can be taken."""
    server = await prepared(tmp_path)
    async with server.running():
        await until_heard(told, "READY=1")
        await until_heard(told, "WATCHDOG=1")
    assert "STOPPING=1" in heard(told)
